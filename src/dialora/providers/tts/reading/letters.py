"""Letters one by one, and what is written without spaces: e-mail and web addresses."""

from __future__ import annotations

import re
from typing import Final

from dialora.providers.tts.reading.rewrite import Rewrite, rewrite

_SIGNS: Final = {"@": " at ", ".": " dot ", "-": " dash ", "_": " underscore ", "+": " plus ", "/": " slash "}


def letter(character: str) -> str:
    """A letter's name. A lone A would be read as the article."""
    return "ay" if character.upper() == "A" else character.upper()


def _spelled(match: re.Match[str]) -> str:
    return ", ".join(letter(character) for character in match[0] if character.isalpha())


def _address(match: re.Match[str]) -> str:
    whole = re.sub(r"^https?://(?:www\.)?", "", match[0]).rstrip("/")
    return " ".join("".join(_SIGNS.get(character, character) for character in whole).split())


ADDRESSES: Final[tuple[Rewrite, ...]] = (
    rewrite(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b", _address),
    rewrite(r"\bhttps?://[^\s,;!?]*[^\s,;!?.]", _address),
    rewrite(
        r"\b(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|example|info|health|dental)\b(?:/[\w/-]+)?",
        _address,
    ),
)

LETTERS: Final[tuple[Rewrite, ...]] = (
    # K-O-V-A-C-S, K.O.V.A.C.S., K, O, V, A, C, S and K O V A C S
    rewrite(r"\b[A-Za-z](?:-[A-Za-z])+\b(?!-?\w)", _spelled),
    rewrite(r"\b[A-Z](?:(?:\.|,)?\s[A-Z]\b(?!')){2,}", _spelled),
    rewrite(
        r"\bA(?=,? (?:as in|for|like) [A-Za-z])(?!,? (?:as in|for|like) (?:a|the|this|that|you|me)\b)", "ay"
    ),
    rewrite(
        r"(?<=\b(?i:plan|room|unit|gate|form)\s)A\b|(?<=\b(?i:suite)\s)A\b|(?<=\b(?i:building)\s)A\b"
        r"|(?<=\b(?i:option|number)\s)A\b|(?<=\b(?i:vitamin)\s)A\b|(?<=\b(?i:hepatitis)\s)A\b|(?<=\d)A\b",
        " ay",
    ),
)
