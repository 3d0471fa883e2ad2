"""What an outgoing call says first, as a business may style it: the slots are fixed, none can be emptied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from dialora.domain.errors import InvalidFields

#: A sentence that is longer is not listened to.
LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundWording:
    """In one language. Slots are written in braces."""

    #: Who calls, that it is an AI, for whom, and what about.
    identification: str
    #: How to stop such calls, within two seconds of it.
    opt_out_offer: str
    #: Where the business can be called back.
    callback_number: str
    #: Whether it is a good time.
    ask_continue: str
    #: To somebody for whom it is not.
    not_now: str


DEFAULTS: Final[Mapping[str, OutboundWording]] = {
    "en": OutboundWording(
        identification="Hi, this is {agent}, an AI assistant calling for {seller}, about {about}.",
        opt_out_offer="To stop our calls, say stop or press nine.",
        callback_number="You can call us back at {number}.",
        ask_continue="Is now a good time?",
        not_now="Then I won't keep you. Thank you for your time. Goodbye.",
    ),
    "es": OutboundWording(
        identification="Hola, soy {agent}, un asistente de inteligencia artificial."
        " Llamo de parte de {seller}, sobre {about}.",
        opt_out_offer="Si no quiere más llamadas, diga basta o pulse nueve.",
        callback_number="Puede devolvernos la llamada al {number}.",
        ask_continue="¿Es buen momento?",
        not_now="Entonces no le molesto más. Gracias por su tiempo. Adiós.",
    ),
}

_SLOTS: Final[Mapping[str, frozenset[str]]] = {
    "identification": frozenset({"agent", "seller", "about"}),
    "callback_number": frozenset({"number"}),
}
#: What the law wants said, in whatever words.
_SAYS: Final[Mapping[str, Mapping[str, tuple[str, re.Pattern[str]]]]] = {
    "en": {
        "identification": (
            "It must say that an AI calls.",
            re.compile(r"\b(AI|artificial|automated)\b", re.IGNORECASE),
        ),
        "opt_out_offer": (
            "It must say how calls are stopped: by saying stop, or by pressing nine.",
            re.compile(r"(?=.*\bstop\b)(?=.*\b(nine|9)\b)", re.IGNORECASE | re.DOTALL),
        ),
    },
    "es": {
        "identification": (
            "It must say that an AI calls.",
            re.compile(r"\b(IA|artificial|automatizad[oa])\b", re.IGNORECASE),
        ),
        "opt_out_offer": (
            "It must say how calls are stopped: by saying basta, or by pressing nine.",
            re.compile(r"(?=.*\bbasta\b)(?=.*\b(nueve|9)\b)", re.IGNORECASE | re.DOTALL),
        ),
    },
}
_SLOT: Final = re.compile(r"\{([^{}]*)\}")


def check(wording: OutboundWording, language: str) -> OutboundWording:
    """The wording itself. Raises InvalidFields where a sentence is empty, too long, lacks a slot, has one
    that does not exist, or leaves out what must be said."""
    wrong = {
        f"/{field.name}": problem
        for field in fields(wording)
        if (problem := _problem(field.name, getattr(wording, field.name), language))
    }
    if wrong:
        raise InvalidFields(wrong)
    return wording


def _problem(name: str, text: str, language: str) -> str | None:
    needed, there = _SLOTS.get(name, frozenset()), frozenset(_SLOT.findall(text))
    if not text.strip():
        return "This sentence cannot be left out."
    if len(text) > LONGEST:
        return f"A sentence has at most {LONGEST} characters."
    if re.search(r"[\x00-\x1f\x7f]", text):
        return "A sentence has no line breaks."
    if missing := sorted(needed - there):
        return f"It must have the slot {{{missing[0]}}}."
    if unknown := sorted(there - needed):
        return f"There is no slot {{{unknown[0]}}} in this sentence."
    if "{" in _SLOT.sub("", text) or "}" in _SLOT.sub("", text):
        return "Braces are for slots only."
    says = _SAYS[language].get(name)
    return None if says is None or says[1].search(_SLOT.sub(" ", text)) else says[0]
