"""What is said to a caller who is let go or put through to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_CLOSING: Final = {
    "en": "I'm sorry, I have to end this call now. Thank you for calling. Goodbye.",
    "es": "Lo siento, tengo que terminar la llamada. Gracias por llamar. Adiós.",
}
_RESTARTING: Final = {
    "en": "I'm sorry, we are being restarted and I have to end this call. Please call again in a minute."
    " Goodbye.",
    "es": "Lo siento, tengo que terminar la llamada. Llame de nuevo en un minuto, por favor. Adiós.",
}
_PUTTING_THROUGH: Final = {
    "en": "I'm putting you through to {name}. One moment, please.",
    "es": "Le paso con {name}. Un momento, por favor.",
}
#: In the carrier's own voice, where ours has gone.
_INSTEAD: Final = {
    "en": "Sorry, we were cut off by a fault on our side. We are connecting you to {name}.",
    "es": "Lo sentimos, la llamada se cortó por un fallo nuestro. Le pasamos con {name}.",
}
_NOBODY: Final = {
    "en": "Sorry, nobody could take your call at {name}. Please call again: the assistant takes a message."
    " Goodbye.",
    "es": "Lo sentimos, nadie pudo atenderle en {name}. Vuelva a llamar y deje un mensaje. Adiós.",
}


def closing(language: str) -> str:
    """Before the agent hangs up because its people want it to."""
    return _in(_CLOSING, language)


def restarting(language: str) -> str:
    """Before the agent hangs up because the machine under it stops."""
    return _in(_RESTARTING, language)


def putting_through(name: str, language: str) -> str:
    """Before the agent hands the caller on."""
    return _in(_PUTTING_THROUGH, language).format(name=name)


def instead_of_us(name: str, language: str) -> str:
    """To a caller whom we cut off, and who is handed on."""
    return _in(_INSTEAD, language).format(name=name)


def nobody_answered(name: str, language: str) -> str:
    """To a caller who was handed on and whom nobody took."""
    return _in(_NOBODY, language).format(name=name)


def _in(words: Mapping[str, str], language: str) -> str:
    """In the agent's language where we have it, else in English."""
    return words.get(language.split("-")[0].lower(), words["en"])
