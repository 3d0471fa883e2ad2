"""The words of the calendar in English, and how far a transcript may be from them."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from dialora.dialogue.spoken.words import Word, at

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORT_DAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4,
    "sat": 5, "sun": 6,
}  # fmt: skip
_SHORT_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
#: What the ear makes of a weekday, beyond what similarity finds.
_MISHEARD = {
    "wensday": 2,
    "wendsday": 2,
    "chewsday": 1,
    "toosday": 1,
    "satterday": 5,
    "satcher": 5,
    "saturdee": 5,
}
#: Short words with "day" that together sound like one: "wends day", "fry day".
_FIRST_HALVES = {
    "mon": 0, "mun": 0, "tues": 1, "two's": 1, "choose": 1, "twos": 1, "tuesdays": 1, "wends": 2,
    "wens": 2, "wednes": 2, "when's": 2, "thirst": 3, "thurs": 3, "thirs": 3, "third's": 3, "fry": 4,
    "fri": 4, "satur": 5, "satter": 5, "sadder": 5, "sat": 5, "sun": 6, "son": 6,
}  # fmt: skip
_SIMILAR = 82


def weekday(words: Sequence[Word], index: int) -> tuple[int, int, bool] | None:
    """A weekday (Monday is 0) at this word, where it ends, and whether it was the very word."""
    word = at(words, index).removesuffix("'s")
    if not word:
        return None
    for form in (word, word.removesuffix("s")):
        if form in WEEKDAYS:
            return WEEKDAYS.index(form), index + 1, True
    if word in _SHORT_DAYS and at(words, index + 1) != "day":
        return _SHORT_DAYS[word], index + 1, True
    if at(words, index + 1) == "day" and word in _FIRST_HALVES:
        return _FIRST_HALVES[word], index + 2, False
    if at(words, index) == "satcher" and at(words, index + 1) in ("the", "day"):
        return 5, index + 1, False
    if word in _MISHEARD:
        return _MISHEARD[word], index + 1, False
    if len(word) >= 6 and word.endswith(("day", "dy", "dee", "dae")):
        best = process.extractOne(word, WEEKDAYS, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
        if best:
            return WEEKDAYS.index(best[0]), index + 1, False
    return None


def month(words: Sequence[Word], index: int) -> tuple[int, int] | None:
    """A month (January is 1) at this word, and where it ends."""
    word = at(words, index)
    if word in MONTHS:
        return MONTHS.index(word) + 1, index + 1
    if word in _SHORT_MONTHS:
        return _SHORT_MONTHS[word], index + 1
    if len(word) >= 6:
        best = process.extractOne(word, MONTHS, scorer=fuzz.ratio, score_cutoff=_SIMILAR + 2)
        if best:
            return MONTHS.index(best[0]) + 1, index + 1
    return None
