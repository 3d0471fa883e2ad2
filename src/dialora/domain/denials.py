"""Sentences that deny being an AI, or tell an agent to deny it: none is kept for callers. EN and ES."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_PERSON: Final = r"(?:an? )?(?:real |live |actual )?(?:human(?: being)?|person)"
_MACHINE: Final = (
    r"(?:an? |the )?(?:ai|a i|robot|bot|machine|computer|virtual assistant|artificial intelligence)"
)
#: Up to four words between.
_NEAR: Final = r"(?: \w+){0,4}? "

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


def denies_being_an_ai(text: str) -> bool:
    """Whether callers would be told, or the agent be told to tell them, that it is a person."""
    return bool(_DENIAL.search(_plain(text)))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = ("" if unicodedata.combining(x) or x in "'’‘`" else x if x.isalnum() else " " for x in letters)
    return " ".join("".join(kept).split())
