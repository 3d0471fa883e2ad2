"""Names people have, and how common they are: what a spelled name that lost or changed a letter was.

Frequencies of the 1990 census of the United States, which the package "names" carries.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain, islice
from string import ascii_lowercase
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from dialora.dialogue.spoken.letters import UNHEARD, Letter, rhyme

_FIRST: Final = ("dist.female.first", "dist.male.first")
_LAST: Final = ("dist.all.last",)
#: Names rarer than this, in percent of people, weigh as little as this.
_RAREST: Final = 0.0005
#: What a name nobody in the census had must have for itself: most such are mishearings, some are names.
_UNKNOWN: Final = 2.2
#: What it costs to take a letter for another, by whether it was said with a word and whether the two rhyme.
_TAKEN_FOR: Final = {(False, True): 0.6, (False, False): 1.5, (True, True): 1.3, (True, False): 1.9}
#: A letter that was said and not heard, or heard and not said.
_LOST: Final = 1.2
#: The ear loses the beginning of an utterance more easily than people drop their first letter.
_LOST_FIRST: Final = 0.6
#: What was said but not understood may be any letter, or nothing.
_FILLED: Final = 0.5
_NOTHING: Final = 0.3
#: How much the word that was heard before counts.
_HEARD: Final = 1.5
#: What each letter costs that the heard word, a known name, differs from what was spelled; by whether every
#: letter was sure. Further apart than so many it costs no more: what was spelled is then nothing.
_APART: Final = {False: 0.8, True: 1.6}
_FAR: Final = 3
_MOST_UNHEARD: Final = 2
_MOST_COMPLETED: Final = 3


@cache
def _frequencies(parts: Sequence[str]) -> Mapping[str, float]:
    """Percent of people by name, in small letters."""
    known: dict[str, float] = {}
    for part in parts:
        for row in (files("names") / part).read_text(encoding="ascii").splitlines():
            name, percent, _ = row.split(maxsplit=2)
            known[name.lower()] = max(known.get(name.lower(), 0.0), float(percent))
    return known


@cache
def _sorted_names(parts: Sequence[str]) -> Sequence[str]:
    return sorted(_frequencies(parts))


def warm_up() -> None:
    """Read the tables: a fifth of a second that no call should wait for."""
    _sorted_names(_FIRST)
    _sorted_names(_LAST)


def likeliest(letters: Sequence[Letter], heard: str, *, first: bool) -> str:
    """The name that was most likely spelled, in small letters.

    Weighs what must have been misheard against how common a name is and how much it is like the word that
    was heard before (in small letters, empty for none). Letters that say the same as the word are believed.
    """
    said = "".join(letter.text for letter in letters if letter.text != UNHEARD)
    known = _frequencies(_FIRST if first else _LAST)
    if said == heard or len(said) < 2 or (said in known and all(letter.sure for letter in letters)):
        return said
    prices = {said: _NOTHING * sum(letter.text == UNHEARD for letter in letters)}
    if (price := _agreement(letters, said, heard)) is not None:
        prices[heard] = price
    if heard in known:
        sure = all(letter.sure for letter in letters)
        prices[heard] = min(
            prices.get(heard, math.inf), _APART[sure] * Levenshtein.distance(said, heard, score_cutoff=_FAR)
        )
    for name, price in chain(_misheard(letters), _completed(letters, first=first)):
        if name in known:
            prices[name] = min(price, prices.get(name, math.inf))

    def against(name: str) -> float:
        return prices[name] - _commonness(known.get(name)) - _HEARD * fuzz.ratio(name, heard) / 100

    return min(prices, key=against)


def _commonness(percent: float | None) -> float:
    """Half a point for every power of ten; less than nothing for what is no known name."""
    if percent is None:
        return -_UNKNOWN
    return 0.5 * math.log10(max(percent, _RAREST) / _RAREST)


def _agreement(letters: Sequence[Letter], said: str, heard: str) -> float | None:
    """What it costs to believe that the heard word was spelled, known name or not; None for too much."""
    gaps = sum(letter.text == UNHEARD for letter in letters)
    pattern = "".join(".{0,2}" if letter.text == UNHEARD else re.escape(letter.text) for letter in letters)
    if gaps and re.fullmatch(pattern, heard):
        return _FILLED * gaps
    if heard[1:] == said:
        return _LOST_FIRST
    if gaps or len(heard) != len(letters):
        return None
    others = [letter for letter, known in zip(letters, heard, strict=True) if letter.text != known]
    rhyming = all(rhyme(a.text, b) for a, b in zip(letters, heard, strict=True) if a.text != b)
    return (
        _TAKEN_FOR[False, True] * len(others) if rhyming and not any(each.sure for each in others) else None
    )


def _misheard(letters: Sequence[Letter]) -> Iterator[tuple[str, float]]:
    """What may have been spelled if one thing was misheard, and what it costs to believe that."""
    for filled, price in _filled(tuple(letters)):
        text = [letter.text for letter in filled]
        yield "".join(text), price
        for at, letter in enumerate(filled):
            before, after = "".join(text[:at]), "".join(text[at + 1 :])
            yield before + after, price + _LOST
            for other in ascii_lowercase:
                yield before + other + after, price + _TAKEN_FOR[letter.sure, rhyme(letter.text, other)]
                yield before + other + letter.text + after, price + _LOST
        for other in ascii_lowercase:
            yield "".join(text) + other, price + _LOST


def _completed(letters: Sequence[Letter], *, first: bool) -> Iterator[tuple[str, float]]:
    """The names that begin so, where the last letter was not understood: it may have been several."""
    if letters[-1].text != UNHEARD:
        return
    begun = "".join(letter.text for letter in letters[:-1])
    names = _sorted_names(_FIRST if first else _LAST)
    for name in islice(names, bisect_left(names, begun), bisect_left(names, begun + "~")):
        if len(name) <= len(begun) + _MOST_COMPLETED:
            yield name, _FILLED * (len(name) - len(begun))


def _filled(letters: tuple[Letter, ...]) -> Iterator[tuple[tuple[Letter, ...], float]]:
    """With every letter in the place of one that was not understood, or none."""
    gaps = [at for at, letter in enumerate(letters) if letter.text == UNHEARD]
    if not gaps:
        yield letters, 0.0
        return
    if len(gaps) > _MOST_UNHEARD:
        return
    before, after = letters[: gaps[0]], letters[gaps[0] + 1 :]
    for other in ascii_lowercase:
        for rest, price in _filled((*before, Letter(other), *after)):
            yield rest, price + _FILLED
    for rest, price in _filled((*before, *after)):
        yield rest, price + _NOTHING
