"""What a simulated caller makes of what the agent said."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from dialora.demo import hearing

MONDAY = date(2026, 11, 23)
THURSDAY = date(2026, 11, 26)
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("heard", "offered"),
    [
        ("I have 10 30 AM, 11.30 am or 230 PM.", [(None, 10, 30), (None, 11, 30), (None, 14, 30)]),
        ("On Thursday, November 26th, I have 8 AM or 345 PM.", [(THURSDAY, 8, 0), (THURSDAY, 15, 45)]),
        ("Thursday at 3 30 or Friday at 9 15 a.m.", [(THURSDAY, 15, 30), (FRIDAY, 9, 15)]),
        ("at half past eight in the morning", [(None, 8, 30)]),
        ("at four o'clock in the afternoon", [(None, 16, 0)]),
        ("at 1015 a.m.", [(None, 10, 15)]),
        ("noon", [(None, 12, 0)]),
        ("A cleaning costs $120 and takes 45 minutes.", []),
        ("We are at 1450 Cedar Avenue.", []),
        ("", []),
    ],
)
def test_times_are_heard_with_their_days(heard: str, offered: list[tuple[date | None, int, int]]) -> None:
    found = [(offer.day, offer.at.hour, offer.at.minute) for offer in hearing.offers(heard, MONDAY)]
    assert found == offered


def test_a_time_that_is_read_back_wrong_is_noticed() -> None:
    wish = datetime.combine(THURSDAY, time(15, 30))
    assert not hearing.contradicts_time("Thursday at 3 30 p.m.", wish)
    assert not hearing.contradicts_time("for Ada Quill", wish)
    assert hearing.contradicts_time("Thursday at 3 p.m.", wish)
    assert hearing.contradicts_day("Friday at 3 30 p.m.", wish, MONDAY)
    assert hearing.contradicts_day("Thursday, November 27th", wish, MONDAY)
    assert not hearing.contradicts_day("Thursday, November 26th at 3 30", wish, MONDAY)


def test_the_service_is_the_one_that_sounds_most_like_it() -> None:
    services = ["cleaning", "check-up", "whitening", "crown"]
    assert hearing.mentioned("So that's a check up on Thursday", services) == "check-up"
    assert hearing.mentioned("You're both a whitning on Friday", services) == "whitening"
    assert hearing.mentioned("What day would suit you?", services) is None


def test_ones_own_name_is_not_taken_for_a_service() -> None:
    assert hearing.mentioned("I have Ada Brown. Is that right?", ["crown"]) == "crown"
    assert hearing.mentioned("I have Ada Brown. Is that right?", ["crown"], rather=["Ada", "Brown"]) is None
    assert hearing.mentioned("A crown for Ada Brown?", ["crown"], rather=["Ada", "Brown"]) == "crown"


@pytest.mark.parametrize(
    ("heard", "letters"),
    [
        ("I have Ada Quill. That's A, D, A, then Q, U, I, L, L. Is that right?", "adaquill"),
        ("That's A-D-A, then Q-U-I-L-L. Is that right?", "adaquill"),
        ("I have Ada Moss. That's A, D, A, then M, O, S, S. Is that right?", "adamoss"),
        ("So that's a cleaning on Thursday at 8 a.m. Is that right?", ""),
        ("That's at 4 P, M. Is that right?", ""),
        ("What day would suit you?", ""),
    ],
)
def test_letters_are_heard(heard: str, letters: str) -> None:
    assert hearing.spelled(heard) == letters


def test_other_letters_are_weighed_against_the_callers_own() -> None:
    heard = "I have Ada Quill. That's A, D, A, then Q, U, I, L. Is that right?"
    own, other, *_ = hearing.readings(heard, "Ada", "Quill")
    assert own == "I have Ada Quill. That's A, D, A, then Q, U, I, L, L. Is that right?"
    assert other == "I have Ada Quill. That's A, D, A, then Q, U, I, L. Is that right?"


@pytest.mark.parametrize("name", ["da quill", "ad quill", "adae quill", "ada uill", "ada quil", "ada quills"])
def test_a_name_that_is_cut_or_longer_is_weighed_though_ones_own_was_heard(name: str) -> None:
    heard = "I have Ada Quill. That's A, D, A, then Q, U, I, L, L. Is that right?"
    weighed = [hearing.spelled(reading) for reading in hearing.readings(heard, "Ada", "Quill")]
    assert name.replace(" ", "") in weighed


def test_letters_that_sound_alike_are_the_callers_own() -> None:
    heard = "That's A, T, A, then Q, U, I, L, L. Is that right?"
    own, *others = hearing.readings(heard, "Ada", "Quill")
    assert own == "That's A, D, A, then Q, U, I, L, L. Is that right?"
    assert "That's A, T, A, then Q, U, I, L, L. Is that right?" not in others


def test_nothing_is_weighed_where_nothing_was_spelled() -> None:
    assert hearing.readings("What day would suit you?", "Ada", "Quill") == []


def test_another_name_that_was_said_is_weighed_against_ones_own() -> None:
    heard = "I have Leonardo Weaver. That's L, E, O, N, A, R, D, then W, E, A, V, E, R. Is that right?"
    *_, other = hearing.readings(heard, "Leonard", "Weaver")
    assert hearing.spelled(other) == "leonardoweaver"
