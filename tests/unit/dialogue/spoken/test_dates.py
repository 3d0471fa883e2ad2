"""Spoken dates. Now is Monday, November 23, 2026."""

from __future__ import annotations

from datetime import date

import pytest

from dialora.dialogue.spoken.dates import Days, find_days
from dialora.dialogue.spoken.words import Found, split

TODAY = date(2026, 11, 23)


def found(text: str, today: date = TODAY) -> list[Found[Days]]:
    return find_days(split(text), today)


def told(text: str, today: date = TODAY) -> list[str]:
    """Days as "2026-11-26", stretches as "2026-11-30..2026-12-06"."""
    return [
        f"{each.value.first}" if each.value.single else f"{each.value.first}..{each.value.last}"
        for each in found(text, today)
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-11-23"),
        ("tomorrow morning", "2026-11-24"),
        ("the day after tomorrow", "2026-11-25"),
        ("Thursday", "2026-11-26"),
        ("on thursday please", "2026-11-26"),
        ("this Thursday", "2026-11-26"),
        ("this Saturday", "2026-11-28"),
        ("next Thursday", "2026-12-03"),
        ("next Tuesday", "2026-12-01"),
        ("Tuesday of next week", "2026-12-01"),
        ("next week on Tuesday", "2026-12-01"),
        ("next week Tuesday", "2026-12-01"),
        ("Monday", "2026-11-30"),
        ("this Monday", "2026-11-23"),
        ("a week from Friday", "2026-12-04"),
        ("a week on Friday", "2026-12-04"),
        ("Friday week", "2026-12-04"),
        ("a week from today", "2026-11-30"),
        ("two weeks from tomorrow", "2026-12-08"),
        ("a week from next Tuesday", "2026-12-08"),
        ("in three days", "2026-11-26"),
        ("in two weeks", "2026-12-07"),
        ("in a couple of weeks", "2026-12-07"),
        ("in a month", "2026-12-23"),
        ("the third", "2026-12-03"),
        ("on the 26th", "2026-11-26"),
        ("the twenty-seventh", "2026-11-27"),
        ("December the third", "2026-12-03"),
        ("December 3rd", "2026-12-03"),
        ("december third", "2026-12-03"),
        ("the third of December", "2026-12-03"),
        ("26 November", "2026-11-26"),
        ("November 26th, 2026", "2026-11-26"),
        ("Nov. 26", "2026-11-26"),
        ("11/26", "2026-11-26"),
        ("Thursday, November 26th", "2026-11-26"),
        ("Thursday November twenty six at three thirty", "2026-11-26"),
        ("Thursday the 26th", "2026-11-26"),
        ("Thursday the tenth", "2026-12-10"),
        ("Thursday 26", "2026-11-26"),
        ("Thursday 3 PM", "2026-11-26"),
        ("Friday, the 4th of December", "2026-12-04"),
        ("January 5", "2027-01-05"),
        ("November 20", "2026-11-20"),
        ("August 20", "2027-08-20"),
    ],
)
def test_one_day(said: str, meant: str) -> None:
    assert told(said) == [meant]


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Thirsday", "2026-11-26"),
        ("thirst day", "2026-11-26"),
        ("wensday", "2026-11-25"),
        ("Wends day", "2026-11-25"),
        ("chewsday", "2026-11-24"),
        ("satcher the afternoon", "2026-11-28"),
        ("Satterday", "2026-11-28"),
        ("fry day", "2026-11-27"),
        ("Decemer the third", "2026-12-03"),
    ],
)
def test_a_misheard_day_is_taken_for_what_it_is_like(heard: str, meant: str) -> None:
    assert told(heard) == [meant]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("any day next week", "2026-11-30..2026-12-06"),
        ("this week", "2026-11-23..2026-11-29"),
        ("early next week", "2026-11-30..2026-12-01"),
        ("the end of next week", "2026-12-03..2026-12-04"),
        ("the week after next", "2026-12-07..2026-12-13"),
        ("at the weekend", "2026-11-28..2026-11-29"),
        ("next month", "2026-12-01..2026-12-31"),
        ("Monday to Wednesday", "2026-11-30..2026-12-02"),
        ("between Tuesday and Thursday", "2026-11-24..2026-11-26"),
        ("Friday through Monday", "2026-11-27..2026-11-30"),
        ("after Wednesday", "2026-11-26..2026-12-09"),
        ("before Friday", "2026-11-23..2026-11-26"),
    ],
)
def test_a_stretch_of_days(said: str, meant: str) -> None:
    assert told(said) == [meant]


@pytest.mark.parametrize(
    "said",
    [
        "the first one",
        "someday",
        "one day",
        "I may march",
        "my birthday",
        "holiday",
        "in two minutes",
        "monthly",
    ],
)
def test_what_only_looks_like_a_date_is_none(said: str) -> None:
    assert told(said) == []


def test_alternatives_are_all_found() -> None:
    assert told("Tuesday or Wednesday") == ["2026-11-24", "2026-11-25"]


@pytest.mark.parametrize(
    "said", ["not Thursday", "not on Thursday", "Thursday doesn't work", "anything but Thursday"]
)
def test_a_day_can_be_ruled_out(said: str) -> None:
    [day] = found(said)
    assert day.negated


def test_a_correction_keeps_only_the_new_day() -> None:
    assert [(each.value.first.day, each.negated) for each in found("not Thursday, Friday")] == [
        (26, True),
        (27, False),
    ]


def test_a_weekday_that_contradicts_its_date_has_two_readings() -> None:
    [day] = found("Thursday the 27th of November")
    assert (day.value.first, day.value.otherwise) == (date(2026, 11, 27), date(2026, 11, 26))


def test_every_monday_is_only_mondays() -> None:
    [mondays] = found("on Mondays")
    assert date(2026, 11, 30) in mondays.value
    assert date(2026, 12, 1) not in mondays.value


@pytest.mark.parametrize(
    ("said", "today", "meant"),
    [
        # Saturday night before the clocks go back, and Saturday before they go forward.
        ("tomorrow", date(2026, 10, 31), "2026-11-01"),
        ("in two days", date(2027, 3, 13), "2027-03-15"),
        ("next Monday", date(2026, 10, 31), "2026-11-02"),
        ("the first", date(2026, 12, 31), "2027-01-01"),
        ("the 31st", date(2026, 11, 23), "2026-12-31"),
        ("in a month", date(2027, 1, 31), "2027-02-28"),
        ("February 29", date(2027, 12, 1), "2028-02-29"),
    ],
)
def test_ends_of_months_and_years_and_nights_when_clocks_change(said: str, today: date, meant: str) -> None:
    assert told(said, today) == [meant]
