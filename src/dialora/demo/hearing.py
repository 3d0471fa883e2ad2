"""What a caller makes of what the agent said: offers of times, days, names. Pure.

Written apart from the product's own understanding, so that one does not hide the other's mistakes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import SequenceMatcher
from typing import Final

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_COUNT: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_FIGURES: Final = {word: str(value) for value, word in enumerate(_COUNT, 1)} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "forty-five": "45",
    "noon": "12 pm",
    "oh": "0",
}
_HALF: Final = r"(?:\s*(?P<half>[ap])\.?\s?m\b|\s+in the (?P<part>morning|afternoon|evening))?"
_WHEN: Final = re.compile(
    r"(?P<weekday>" + "|".join(_WEEKDAYS) + r")"
    r"|(?P<month>" + "|".join(_MONTHS) + r")\s+(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?!:)"
    r"|\b(?P<day_of>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month_of>" + "|".join(_MONTHS) + r")"
    r"|(?P<relative>\btoday\b|\btomorrow\b)"
    r"|\bthe\s+(?P<day_alone>\d{1,2})(?:st|nd|rd|th)\b"
    r"|(?<![\d$.,:])\b(?P<hour>1[0-2]|[1-9])(?:\s?[:. ]\s?(?P<minute>[0-5]\d)|(?P<minute_close>[0-5]\d)"
    r"|(?=\s*[ap]\.?\s?m\b|\s+o'?clock|\s+in the (?:morning|afternoon|evening)))(?!\d|[.,]?\d|%)" + _HALF
)
_RUN: Final = re.compile(r"\b[A-Za-z](?:[-.,\s]+(?:(?:then|and|than)\s+)?[A-Za-z]\b)+", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r".*\b(?:that|it)(?:['’]s| is)\s+(?P<letters>.+?)[.,]?\s+(?:is (?:that|this|it)|right\b|correct\b|did i)",
    re.IGNORECASE,
)
#: Up to four words after the last "for".
_FOR_WHOM: Final = re.compile(r",? for ((?:[\w'’-]+ ?){1,4})(?=[.,?]|$| is )(?!.* for )")
#: "3 p.m." holds no letters; "T, A, M" does.
_HALF_DAY: Final = re.compile(r"(?<=\d)\s?[ap][., ]?\s?m\b|\b[ap]\.m\b", re.IGNORECASE)
#: Letters that a model hears for each other even where a person would not.
_MOST_MORE: Final = 3
_MUCH_ALIKE: Final = 0.7
#: What names that differ by a letter end with: Paul and Paula, Leonard and Leonardo.
_ENDINGS: Final = ("a", "e", "o", "s")
_ALIKE: Final = ("bcdegptvz", "mn", "fsx", "ol")


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that was said, and the day it was said with, if any."""

    day: date | None
    at: time


def offers(heard: str, today: date) -> list[Offer]:
    """Every time that was mentioned, each with the day named last before it."""
    found: list[Offer] = []
    day: date | None = None
    for match, named in _mentions(heard, today):
        if match["hour"]:
            found.append(Offer(day, _time(match)))
        else:
            day = named or day
    return found


def days(heard: str, today: date) -> list[date]:
    """Every day that was mentioned: a bare weekday is the next one."""
    return [day for _, day in _mentions(heard, today) if day is not None]


def _mentions(heard: str, today: date) -> Iterator[tuple[re.Match[str], date | None]]:
    """Days and times in the order they were mentioned, the days understood.

    Of "Thursday, November 26" the date says more than the weekday. One that falls on another weekday was
    misheard ("24th, if" as "20th"), and the weekday, which is heard better, is believed.
    """
    weekday: date | None = None
    for match in _WHEN.finditer(_in_figures(heard)):
        day = None if match["hour"] else _day(match, today)
        if day is not None and match["weekday"]:
            weekday = day
        elif day is not None and weekday is not None:
            day = day if day.weekday() == weekday.weekday() else weekday
            weekday = None
        else:
            weekday = None
        yield match, day


def _in_figures(heard: str) -> str:
    words = heard.lower().replace("’", "'")
    words = re.sub(r"\b(half) past (\w+)", lambda m: f"{_FIGURES.get(m[2], m[2])}:30", words)
    return re.sub(r"[a-z]+(?:-five)?", lambda m: _FIGURES.get(m[0], m[0]), words)


