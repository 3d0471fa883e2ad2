"""Callers who book. It is Monday, November 23, 2026, 9 AM."""

from __future__ import annotations

import pytest

from dialora.domain.calls import EndReason
from receptions import Caller, Desk, later

ADA = "Ada Quill"


async def test_step_by_step() -> None:
    caller = Caller()
    assert "What would you like to come in for?" in await caller.says("Hi, I'd like to make an appointment.")
    assert "What day" in await caller.says("A cleaning, please.")
    assert "On Thursday, November 26 I have" in await caller.says("Thursday.")
    assert "What name" in await caller.says("The second one.")
    assert "I have Ada Quill. That's A, D, A. Then Q, U, I, L, L. Is that right?" in await caller.says(
        "Ada Quill."
    )
    said = await caller.says("Yes.")
    assert said == "So that's a cleaning on Thursday, November 26 at 10:15 AM, for Ada Quill. Is that right?"
    assert caller.booked == []
    assert "You're booked: a cleaning on Thursday, November 26 at 10:15 AM." in await caller.says(
        "Yes, please."
    )
    assert caller.booked == ["cleaning 2026-11-26 10:15 Ada Quill"]
    assert "Goodbye" in await caller.says("No, that's all. Thank you.")
    assert caller.ended is EndReason.GOODBYE
    assert caller.dialogue.outcome() == "Booked cleaning, Thu 26 Nov 10:15"


async def test_everything_in_one_sentence() -> None:
    caller = Caller()
    await caller.says(
        "I'd like a cleaning on Thursday at three, my name is Ada Quill.", "Yes.", "That's right."
    )
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


@pytest.mark.parametrize(
    "heard",
    [
        "i'd like to book a cleaning on thursday at 3",
        "I'd like to book a clean in on Thirsday at 3 PM.",
        "I would like to book a cleaning on Thursday, November 26th at 3 o'clock in the afternoon, please.",
        "Can I get an appointment for a teeth cleaning on Thursday the 26th at three p.m.?",
        "Hello, I need to schedule a cleening on November 26 at 3. 00 PM.",
        "I'm calling to book a cleaning this Thursday at 3:00 in the afternoon.",
        "Cleaning, Thursday, 3 PM.",
        "I want my teeth cleaned on thursday at three o'clock",
    ],
)
async def test_what_the_ear_makes_of_one_wish(heard: str) -> None:
    caller = Caller()
    assert "Thursday, November 26 at 3 PM is free" in await caller.says(heard)
    await caller.says("It's Ada Quill.", "Yes, that's right.", "Yes.")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


@pytest.mark.parametrize(
    ("wish", "booked"),
    [
        ("a filling tomorrow at half past ten", "filling 2026-11-24 10:30"),
        ("a check-up on Friday at 8.30", "checkup 2026-11-27 08:30"),
        ("a whitening next Tuesday at quarter past one", "whitening 2026-12-01 13:15"),
        ("a crown a week from Wednesday at 9", "crown 2026-12-02 09:00"),
        ("an emergency visit today at 11", "emergency 2026-11-23 11:00"),
        ("an exam on Saturday at noon", "checkup 2026-11-28 12:00"),
    ],
)
async def test_services_days_and_times(wish: str, booked: str) -> None:
    caller = Caller()
    await caller.says(f"I'd like {wish}.", "My name is Ada Quill.", "yes", "yes")
    assert caller.booked == [f"{booked} Ada Quill"]


async def test_a_taken_time_is_said_and_the_nearest_offered() -> None:
    caller = Caller()
    caller.desk.take("2026-11-26", "14:30", "16:00")
    said = await caller.says("A cleaning on Thursday at 3, please.")
    assert "Thursday, November 26 at 3 PM isn't free." in said
    assert "On Thursday, November 26 I have 1:45 PM, 4 PM or 4:15 PM." in said
    await caller.says("Four.", "Ada Quill", "yes", "yes")
    assert caller.booked == ["cleaning 2026-11-26 16:00 Ada Quill"]


async def test_somebody_else_is_quicker() -> None:
    caller = Caller(Desk(snatched=True))
    await caller.says("A cleaning on Thursday at 3, please.", "Ada Quill", "yes")
    said = await caller.says("yes")
    assert "that time has just been taken" in said
    assert "You're booked" not in said
    assert caller.booked == []
    said = await caller.says("The last one.")
    assert said.startswith("So that's a cleaning on Thursday, November 26 at 3:45 PM, for Ada Quill.")
    await caller.says("yes")
    assert caller.booked == ["cleaning 2026-11-26 15:45 Ada Quill"]


async def test_a_closed_day_and_a_holiday_are_said_with_the_nearest_open_times() -> None:
    caller = Caller()
    said = await caller.says("I'd like a cleaning on Sunday.")
    assert "We're closed on Sundays." in said
    assert "Monday, November 30" in said
    said = await caller.says("Then Friday next week.")
    assert "We're closed on Friday, December 4, for Founders' Day." in said


async def test_hours_breaks_and_the_end_of_the_day() -> None:
    caller = Caller()
    assert "We have a break at 12:30 PM." in await caller.says("A cleaning on Thursday at 12:30.")
    said = await caller.says("What about seven in the evening?")
    assert "On Thursday, November 26 we're open from 8 AM to 5 PM." in said
    assert "there isn't enough time left for the cleaning" in await caller.says("At 4:45 then.")


