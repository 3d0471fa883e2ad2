"""Dates and times of day in words."""

from __future__ import annotations

import re
from typing import Final

from dialora.providers.tts.reading.numerals import cardinal, ordinal, pair, year
from dialora.providers.tts.reading.rewrite import Rewrite, rewrite

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_OF: Final = {month[:3].lower(): month for month in _MONTHS} | {"sept": "September"}
_WEEKDAY_OF: Final = {day[:3].lower(): day for day in _WEEKDAYS} | {
    "tues": "Tuesday",
    "thur": "Thursday",
    "thurs": "Thursday",
}

_MONTH: Final = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
_MONTH_WORD: Final = _MONTH + r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
_DAY: Final = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>(?:1[5-9]|20)\d\d)"
_SHORT_DAY: Final = r"(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
_MERIDIEM: Final = r"(?P<half>[ap])(?:\.\s?m\.(?P<end>\s*$|\s+(?=(?-i:[A-Z])))?|m\b|\.m\b)"


def _month(name: str) -> str:
    key = name.lower().rstrip(".")
    return _MONTH_OF[key if key == "sept" else key[:3]]


def _dated(month: str, match: re.Match[str]) -> str:
    spoken = f"{month} {ordinal(int(match['day']))}"
    written = match.groupdict().get("year")
    return f"{spoken}, {year(int(written))}" if written else spoken


def _numeric(match: re.Match[str]) -> str:
    number = int(match["month"])
    return _dated(_MONTHS[number - 1], match) if 1 <= number <= 12 else match[0]


def _named(match: re.Match[str]) -> str:
    return _dated(_month(match["month"]), match)


def clock(hour: int, minute: int, half: str | None) -> str:
    """A time of day: "three thirty pee em". Without a half, an hour past twelve tells it."""
    if half is None and (hour > 12 or hour == 0):
        half = "a" if hour == 0 else "p"
    on_twelve = hour % 12 or 12
    spoken = cardinal(on_twelve) + (f" {pair(minute)}" if minute else "")
    if half is not None:
        return f"{spoken} {'ay em' if half.lower() == 'a' else 'pee em'}"
    return spoken if minute else f"{spoken} o'clock"


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour > 23 or minute > 59:
        return match[0]
    parts = match.groupdict()
    # A stop that belongs to "p.m." may also have ended the sentence.
    stop = f".{parts['end']}" if parts.get("end") is not None else ""
    return clock(hour, minute, parts.get("half")) + stop


def _weekday(match: re.Match[str]) -> str:
    return _WEEKDAY_OF[match[1].lower()]


NUMERIC_DATES: Final[tuple[Rewrite, ...]] = (
    rewrite(r"\b" + _YEAR + r"-(?P<month>\d\d)-(?P<day>\d\d)(?:T(?=\d))?(?!\d)", lambda m: _numeric(m) + " "),
    rewrite(r"(?<![\d/])(?P<month>1[0-2]|0?[1-9])/" + _DAY + "/" + _YEAR + r"(?![\d/])", _numeric),
    # Without a year 1/2 and 3/4 are more often parts of something.
    rewrite(r"(?<![\d/])(?P<month>1[0-2]|0?[1-9])/(?P<day>[12]\d|3[01])(?![\d/])", _numeric),
)

TIMES: Final[tuple[Rewrite, ...]] = (
    rewrite(
        r"(?<=\d)\s*[–-]\s*(?=\d{1,2}(?::\d\d)?\s*[ap]\.?m\b)|(?<=\d\d)\s*[–-]\s*(?=\d{1,2}:\d\d)",
        " to ",
        case=False,
    ),
    rewrite(r"(?<=[ap]m)\s*[–-]\s*(?=\d)|(?<=[ap]\.m\.)\s*[–-]\s*(?=\d)", " to ", case=False),
    rewrite(r"\b12(?::00)?\s?(?:noon|p\.?m\.?\s?noon)\b", "twelve noon", case=False),
    rewrite(r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?" + _MERIDIEM, _time, case=False),
    rewrite(r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::00)?(?![\d:])", _time),
    rewrite(r"\b(\d{1,2}) o['’]clock", lambda match: f"{cardinal(int(match[1]))} o'clock"),
)

DATES: Final[tuple[Rewrite, ...]] = (
    rewrite(
        r"\b" + _SHORT_DAY + r"\.?\s*[–-]\s*(?=" + _SHORT_DAY[1:-1].replace("(?:", "(?:") + ")",
        lambda match: f"{_weekday(match)} to ",
    ),
    rewrite(r"\b((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)\s*[–-]\s*(?=[A-Z])", r"\1 to "),
    # A short day is one only before a date, a time, a comma or the end: "Sun" and "Sat" are words too.
    rewrite(
        r"\b" + _SHORT_DAY + r"\b\.?(?=\s*(?:,|$|\d|to\b|and\b|at\b|Jan|Feb|Mar|Apr|May|Ju|Aug|Sep|Oct|Nov|"
        r"Dec))|(?<=day to )" + _SHORT_DAY + r"\b\.?",
        lambda match: _WEEKDAY_OF[(match[1] or match[2]).lower()],
    ),
    rewrite(_MONTH_WORD + r"\s+" + _DAY + r"(?:,?\s+" + _YEAR + r")?\b(?!:)", _named),
    rewrite(
        r"\b(?:the\s+)?" + _DAY + r"(?:\s+of)?\s+" + _MONTH_WORD + r"(?:,?\s+" + _YEAR + r"\b)?",
        lambda match: (
            f"the {ordinal(int(match['day']))} of {_month(match['month'])}"
            + (f", {year(int(match['year']))}" if match["year"] else "")
        ),
    ),
    rewrite(r"\b(Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?", lambda match: _month(match[1])),
    rewrite(r"\b((?:1[5-9]|20)\d)0s\b", lambda match: _decade(int(match[1] + "0"))),
)


def _decade(number: int) -> str:
    words = year(number)
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"