def _time(match: re.Match[str]) -> time:
    hour, minute = int(match["hour"]) % 12, int(match["minute"] or match["minute_close"] or 0)
    half = match["half"] or {"morning": "a", "afternoon": "p", "evening": "p"}.get(match["part"] or "")
    # Without a half, the one in which offices are open.
    afternoon = half == "p" if half else hour < 7
    return time(hour + 12 * afternoon, minute)


def _day(match: re.Match[str], today: date) -> date | None:
    if match["weekday"]:
        ahead = (_WEEKDAYS.index(match["weekday"]) - today.weekday()) % 7
        return today + timedelta(days=ahead)
    if match["relative"]:
        return today + timedelta(days=match["relative"] == "tomorrow")
    if match["day_alone"]:
        return _coming(today, None, int(match["day_alone"]))
    month = _MONTHS.index(match["month"] or match["month_of"]) + 1
    return _coming(today, month, int(match["day"] or match["day_of"]))


def _coming(today: date, month: int | None, number: int) -> date | None:
    """The next day with this number, in this month if one is named."""
    for ahead in range(370):
        day = today + timedelta(days=ahead)
        if day.day == number and month in (None, day.month):
            return day
    return None


def contradicts_time(heard: str, wish: datetime) -> bool:
    """Whether times were said and none of them is the wished one."""
    said = [offer.at for offer in offers(heard, wish.date())]
    return bool(said) and (wish.hour, wish.minute) not in {(at.hour, at.minute) for at in said}


def contradicts_day(heard: str, wish: datetime, today: date) -> bool:
    """Whether days were said and one of them cannot be the wished one.

    A bare weekday agrees with any day of that name.
    """
    for match in _WHEN.finditer(_in_figures(heard)):
        if match["hour"]:
            continue
        if match["weekday"]:
            if _WEEKDAYS.index(match["weekday"]) != wish.weekday():
                return True
        elif _day(match, today) != wish.date():
            return True
    return False


def mentioned(heard: str, names: Sequence[str], *, rather: Sequence[str] = ()) -> str | None:
    """The name that was most likely said, by its sound as the ear wrote it; None where none was.

    What is as much like one of the words that are expected `rather` is that word: Brown, not crown.
    """
    best = max(names, key=lambda name: likeness(heard, name), default=None)
    if best is None or likeness(heard, best) < max(0.78, *(likeness(heard, word) for word in rather), 0):
        return None
    return best


def likeness(heard: str, name: str) -> float:
    """How much like this name the most similar stretch of what was heard is, 0 to 1."""
    wanted = "".join(re.findall(r"[a-z]", name.lower()))
    words = re.findall(r"[a-z']+", heard.lower())
    size = max(1, len(name.split()))
    stretches = (
        "".join(words[start : start + length])
        for length in (size, size + 1, max(1, size - 1))
        for start in range(len(words) - length + 1)
    )
    return max((SequenceMatcher(None, stretch, wanted).ratio() for stretch in stretches), default=0.0)


def without_person(heard: str, name: str) -> str:
    """A text without the person it ends with: "… for Tamara Hayes" may be heard as "for tomorrow haze"."""
    found = _FOR_WHOM.search(heard)
    if found is None or likeness(found[1], name) < 0.5:
        return heard
    return heard[: found.start()] + heard[found.end() :]


def names_somebody(text: str) -> bool:
    """Whether a person is spoken of: "for Ada", "under the name"."""
    return bool(re.search(r"\b(?:name|for|under)\b", text))


def asks_first_name(text: str) -> bool:
    return bool(re.search(r"(?:first|given) name", text))


def asks_last_name(text: str) -> bool:
    return bool(re.search(r"(?:last|family|second) name|surname", text))


def spelled(heard: str) -> str:
    """The letters of what was said letter by letter, in small letters; empty where nothing was."""
    return "".join(_letters(heard[slice(*region)])) if (region := _spelled_region(heard)) else ""


