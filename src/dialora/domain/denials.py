"""Sentences that deny being an AI, hide a recording, or tell an agent to: none is kept. EN and ES.

What a business writes is text for its agent, spoken or followed: acceptable use policy C22, C30, C32, C34.
"""

from __future__ import annotations

import re
from typing import Final

from dialora.domain.plain_words import plain_words

_PERSON: Final = r"(?:an? )?(?:real |live |actual )?(?:human(?: being)?|person)"
_MACHINE: Final = (
    r"(?:an? |the )?(?:ai|a i|robot|bot|machine|computer|virtual assistant|artificial intelligence)"
)
#: Up to four words between, or six.
_NEAR: Final = r"(?: \w+){0,4}? "
_FAR: Final = r"(?: \w+){0,6}? "

_DENIAL: Final = re.compile(
    r"\b(?:"
    rf"(?:i am|im|this is|you are|youre|youll be) {_PERSON}\b(?! (?:from|at|of|who|you))"
    rf"|(?:i am|im|this is|you are|youre) not {_MACHINE}\b"
    rf"|(?:never|dont|do not|must not|mustnt){_NEAR}(?:say|tell|admit|mention|reveal|disclose|confess)"
    rf"{_NEAR}(?:you are |youre |to being |being |being an )?{_MACHINE}\b"
    rf"|(?:pretend|claim|act|say|insist|tell)(?: \w+){{0,3}}?"
    rf" (?:to be|you are|youre|that you are|like|as) {_PERSON}\b"
    rf"|(?:deny|hide|conceal)(?: \w+){{0,3}}? {_MACHINE}\b"
    r"|(?:no soy|no es|no eres) (?:un |una )?(?:robot|maquina|ia|inteligencia artificial)\b"
    r"|(?:soy|eres|di que eres|finge ser|haz como que eres) (?:un |una )?"
    r"(?:persona(?: real)?|humano|humana)\b"
    r"|(?:nunca|no)(?: \w+){0,2}? (?:digas|diga|reveles|menciones|admitas)(?: \w+){0,3}?"
    r" (?:robot|maquina|ia|inteligencia artificial)\b"
    r")"
)


_TO_SAY: Final = r"(?:say|tell|admit|mention|reveal|disclose|speak)"
_RECORDING: Final = r"(?:record(?:ed|ing|ings)?|transcri(?:bed|pt|pts|ption))"
_DECIR: Final = r"(?:digas|diga|reveles|menciones|admitas|hables)"
_GRABAR: Final = r"(?:grab(?:a|amos|ada|ado|ando|acion|aciones)|transcri(?:be|bimos|pcion))"
_HIDING: Final = re.compile(
    r"\b(?:"
    rf"(?:never|dont|do not|must not|mustnt|without){_NEAR}{_TO_SAY}(?:ing)?(?: \w+){{0,5}}? {_RECORDING}\b"
    rf"|(?:deny|hide|conceal){_FAR}{_RECORDING}\b"
    rf"|(?:nunca|no)(?: \w+){{0,2}}? {_DECIR}(?: \w+){{0,5}}? {_GRABAR}\b"
    r")"
)
_OVERRIDE: Final = re.compile(
    r"\b(?:ignore|disregard|bypass|override) (?:all|any|every|your|these|those|previous|prior|the above)"
    r"(?: \w+){0,3}? ?(?:rules|instructions|guidelines|notices|disclosures|laws)\b"
    r"|\b(?:ignora|ignore|olvida|omite) (?:todas|tus|sus|las|los|todos)(?: \w+){0,3}?"
    r" ?(?:reglas|instrucciones|leyes|avisos)\b"
)


def hides_the_recording(text: str) -> bool:
    """Whether the agent is told not to say that a call is recorded."""
    return bool(_HIDING.search(plain_words(text)))


def sets_rules_aside(text: str) -> bool:
    """Whether the agent is told to pass over what it must do."""
    return bool(_OVERRIDE.search(plain_words(text)))


def denies_being_an_ai(text: str) -> bool:
    """Whether callers would be told, or the agent be told to tell them, that it is a person."""
    return bool(_DENIAL.search(plain_words(text)))


def deception_in(text: str) -> str | None:
    """What is wrong with a text that is spoken, or followed, in a call; None where nothing is."""
    return next((problem for is_so, problem in _DECEPTIONS if is_so(text)), None)


#: What no agent is given to say or to follow, and the clauses of the acceptable use policy it breaks.
_DECEPTIONS: Final = (
    (
        denies_being_an_ai,
        "An agent may not deny that it is an AI. Callers are told, and told the truth"
        " (policy clauses C30, C32).",
    ),
    (
        hides_the_recording,
        "An agent may not hide that a call is recorded. Callers are told (policy clause C34).",
    ),
    (
        sets_rules_aside,
        "An agent may not be told to pass over its rules (policy clauses C22, C32).",
    ),
)
