"""Spoken dates: "next Tuesday", "a week from Friday", "the third", "any day next week"."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialora.dialogue.spoken.calendar_words import month, weekday
from dialora.dialogue.spoken.numbers import cardinal, ordinal
from dialora.dialogue.spoken.words import Found, Words, at, is_negated, without

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
#: A date of this year that is over is meant as past up to here, and as next year's beyond.
_JUST_PAST = timedelta(days=60)
_FAR = timedelta(days=365)
#: "The first one", "first thing": what an ordinal may count besides days.
_COUNTED = frozenset({"one", "option", "time", "thing", "slot", "available", "opening", "appointment"})


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days that was named; one day where first and last are the same."""

    first: date
    last: date
    #: Only these weekdays of the stretch (Monday is 0), where that was said.
    weekdays: frozenset[int] | None = None
    #: The other reading where the words disagree: "Thursday the 20th" when the 20th is a Friday.
    otherwise: date | None = None

    @property
    def single(self) -> date | None:
        """The day, where only one was named."""
        return self.first if self.first == self.last else None

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last and (self.weekdays is None or day.weekday() in self.weekdays)


#: What may stand before a weekday, and which one it makes it.
_WHICH = {
    "this": "this",
    "next": "next",
    "following": "next",
    "coming": "",
    "upcoming": "",
    "on": "",
    "the": "",
}
#: What a reader gives: the days, the end of the words, and whether the words were exactly known.
_Read = tuple[Days, int, bool]
_Reader = Callable[[Words, int, date], _Read | None]


def find_days(words: Words, today: date) -> list[Found[Days]]:
    """Every day or stretch of days in the words, in order; ranges are one stretch."""
    found: list[Found[Days]] = []
    index = 0
    while index < len(words):
        read = _stretch(words, index, today) or _read(words, index, today)
        if read is None:
            index += 1
            continue
        days, end, sure = read
        found.append(Found(days, index, end, sure, is_negated(words, index, end)))
        index = end
    return found


def without_days(words: Words, found: list[Found[Days]]) -> Words:
    """The words with gaps for the days; "tonight" stays, for it is a time of day too."""
    return without(words, [each for each in found if words[each.start].text != "tonight"])


def _read(words: Words, index: int, today: date) -> _Read | None:
    """The longest thing any reader makes of the words from here."""
    reads = [read for reader in _READERS if (read := reader(words, index, today))]
    return max(reads, key=lambda read: read[1], default=None)


def _stretch(words: Words, index: int, today: date) -> _Read | None:
    """From one day to another, or open on one side: "Monday to Wednesday", "after Thursday"."""
    word = at(words, index)
    if word in ("after", "before", "until", "by"):
        if not (read := _read(words, _skip(words, index + 1), today)) or read[0].single is None:
            return None
        day = read[0].first
        if word == "after":
            return Days(day + _DAY, day + 2 * _WEEK), read[1], read[2]
        return Days(today, day - _DAY if word == "before" else day), read[1], read[2]
    opener = word in ("between", "from")
    first = _read(words, _skip(words, index + 1) if opener else index, today)
    if first is None:
        return None
    if at(words, first[1]) in ("on", "onward", "onwards") and word == "from":
        return Days(first[0].first, first[0].first + 2 * _WEEK), first[1] + 1, first[2]
    links = ("and",) if word == "between" else ("to", "through", "thru", "until", "till")
    if at(words, first[1]) not in links:
        return None
    second = _read(words, _skip(words, first[1] + 1), today)
    if second is None:
        return None
    last = second[0].last
    if last < first[0].first and second[0].single:
        last += _WEEK
    return Days(first[0].first, last), second[1], first[2] and second[2]


def _skip(words: Words, index: int, fillers: tuple[str, ...] = ("on", "the", "this", "about")) -> int:
    """The next word that is not a filler; "the" is kept where a day of the month follows."""
    while at(words, index) in fillers and not ordinal(words, index + 1):
        if at(words, index) == "this" and weekday(words, index + 1):
            break
        index += 1
    return index


def _relative_day(words: Words, index: int, today: date) -> _Read | None:
    """Today, tomorrow, the day after tomorrow."""
    if at(words, index) == "the" and at(words, index + 1) == "day":
        index += 1
    three = (at(words, index), at(words, index + 1), at(words, index + 2))
    if three in (("day", "after", "tomorrow"), ("day", "after", "tomorrow's")):
        return _one(today + 2 * _DAY), index + 3, True
    if three[0] in ("today", "tonight", "today's"):
        return _one(today), index + 1, True
    if three[0] in ("tomorrow", "tomorrow's", "tommorow", "tomorow"):
        return _one(today + _DAY), index + 1, True
    if three[0] == "yesterday":
        return _one(today - _DAY), index + 1, True
    return None


