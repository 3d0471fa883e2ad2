"""One clock time in words or figures: "half past four", "3:30 PM", "330", "ten to three"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from dialora.dialogue.spoken.numbers import HOMOPHONES, SMALL, cardinal
from dialora.dialogue.spoken.words import Words, at, listed


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as it was said."""

    hour: int
    minute: int = 0
    #: None where nothing told morning from afternoon; "wall" where the hour counts from midnight.
    half: Literal["am", "pm", "wall"] | None = None


_PAST = frozenset({"past", "after"})
_TO = frozenset({"to", "till", "til", "of", "before"})
_HALVES: dict[str, Literal["am", "pm"]] = {"morning": "am", "afternoon": "pm", "evening": "pm", "night": "pm"}
#: What follows a number that is no clock time.
_COUNTED = frozenset(
    listed(
        """
    days day weeks week months month years year people persons kids children of minutes minute hours
    hour other options teeth tooth things questions times dollars percent more appointments
    appointment person option fillings second th st nd rd
    """
    )
)


def clock(words: Words, index: int, *, cued: bool) -> tuple[Clock, int] | None:
    """The clock time at this word, and where it ends.

    `cued` says that a time is expected here ("at …"): then a bare number is one, and "to" is two.
    """
    read = _figures(words, index, cued) or _fraction(words, index) or _spoken(words, index, cued)
    return None if read is None else _with_half(words, *read)


def _figures(words: Words, index: int, cued: bool) -> tuple[Clock, int] | None:
    """3:30, 15:45, 330, noon."""
    word = at(words, index)
    if ":" in word:
        hour, minute = (int(part) for part in word.split(":"))
        return (Clock(hour, minute), index + 1) if hour < 24 and minute < 60 else None
    if word in ("noon", "midday"):
        return Clock(12, 0, "pm"), index + 1
    if word == "midnight":
        return Clock(12, 0, "am"), index + 1
    told = cued or at(words, index + 1) in ("am", "pm", "oclock")
    if word.isdigit() and len(word) in (3, 4) and told:
        hour, minute = int(word[:-2]), int(word[-2:])
        if 1 <= hour < 24 and minute < 60 and minute % 5 == 0:
            return Clock(hour, minute), index + 1
    return None


def _fraction(words: Words, index: int) -> tuple[Clock, int] | None:
    """Half past four, quarter to three, twenty past two, ten minutes to five."""
    index += at(words, index) == "a" and at(words, index + 1) in ("quarter", "half")
    word = at(words, index)
    after = index + 1
    if word in ("half", "quarter", "quater"):
        minutes = 30 if word == "half" else 15
    elif (number := cardinal(words, index)) and number[0] in (5, 10, 15, 20, 25):
        minutes, after = number
        after += at(words, after) == "minutes"
    else:
        return None
    side = at(words, after)
    hour = _hour(words, after + 1, cued=True)
    if hour is None or (side not in _PAST and side not in _TO):
        # "Half four" is half past four.
        if word == "half" and (hour := _hour(words, after, cued=False)):
            return Clock(hour[0], 30), hour[1]
        return None
    if side in _PAST:
        return Clock(hour[0], minutes), hour[1]
    before = hour[0] - 1 or 12
    return Clock(before, 60 - minutes), hour[1]


def _spoken(words: Words, index: int, cued: bool) -> tuple[Clock, int] | None:
    """Three, three thirty, 3 30, four oh five, ten o'clock, 3 PM."""
    hour = _hour(words, index, cued=cued)
    if hour is None:
        return None
    number, end = hour
    if at(words, end) == "oclock":
        return Clock(number), end + 1
    if minute := _minute(words, end):
        if number <= 12 or at(words, index).isdigit():
            return Clock(number, minute[0]), minute[1]
        return None
    if at(words, end) in ("am", "pm") or _part_after(words, end):
        return Clock(number), end
    if not cued or at(words, end) in _COUNTED or number > 12:
        return None
    return Clock(number), end


def _hour(words: Words, index: int, *, cued: bool) -> tuple[int, int] | None:
    word = at(words, index)
    if word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 23:
        return int(word), index + 1
    if word in SMALL and 1 <= SMALL[word] <= 12:
        return SMALL[word], index + 1
    if cued and word in HOMOPHONES and HOMOPHONES[word] <= 12 and _closes(words, index + 1):
        return HOMOPHONES[word], index + 1
    return None


def _closes(words: Words, index: int) -> bool:
    """Whether a word like "to" can have been an hour: nothing follows, or what follows an hour."""
    after = at(words, index)
    ends = not after or words[index - 1].after in (".", ",", "?")
    return (
        ends
        or after in ("pm", "am", "oclock", "please", "thirty", "fifteen")
        or _minute(words, index) is not None
    )


def _minute(words: Words, index: int) -> tuple[int, int] | None:
    word = at(words, index)
    if word in ("oh", "o", "zero") and at(words, index + 1) in ("five", "5"):
        return 5, index + 2
    if word.isdigit() and len(word) == 2 and int(word) < 60 and int(word) % 5 == 0:
        return int(word), index + 1
    if word.isdigit():
        return None
    number = cardinal(words, index)
    if number and 10 <= number[0] < 60 and number[0] % 5 == 0 and at(words, number[1]) not in _COUNTED:
        return number
    return None


def _part_after(words: Words, index: int) -> Literal["am", "pm"] | None:
    """In the afternoon, at night, this morning, tonight."""
    ahead = [at(words, index + step) for step in range(3)]
    if ahead[0] == "tonight":
        return "pm"
    if ahead[:2] in (["in", "the"], ["in", "this"]) and ahead[2] in _HALVES:
        return _HALVES[ahead[2]]
    if ahead[0] in ("at", "this") and ahead[1] in _HALVES:
        return _HALVES[ahead[1]]
    return None


def _with_half(words: Words, said: Clock, end: int) -> tuple[Clock, int]:
    """With what tells morning from afternoon, when it follows."""
    end += at(words, end) == "oclock"
    end += at(words, end) == "sharp"
    word = at(words, end)
    if word in ("am", "pm"):
        half: Literal["am", "pm"] = "am" if word == "am" else "pm"
        return (said if said.hour > 12 else replace(said, half=half)), end + 1
    if part := _part_after(words, end):
        width = 1 if word == "tonight" else 3 if word == "in" else 2
        return (said if said.half or said.hour > 12 else replace(said, half=part)), end + width
    return said, end