def readings(heard: str, first: str, last: str) -> list[str]:
    """Ways to understand a text in which a name was spelled, for an ear to choose from.

    The first has the caller's own name; the others differ from it one by one where other letters were
    heard, and in all those places together. Letters that sound alike are taken for the expected ones; where
    more were heard than expected, "T, H" for F, each may have been one that sounds like it. Of a whole name
    there is also what it would be cut or longer, and the one that was said before it was spelled.
    """
    region = _spelled_region(heard)
    if region is None:
        return []
    letters = "".join(_letters(heard[slice(*region)]))
    name = min((first + last, last, first), key=lambda name: abs(len(name) - len(letters)))
    own = [letter for letter in name.lower() if letter.isalpha()]
    changes = [
        change
        for change in SequenceMatcher(None, own, letters, autojunk=False).get_opcodes()
        if change[0] != "equal"
        and not _only_alike(own[change[1] : change[2]], letters[change[3] : change[4]])
    ]
    ways = [own, *(_changed(own, letters, [change]) for change in changes)]
    if len(changes) > 1:
        ways.append(_changed(own, letters, changes))
    ways += (way for change in changes for way in _longer(own, letters, change))
    split = len(first) if name == first + last else None
    said = [_as_said(way, split) for way in ways]
    if split is not None:
        said += (_as_said([*one, *other], len(one)) for one, other in _cut_or_longer(first, last))
        if another := _other_name(heard[: region[0]], first, last):
            said.append(_as_said([*another[0], *another[1]], len(another[0])))
    return [f"{heard[: region[0]]}{each}{heard[region[1] :]}" for each in said]


def _cut_or_longer(first: str, last: str) -> Iterator[tuple[str, str]]:
    """One's own name without a letter at an end, or with one more: what an ear that expects it overhears."""
    for name in (first[1:], first[:-1], *(first + letter for letter in _ENDINGS)):
        yield name.lower(), last.lower()
    for name in (last[1:], last[:-1], *(last + letter for letter in _ENDINGS)):
        yield first.lower(), name.lower()


def _other_name(heard: str, first: str, last: str) -> tuple[str, str] | None:
    """A name much like one's own, and not it, that was said before it was spelled: Leonardo for Leonard."""
    words = re.findall(r"[a-z]+", heard.lower())
    own = first.lower(), last.lower()
    for pair in itertools.pairwise(words):
        alike = [SequenceMatcher(None, *each).ratio() for each in zip(pair, own, strict=True)]
        if pair != own and min(alike) >= _MUCH_ALIKE:
            return pair
    return None


def _spelled_region(heard: str) -> tuple[int, int] | None:
    """From where to where letters are said: between "that's" and "is that right", or the longest run."""
    said = _BETWEEN.search(heard)
    if said and _mostly_letters(said["letters"]):
        return said.span("letters")
    runs = [run.span() for run in _RUN.finditer(heard) if _mostly_letters(run[0])]
    return max(runs, key=lambda span: span[1] - span[0], default=None)


def _mostly_letters(text: str) -> bool:
    letters = _letters(text)
    return len(letters) >= 3 and len(letters) >= 0.6 * len(re.findall(r"[A-Za-z]+", text))


def _letters(text: str) -> list[str]:
    text = _HALF_DAY.sub("", text)
    return [word.lower() for word in re.findall(r"[A-Za-z]+", text) if len(word) == 1]


def _only_alike(own: Sequence[str], heard: Sequence[str]) -> bool:
    return len(own) == len(heard) and all(_sound(a) == _sound(b) for a, b in zip(own, heard, strict=True))


def _changed(
    own: Sequence[str], letters: str, changes: Sequence[tuple[str, int, int, int, int]]
) -> list[str]:
    changed = list(own)
    for _, start, end, heard_start, heard_end in reversed(changes):
        changed[start:end] = letters[heard_start:heard_end]
    return changed


def _longer(own: Sequence[str], letters: str, change: tuple[str, int, int, int, int]) -> Iterator[list[str]]:
    _, start, end, heard_start, heard_end = change
    heard = letters[heard_start:heard_end]
    if start == end or not end - start < len(heard) <= _MOST_MORE:
        return
    for at, letter in enumerate(heard):
        for other in _sound(letter).replace(letter, ""):
            yield [*own[:start], *heard[:at], other, *heard[at + 1 :], *own[end:]]


def _as_said(letters: Sequence[str], split: int | None) -> str:
    said = [letter.upper() for letter in letters]
    if split is None:
        return ", ".join(said)
    return f"{', '.join(said[:split])}, then {', '.join(said[split:])}"


def _sound(letter: str) -> str:
    return next((group for group in _ALIKE if letter in group), letter)