def _counted(words: Words, index: int, today: date) -> _Read | None:
    """In three days, two weeks from Friday, a week from today, Friday week."""
    start = index
    if at(words, index) == "in":
        index += 1
    count = _count(words, index)
    if count is None:
        return None
    number, index = count
    unit = at(words, index).removesuffix("'").removesuffix("s")
    if unit not in ("day", "week", "month"):
        return None
    index += 1
    base = today
    end = index
    sure = True
    if at(words, index) in ("from", "after", "on") and (
        anchor := _anchor(words, index + 1, today, linked=at(words, index))
    ):
        base, end, sure = anchor
    elif at(words, index) in ("from", "after") or at(words, start) != "in":
        return None
    if unit == "month":
        return _one(_months_later(base, number)), end, sure
    return _one(base + number * (_DAY if unit == "day" else _WEEK)), end, sure


def _anchor(words: Words, index: int, today: date, *, linked: str) -> tuple[date, int, bool] | None:
    """The day that "a week from …" counts from."""
    if at(words, index) == "now" and linked == "from":
        return today, index + 1, True
    for reader in (_relative_day, _weekday, _month_day):
        if (read := reader(words, index, today)) and read[0].single:
            return read[0].first, read[1], read[2]
    return None


def _count(words: Words, index: int) -> tuple[int, int] | None:
    if at(words, index) == "a" and at(words, index + 1) == "couple":
        return 2, index + 2 + (at(words, index + 2) == "of")
    if at(words, index) in ("a", "one"):
        return 1, index + 1
    return cardinal(words, index)


def _weekday(words: Words, index: int, today: date) -> _Read | None:
    """Thursday, this Thursday, next Tuesday, Thursday the 26th, Tuesday of next week, next week Tuesday."""
    which, index = _which(words, index)
    named = weekday(words, index)
    if named is None:
        return None
    number, end, sure = named
    if dated := _with_day_of_month(words, end, number, today):
        return dated[0], dated[1], sure
    after = _skip(words, end, ("of", "in", "the", "on"))
    if at(words, after) in ("this", "next") and at(words, after + 1) == "week":
        week = _monday(today) + (_WEEK if at(words, after) == "next" else timedelta())
        return _one(week + number * _DAY), after + 2, sure
    day = _next_weekday(number, today, which)
    if at(words, end) == "week" and at(words, end + 1) not in ("after", "from"):
        return _one(day + _WEEK), end + 1, sure
    if at(words, index).endswith("days") and not which:
        return Days(today + _DAY, today + 4 * _WEEK, frozenset({number})), end, sure
    return _one(day), end, sure


def _which(words: Words, index: int) -> tuple[str, int]:
    """ "This" or "next", if a weekday is introduced by one, and where the weekday would be."""
    which = ""
    while (word := at(words, index)) in _WHICH:
        which = which or _WHICH[word]
        index += 1
        if which == "next" and at(words, index) == "week":
            index += 1
    return which, index


def _next_weekday(number: int, today: date, which: str) -> date:
    """Bare is the next one after today, "this" may be today, "next" is in the next calendar week."""
    ahead = (number - today.weekday()) % 7
    if which == "next":
        return _monday(today) + _WEEK + number * _DAY
    if which == "this":
        return today + ahead * _DAY
    return today + (ahead or 7) * _DAY


def _with_day_of_month(words: Words, index: int, number: int, today: date) -> tuple[Days, int] | None:
    """What follows a weekday: "the 26th", "November 26", "the third of December"."""
    index = _skip(words, index, ("on",))
    if read := _month_day(words, index, today):
        return _agreeing(number, read[0].first, today), read[1]
    index += at(words, index) == "the"
    if found := ordinal(words, index):
        day, end = found
    elif (bare := cardinal(words, index)) and bare[0] > 12 and _ends_a_date(words, bare[1]):
        day, end = bare
    else:
        return None
    if not 1 <= day <= 31 or at(words, end) in _COUNTED:
        return None
    for candidate in _days_of_month(day, today, within=_JUST_PAST):
        if candidate.weekday() == number:
            return _one(candidate), end
    return _agreeing(number, next(_days_of_month(day, today, within=_FAR)), today), end


def _agreeing(number: int, day: date, today: date) -> Days:
    """The dated day; when its weekday is another, the named weekday nearest to it is the other reading."""
    if day.weekday() == number:
        return _one(day)
    shift = (number - day.weekday() + 3) % 7 - 3
    nearest = day + shift * _DAY
    return replace(_one(day), otherwise=nearest if nearest >= today else nearest + _WEEK)


