"""Spelled names, which a telephone blurs most: when a text looks like one, and how it is read again. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
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
_AS_IN: Final = re.compile(r"\b[a-z],? as in [a-z-]{2,}")
#: What "as in" turns into: "is in", "isn't", "as an", "as a", "owes an".
_BLURRED: Final = re.compile(r"\b(?:as|is|was|has) (?:an?|in)\b|\b(?:in|an)\b|\b[a-z]+n't\b")
_LETTER: Final = re.compile(r"\b[a-z]\b(?!')")
#: "8 a.m." is no spelling, however it is written; "T, A, M" is.
_HALF_DAY: Final = re.compile(r"(?<=\d)\s?[ap][., ]?\s?m\b|\b[ap]\.m\b")
#: Ordinary speech has a dozen characters a second; nobody spells more than three letters in one.
_SPARSE: Final = 6.0
_SPARSE_FROM_S: Final = 3.0
_LETTERS_A_SECOND: Final = 3.0


def _with_words(lowered: str) -> int:
    return len(_AS_IN.findall(lowered))


def _radio(lowered: str) -> int:
    return sum(1 for word in re.findall(r"[a-z]+", lowered) if word in _ALPHABET_WORDS)


def _bare(lowered: str) -> int:
    """Single letters, unless they are only the words "a" and "I"."""
    letters = _LETTER.findall(_HALF_DAY.sub("", lowered))
    return len(letters) if len(set(letters) - {"a", "i"}) >= 2 else 0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to spell: what shows it to the model, and how many letters a text spells in it."""

    shown: tuple[str, ...]
    _count: Callable[[str], int]

    def count(self, text: str) -> int:
        return self._count(text.lower())


WITH_WORDS: Final = Way(EXAMPLES, _with_words)
RADIO: Final = Way(ALPHABET, _radio)
BARE: Final = Way(LETTERS, _bare)


def sparse(text: str, seconds: float) -> bool:
    """Whether the text is too short for the sound: part of it was not read."""
    return seconds > _SPARSE_FROM_S and len(text) < _SPARSE * seconds


def ways_spelled(text: str, seconds: float) -> tuple[Way, ...]:
    """How a name may be spelled in a text, the likeliest way first; none for an ordinary sentence.

    A wrong guess costs one more reading, which is believed only if it spells something.
    """
    lowered = text.lower()
    letters, words = _bare(lowered), len(re.findall(r"[a-z]{3,}", lowered))
    ways = []
    if pairs_in(text) >= 2 or (letters >= 2 and 2 * words >= letters):
        ways.append(WITH_WORDS)
    if _radio(lowered) >= 2:
        ways.append(RADIO)
    if letters >= 3 or sparse(text, seconds):
        ways.append(BARE)
    return tuple(ways)


def pairs_in(text: str) -> int:
    """How many letters with a word there may be, read badly as they are: "he is an easy" is one."""
    return len(_BLURRED.findall(text.lower()))


def believable(way: Way, before: str, after: str, seconds: float) -> bool:
    """Whether the second reading spells at least as much as the first, and no more than can be said."""
    letters = way.count(after)
    return max(2, way.count(before)) <= letters <= _LETTERS_A_SECOND * seconds + 1