async def test_a_past_day_and_a_day_too_far_away() -> None:
    caller = Caller()
    assert "November 20 has passed already" in await caller.says("A cleaning on November 20.")
    assert "I can only book up to Friday, January 22." in await caller.says("Then in four months.")


async def test_too_soon_to_book() -> None:
    caller = Caller()
    assert "is too soon for me to book" in await caller.says("A cleaning today at 9:30.")
    other = Caller()
    other.desk.now = later(120)
    assert "has passed already" in await other.says("A cleaning today at ten.")


async def test_as_soon_as_possible() -> None:
    caller = Caller()
    said = await caller.says("I have a toothache, I need to come in as soon as possible.")
    assert "On Monday, November 23 I have 10 AM, 10:15 AM or 10:30 AM." in said
    await caller.says("The first.", "Ada Quill", "yes", "yes")
    assert caller.booked == ["emergency 2026-11-23 10:00 Ada Quill"]


async def test_any_day_next_week_in_the_afternoon() -> None:
    caller = Caller()
    said = await caller.says("Do you have anything for a filling any day next week in the afternoon?")
    assert "November 30" in said
    assert "AM" not in said
    await caller.says("The second one, please.", "Ada Quill", "yes", "yes")
    assert len(caller.booked) == 1
    assert caller.booked[0] > "filling 2026-11-30 12"


async def test_not_before_two_and_then_something_later() -> None:
    caller = Caller()
    said = await caller.says("A check-up tomorrow, but not before two.")
    assert "On Tuesday, November 24 I have 2 PM, 2:45 PM or 3:45 PM." in said
    said = await caller.says("Do you have anything later?")
    assert "4 PM" in said
    assert "2 PM" not in said
    await caller.says("4:30", "Ada Quill", "yes", "yes")
    assert caller.booked == ["checkup 2026-11-24 16:30 Ada Quill"]


async def test_first_thing_in_the_morning() -> None:
    caller = Caller()
    assert "8 AM" in await caller.says("A cleaning on Wednesday, first thing in the morning.")


async def test_two_days_to_choose_from() -> None:
    caller = Caller()
    said = await caller.says("A cleaning on Tuesday or Wednesday at three.")
    assert "Tuesday, November 24 at 3 PM" in said
    assert "Wednesday, November 25 at 3 PM" in said
    await caller.says("Wednesday.", "Ada Quill", "yes", "yes")
    assert caller.booked == ["cleaning 2026-11-25 15:00 Ada Quill"]


async def test_a_day_that_is_ruled_out_is_not_offered() -> None:
    caller = Caller()
    said = await caller.says("A cleaning next week, but not on Monday.")
    assert "Monday" not in said


async def test_a_weekday_that_contradicts_its_date_is_asked_about() -> None:
    caller = Caller()
    said = await caller.says("A cleaning on Thursday, November 27.")
    assert "Did you mean Thursday, November 26, or Friday, November 27?" in said
    assert "On Thursday, November 26 I have" in await caller.says("Thursday.")


async def test_the_third_is_a_choice_among_three_and_a_date_otherwise() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday.")
    await caller.says("The third.", "Ada Quill", "yes", "yes")
    assert caller.booked == ["cleaning 2026-11-26 14:00 Ada Quill"]
    other = Caller()
    assert "On Thursday, December 3 I have" in await other.says("A cleaning on the third.")


async def test_two_services_in_one_sentence_are_taken_one_after_the_other() -> None:
    caller = Caller()
    said = await caller.says("I'd like a cleaning and a filling on Thursday.")
    assert "Which shall I book first" in said
    assert "On Thursday, November 26 I have" in await caller.says("The cleaning.")


async def test_none_of_the_offers_suits() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday.")
    assert "other day or time" in await caller.says("No.")
    assert "Friday, November 27 at 10 AM is free" in await caller.says("Friday at ten.")


async def test_none_of_those_names_other_times_of_the_same_day() -> None:
    caller = Caller()
    first = await caller.says("A cleaning on Thursday.")
    second = await caller.says("None of those, I'm afraid.")
    assert second.startswith("On Thursday, November 26 I have")
    assert second not in first


async def test_the_calendar_is_away() -> None:
    caller = Caller()
    caller.desk.broken = True
    said = await caller.says("A cleaning on Thursday at 3.")
    assert "can't reach the calendar" in said
    assert "take a message" in said
    caller.desk.broken = False
    assert "pass on" in await caller.says("Yes, please.")


async def test_keys_choose_and_agree() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday.")
    await caller.presses("2")
    await caller.says("Ada Quill")
    await caller.presses("1")
    await caller.presses("1")
    assert caller.booked == ["cleaning 2026-11-26 10:15 Ada Quill"]


async def test_a_second_booking_knows_the_name() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday at 3.", "Ada Quill", "yes", "yes")
    said = await caller.says("I'd also like a check-up on Friday at 10.")
    assert "So that's a check-up on Friday, November 27 at 10 AM, for Ada Quill." in said
    await caller.says("yes")
    assert caller.booked == [
        "cleaning 2026-11-26 15:00 Ada Quill",
        "checkup 2026-11-27 10:00 Ada Quill",
    ]
