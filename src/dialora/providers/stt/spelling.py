"""Spelled names, which a telephone blurs most: when a text looks like one, and how it is read again. Pure."""

from __future__ import annotations

import re
from typing import Final

#: Shown to the model as what was written before. It takes up the form, "K as in kite", and with it finds
#: the letter that fits the word: of 30 surnames spelled this way 4 were right without and 28 with.
EXAMPLES: Final = tuple(
    f"{word[0].upper()} as in {word}"
    for word in (
        *("apple", "boy", "cat", "dog", "eagle", "frank", "george", "henry", "ice", "john", "king", "lion"),
        *("mary", "nancy", "ocean", "peter", "queen", "robert", "sam", "tom", "under", "victor", "window"),
        *("x-ray", "yellow", "zebra"),
    )
)
#: The alphabet of radio operators (ICAO Annex 10): 15 of 30 surnames without, 28 with.
ALPHABET: Final = (
    *("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliet", "Kilo"),
    *("Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor"),
    *("Whiskey", "X-ray", "Yankee", "Zulu"),
)
#: Bare letters. Shown so, the model no longer drops the half of a sentence that holds them; which of the
#: letters that rhyme was said it still cannot tell.
LETTERS: Final = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

_ALPHABET_WORDS: Final = frozenset(word.lower() for word in ALPHABET if word.isalpha())
_AS_IN: Final = re.compile(r"\b([a-z]),? as in ([a-z-]+)")
#: What "as in" turns into: "is in", "isn't", "as an", "owes an".
_BLURRED: Final = re.compile(r"\b(?:as|is|was|has|[a-z]+es|[a-z]+as)? ?(?:in|an)\b|\b[a-z]+n't\b")
_LETTER: Final = re.compile(r"\b[a-z]\b(?!')")
#: "8 a.m." is no spelling, however it is written.
_HALF_DAY: Final = re.compile(r"\b[ap][.,]? ?m\b")
#: Ordinary speech has a dozen characters a second.
_SPARSE: Final = 6.0
_SPARSE_FROM_S: Final = 3.0


def sparse(text: str, seconds: float) -> bool:
    """Whether the text is too short for the sound: part of it was not read."""
    return seconds > _SPARSE_FROM_S and len(text) < _SPARSE * seconds


def looks_spelled(text: str, seconds: float) -> tuple[str, ...] | None:
    """What to show the model before it reads the sound again; None for an ordinary sentence.

    A wrong guess costs one more reading, which is believed only if it spells something.
    """
    lowered = text.lower()
    if len(_BLURRED.findall(lowered)) >= 2:
        return EXAMPLES
    if _radio(lowered) >= 2:
        return ALPHABET
    return LETTERS if _bare(lowered) >= 3 or sparse(text, seconds) else None


def spelled_count(text: str) -> int:
    """How many letters a text spells, in whichever of the three ways it spells most."""
    lowered = text.lower()
    pairs: list[tuple[str, str]] = _AS_IN.findall(lowered)
    fitting = sum(1 for letter, word in pairs if word.startswith(letter))
    return max(_radio(lowered), fitting, 0 if fitting else _bare(lowered))


def _radio(lowered: str) -> int:
    return sum(1 for word in re.findall(r"[a-z]+", lowered) if word in _ALPHABET_WORDS)


def _bare(lowered: str) -> int:
    """Single letters, without the words "a" and "I" among other words."""
    letters = _LETTER.findall(_HALF_DAY.sub("", lowered))
    return len(letters) if len(set(letters) - {"a", "i"}) >= 2 else 0
