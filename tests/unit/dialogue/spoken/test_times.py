"""Spoken times of day, settled by hours from 8 to noon and from 1 to 5."""

from __future__ import annotations

from datetime import time

import pytest

from dialora.dialogue.spoken.times import Edge, find_times, settle
from dialora.dialogue.spoken.words import split
from dialora.domain.agents import Span

HOURS = (Span(time(8), time(12)), Span(time(13), time(17)))


def told(text: str, *, expected: bool = False, hours: tuple[Span, ...] = HOURS) -> list[str]:
    """Times as "15:30", stretches as "14:00..23:59"."""
    windows = [
        settle(each.value, hours) for each in find_times(split(text), expected=expected) if not each.negated
    ]
    return [f"{w.at:%H:%M}" if w.at else f"{w.first:%H:%M}..{w.last:%H:%M}" for w in windows]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("at three", "15:00"),
        ("at 3", "15:00"),
        ("3 PM", "15:00"),
        ("3 p.m.", "15:00"),
        ("3PM", "15:00"),
        ("three o'clock", "15:00"),
        ("3 o'clock in the afternoon", "15:00"),
        ("three in the afternoon", "15:00"),
        ("three thirty", "15:30"),
        ("three-thirty", "15:30"),
        ("3:30 PM", "15:30"),
        ("3.30", "15:30"),
        ("3. 30", "15:30"),
        ("at 3 30", "15:30"),
        ("at 330", "15:30"),
        ("at three thirty p.m.", "15:30"),
        ("half past three", "15:30"),
        ("half past 3 in the afternoon", "15:30"),
        ("half three", "15:30"),
        ("quarter past nine", "09:15"),
        ("a quarter to four", "15:45"),
        ("ten to three", "14:50"),
        ("twenty past two", "14:20"),
        ("five past two", "14:05"),
        ("two oh five", "14:05"),
        ("nine forty-five", "09:45"),
        ("10 a.m.", "10:00"),
        ("at ten", "10:00"),
        ("around 11", "11:00"),
        ("at eight", "08:00"),
        ("at 1030", "10:30"),
        ("noon", "12:00"),
        ("twelve thirty", "12:30"),
        ("at 12", "12:00"),
        ("at 15:45", "15:45"),
        # What the ear makes of "two", "four" and "eight" after "at".
        ("at to.", "14:00"),
        ("at for thirty", "16:30"),
        ("at ate", "08:00"),
        ("at three sharp", "15:00"),
    ],
)
def test_a_clock_time(said: str, meant: str) -> None:
    assert told(said) == [meant]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("after two", "14:01..23:59"),
        ("not before two", "14:00..23:59"),
        ("two or later", "14:00..23:59"),
        ("from 3 PM on", "15:00..23:59"),
        ("before noon", "00:00..11:59"),
        ("by four", "00:00..16:00"),
        ("no later than four", "00:00..16:00"),
        ("between two and four", "14:00..16:00"),
        ("from 2 to 4 PM", "14:00..16:00"),
        ("from eleven to two", "11:00..14:00"),
        ("in the morning", "00:00..11:59"),
        ("in the afternoon", "12:00..17:59"),
        ("late afternoon", "15:00..18:00"),
        ("after lunch", "13:00..17:59"),
        ("first thing in the morning", "00:00..11:59"),
        ("tonight", "17:00..23:59"),
    ],
)
def test_a_stretch_of_the_day(said: str, meant: str) -> None:
    assert told(said) == [meant]


@pytest.mark.parametrize(
    "said", ["for two people", "in two weeks", "the first one", "good morning", "one", "three teeth"]
)
def test_numbers_that_are_no_times(said: str) -> None:
    assert told(said) == []


def test_a_bare_number_is_a_time_where_one_was_asked_for() -> None:
    assert told("three", expected=True) == ["15:00"]
    assert told("two or three", expected=True) == ["14:00", "15:00"]
    assert told("two to four", expected=True) == ["14:00..16:00"]


def test_the_hours_choose_between_morning_and_evening() -> None:
    evening = (Span(time(16), time(23)),)
    assert told("at eight", hours=evening) == ["20:00"]
    assert told("at eight in the morning", hours=evening) == ["08:00"]
    night = (Span(time(22), time(0)),)
    assert told("at eleven", hours=night) == ["23:00"]


def test_first_thing_wants_the_earliest_and_end_of_the_day_the_latest() -> None:
    assert find_times(split("first thing in the morning"))[0].value.edge is Edge.EARLIEST
    assert find_times(split("at the end of the day"))[0].value.edge is Edge.LATEST


def test_a_time_can_be_ruled_out() -> None:
    assert told("not at three, at four") == ["16:00"]