def _ends_a_date(words: Words, index: int) -> bool:
    return at(words, index) not in ("am", "pm", "oclock", "thirty", "fifteen", "minutes", "hundred")


def _month_day(words: Words, index: int, today: date) -> _Read | None:
    """November 26, December the third, the third of December, 26 November, 11/26."""
    word = at(words, index)
    if "/" in word:
        parts = [int(part) for part in word.split("/")]
        return _dated(parts[0], parts[1], today, index + 1) if len(parts) >= 2 else None
    if named := month(words, index):
        after = named[1] + (at(words, named[1]) == "the")
        number = ordinal(words, after) or cardinal(words, after)
        return _dated(named[0], number[0], today, number[1]) if number else None
    index += word == "the"
    number = ordinal(words, index) or cardinal(words, index)
    if number is None:
        return None
    after = number[1] + (at(words, number[1]) == "of")
    named = month(words, after)
    return _dated(named[0], number[0], today, named[1]) if named else None


def _dated(month_number: int, day: int, today: date, end: int) -> _Read | None:
    for year in (today.year, today.year + 1):
        if not 1 <= month_number <= 12 or not 1 <= day <= calendar.monthrange(year, month_number)[1]:
            continue
        candidate = date(year, month_number, day)
        if candidate >= today - _JUST_PAST:
            return _one(candidate), end, True
    return None


def _day_of_month(words: Words, index: int, today: date) -> _Read | None:
    """The third, on the 26th, the twenty-sixth: the next such day."""
    if at(words, index) != "the" and not at(words, index)[:1].isdigit():
        return None
    found = ordinal(words, index + (at(words, index) == "the"))
    if found is None or not 1 <= found[0] <= 31 or at(words, found[1]) in _COUNTED:
        return None
    return _one(next(_days_of_month(found[0], today, within=_FAR))), found[1], True


def _days_of_month(day: int, today: date, *, within: timedelta) -> Iterator[date]:
    """Every date from today on with this day of the month."""
    candidate = today
    while candidate <= today + within:
        if candidate.day == day:
            yield candidate
        candidate += _DAY


def _week_words(words: Words, index: int, today: date) -> _Read | None:
    """This week, next week, the week after next, the weekend, early next week, next month."""
    start = index
    part = ""
    if at(words, index) in (
        "early",
        "earlier",
        "beginning",
        "start",
        "later",
        "late",
        "end",
        "middle",
        "mid",
    ):
        part = at(words, index)
        index = _skip(words, index + 1, ("in", "of", "the"))
    elif at(words, index) == "the":
        index += 1
    which, unit = at(words, index), at(words, index + 1)
    monday = _monday(today)
    if (which, unit, at(words, index + 2)) == ("week", "after", "next"):
        return _part_of_week(monday + 2 * _WEEK, part, today), index + 3, True
    if which == "weekend" or unit == "weekend":
        shift = _WEEK if which == "next" else timedelta()
        return (
            Days(monday + shift + 5 * _DAY, monday + shift + 6 * _DAY),
            index + 1 + (unit == "weekend"),
            True,
        )
    if which in ("this", "next", "following", "coming") and unit == "week":
        return (
            _part_of_week(monday + (timedelta() if which == "this" else _WEEK), part, today),
            index + 2,
            True,
        )
    if which in ("this", "next") and unit == "month":
        first = today if which == "this" else _months_later(today.replace(day=1), 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return Days(first, last), index + 2, True
    if which in ("week", "month") and part and start != index:
        return _part_of_week(monday, part, today), index + 1, True
    if which in ("weekday", "weekdays"):
        return Days(today + _DAY, today + 2 * _WEEK, frozenset(range(5))), index + 1, True
    return None


def _part_of_week(monday: date, part: str, today: date) -> Days:
    first, last = {
        "early": (0, 1), "earlier": (0, 1), "beginning": (0, 1), "start": (0, 1),
        "mid": (2, 3), "middle": (2, 3), "late": (3, 4), "later": (3, 4), "end": (3, 4),
    }.get(part, (0, 6))  # fmt: skip
    days = Days(max(monday + first * _DAY, today), monday + last * _DAY)
    return days if days.first <= days.last else Days(today, monday + 6 * _DAY)


def _one(day: date) -> Days:
    return Days(day, day)


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _months_later(day: date, months: int) -> date:
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month_index + 1, min(day.day, calendar.monthrange(year, month_index + 1)[1]))


_READERS: tuple[_Reader, ...] = (_relative_day, _counted, _weekday, _month_day, _day_of_month, _week_words)
