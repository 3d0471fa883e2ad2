"""A simulated caller answers what it hears, and corrects what is wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dialora.demo.errand import Errand, Wish
from dialora.demo.wording import Wording

MONDAY = date(2026, 11, 23)
NEW_YORK = ZoneInfo("America/New_York")


def errand(seed: int = 1, told: Sequence[str] = ("service",)) -> Errand:
    drawn = random.Random(seed)
    return Errand(
        wish=Wish(
            service="cleaning",
            starts_at=datetime(2026, 11, 26, 15, 30, tzinfo=NEW_YORK),
            first_name="Ada",
            last_name="Quill",
        ),
        wording=Wording(drawn, today=MONDAY),
        drawn=drawn,
        today=MONDAY,
        services=("cleaning", "check-up", "whitening"),
        phone="212-555-0138",
        told=told,
    )


def opened(seed: int = 1) -> Errand:
    it = errand(seed)
    assert it.answer("This call is recorded. How can I help you?")
    return it


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    ("heard", "answered"),
    [
        ("What would you like to come in for?", r"cleaning"),
        ("What day would suit you?", r"26|Thursday"),
        ("What time would you like to come?", r"3:30|half past 3"),
        ("I have 9 AM, 10 15 AM or 3 30 PM. Which would you like?", r"3:30|half past 3"),
        ("What name shall I put it under?", r"Ada Quill"),
        ("And your last name?", r"\bQuill\b(?! as)"),
        (
            "Could you spell your last name for me, like A as in apple?",
            r"(Q as in|quebec).*(U as in|uniform)",
        ),
        (
            "So that's a cleaning on Thursday, November 26th at 3 30 p.m. for Ada Quill. Is that right?",
            r"[Yy]es|right",
        ),
        ("So that's a cleaning on Friday at 3 30 p.m. for Ada Quill. Is that right?", r"No.*(26|Thursday)"),
        ("So that's a cleaning on Thursday at 3 30 p.m. for Ada Friday. Is that right?", r"[Yy]es|right"),
        ("I have a day today. That's A, D, A, then Q, U, I, L, L. Is that right?", r"[Yy]es|right"),
        (
            "So that's a cleaning on Thursday at 4 p.m. for Ada Quill. Is that right?",
            r"No.*(3:30|half past 3)",
        ),
        ("So that's a whitening on Thursday at 3 30 p.m. for Ada Quill. Is that right?", r"No.*cleaning"),
        ("I have Ada Quill. That's A, D, A, then Q, U, I, L, L. Is that right?", r"[Yy]es|right"),
        ("I have Ada Quin. That's A, D, A, then Q, U, I, N. Is that right?", r"No, my last name is Quill"),
        ("What number can they reach you at?", r"212-555-0138"),
        ("Shall I take a message, so that somebody calls you back?", r"No, .*cleaning"),
    ],
)
def test_every_question_has_its_answer(heard: str, answered: str, seed: int) -> None:
    assert re.search(answered, opened(seed).answer(heard) or "")


def test_what_was_not_understood_is_said_again() -> None:
    caller = opened()
    said = caller.answer("What day would suit you?")
    assert caller.answer("Sorry, I didn't catch that.") == said


def test_a_time_that_is_taken_is_given_up_for_one_that_was_offered() -> None:
    caller = opened()
    caller.answer("What time would you like to come?")
    said = caller.answer(
        "3 30 p.m. isn't free. On Thursday, November 26th, I have 9 AM or 10 15 AM. Which would you like?"
    )
    assert caller.wish.starts_at.strftime("%d %H:%M") in ("26 09:00", "26 10:15")
    assert said


def test_a_wish_is_not_given_up_unheard() -> None:
    caller = opened()
    caller.answer("On Thursday I have 9 AM, 10 15 AM or 11 AM. Which would you like?")
    assert caller.wish.starts_at.hour == 15


def test_after_the_booking_comes_saturday_and_then_goodbye() -> None:
    caller = opened()
    assert caller.answer("So that's a cleaning on Thursday at 3 30 p.m. for Ada Quill. Is that right?")
    assert "aturday" in (
        caller.answer("You're booked for Thursday. Anything else I can help you with?") or ""
    )
    assert not caller.said_goodbye
    assert caller.answer("On Saturday we're open from 9 to 1. Anything else?")
    assert caller.said_goodbye
    assert caller.answer("Goodbye.") is None


def test_nothing_is_taken_for_booked_that_was_not_said_to_be() -> None:
    caller = opened()
    assert "cleaning" in (caller.answer("Anything else I can help you with?") or "")


def test_who_is_never_understood_gives_up_in_the_end() -> None:
    caller = opened()
    said = [caller.answer("The weather is fine.") for _ in range(20)]
    assert caller.said_goodbye
    assert said[-1] is None


def test_a_question_whether_it_may_be_recorded_comes_before_everything() -> None:
    caller = errand()
    assert re.search(r"[Yy]es|right", caller.answer("May I record this call?") or "")
    assert "cleaning" in (caller.answer("Thank you. How can I help you?") or "")


def test_a_name_that_was_not_understood_is_spelled_in_another_way() -> None:
    caller = opened()
    ways = {("as in" in (caller.answer("Please spell your last name.") or "")) for _ in range(2)}
    assert ways == {True, False}


def test_a_name_that_stays_wrong_is_let_pass_in_the_end() -> None:
    caller = opened()
    said = [
        caller.answer("I have Ada Quin. That's A, D, A, then Q, U, I, N. Is that right?") for _ in range(3)
    ]
    assert [(text or "").startswith("No") for text in said] == [True, True, False]
    assert caller.corrections == 2
