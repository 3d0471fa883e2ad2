"""Numbers in words and figures: cardinals and ordinals up to 99, and single digits."""

from __future__ import annotations

from collections.abc import Sequence

from dialora.dialogue.spoken.words import Word, at, listed

_ONES = listed(
    """
    zero one two three four five six seven eight nine
    """
)
_TEENS = listed(
    """
    ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    """
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_TENS |= {"eighty": 80, "ninety": 90}
UNITS = {word: value for value, word in enumerate(_ONES)}
SMALL = UNITS | {word: value for value, word in enumerate(_TEENS, start=10)}

_ORDINAL_ONES = listed(
    """
    first second third fourth fifth sixth seventh eighth ninth tenth
    """
)
_ORDINAL_TEENS = listed(
    """
    eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
    """
)
_ORDINALS = {word: value for value, word in enumerate(_ORDINAL_ONES + _ORDINAL_TEENS, start=1)}
_ORDINALS |= {"twentieth": 20, "thirtieth": 30, "twelth": 12, "forth": 4, "eigth": 8, "nineth": 9}

#: What one hears for a digit where nothing but a digit can be meant.
HOMOPHONES = {"to": 2, "too": 2, "for": 4, "fore": 4, "ate": 8, "won": 1, "tree": 3, "tin": 10, "sex": 6}


def cardinal(words: Sequence[Word], index: int) -> tuple[int, int] | None:
    """A number from 0 to 99 at this word, and where it ends."""
    word = at(words, index)
    if word.isdigit() and len(word) <= 2:
        return int(word), index + 1
    if word in SMALL:
        return SMALL[word], index + 1
    if word in _TENS:
        unit = UNITS.get(at(words, index + 1), 0)
        return _TENS[word] + unit, index + (2 if unit else 1)
    return None


def ordinal(words: Sequence[Word], index: int) -> tuple[int, int] | None:
    """An ordinal from 1 to 99 at this word, and where it ends."""
    word = at(words, index)
    if word[:1].isdigit() and word[-2:] in ("st", "nd", "rd", "th"):
        return int(word[:-2]), index + 1
    if word in _ORDINALS:
        return _ORDINALS[word], index + 1
    if word in _TENS:
        unit = _ORDINALS.get(at(words, index + 1), 0)
        if 0 < unit < 10:
            return _TENS[word] + unit, index + 2
    return None
