"""What a caller hears from the carrier's own voice when no agent can speak: short, polite, no reasons
that are not theirs to know."""

from __future__ import annotations

from dialora.domain.calls import EndReason

_DEFAULT = {
    "en": "Sorry, we cannot take this call at the moment. Please try again later. Goodbye.",
    "es": "Lo sentimos, ahora no podemos atender esta llamada. Inténtelo más tarde. Adiós.",
}

_SENTENCES = {
    EndReason.NUMBER_UNKNOWN: {
        "en": "Sorry, this number is not in service. Please check it and call again. Goodbye.",
        "es": "Lo sentimos, este número no está en servicio. Compruébelo y vuelva a llamar. Adiós.",
    },
    EndReason.AT_CAPACITY: {
        "en": "Sorry, all our lines are busy right now. Please call again in a few minutes. Goodbye.",
        "es": "Lo sentimos, todas las líneas están ocupadas. Llame de nuevo en unos minutos. Adiós.",
    },
    EndReason.TOO_MANY_CALLS: {
        "en": "Sorry, we have had several calls from you already. Please try again later. Goodbye.",
        "es": "Lo sentimos, ya hemos recibido varias llamadas suyas. Inténtelo más tarde. Adiós.",
    },
    EndReason.PROCESS_LOST: {
        "en": "Sorry, we were cut off by a fault on our side. Please call again right away. Goodbye.",
        "es": "Lo sentimos, la llamada se cortó por un fallo nuestro. Llame de nuevo, por favor. Adiós.",
    },
}


def sentence(reason: EndReason, language: str) -> str:
    """The sentence for a reason, in the agent's language where there is one, else in English."""
    words = _SENTENCES.get(reason, _DEFAULT)
    return words.get(language.split("-")[0].lower(), words["en"])
