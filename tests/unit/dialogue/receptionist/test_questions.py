"""Callers who ask. It is Monday, November 23, 2026, 9 AM."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from dialora.dialogue.receptionist import common_sentences
from dialora.domain.agents import Span, SpecialDay
from receptions import AGENT, PRACTICE, Caller, later


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Are you open on Saturday?", "On Saturday, November 28, we're open from 9 AM to 1 PM."),
        ("Are you open on Saturdays?", "On Saturday, November 28, we're open from 9 AM to 1 PM."),
        ("What are your hours on Saturday?", "On Saturday, November 28, we're open from 9 AM to 1 PM."),
        ("Could you tell me if you are open on Saturday?", "we're open from 9 AM to 1 PM."),
        ("One more question: what are your hours on Saturday?", "we're open from 9 AM to 1 PM."),
        ("are you open on satcher day", "we're open from 9 AM to 1 PM."),
        ("Are you open on Sunday?", "We're closed on Sundays."),
        ("When do you close tomorrow?", "from 8 AM to noon and from 1 PM to 5 PM"),
        ("Are you open on December 4th?", "We're closed on Friday, December 4, for Founders' Day."),
        ("Do you close for lunch on Thursday?", "from 8 AM to noon and from 1 PM to 5 PM"),
        ("Are you open right now?", "Yes, we're open until noon."),
        (
            "What are your opening hours?",
            "We're open Monday to Friday from 8 AM to noon and from 1 PM to 5 PM.",
        ),
        ("When are you open?", "On Saturday from 9 AM to 1 PM."),
        ("How much is a cleaning?", "A cleaning is $120."),
        ("How much does a filling cost", "A filling is $195."),
        ("What do you charge for a crown?", "The price of a crown depends on the case."),
        ("How long does a whitening take?", "A whitening takes an hour."),
        (
            "What services do you offer?",
            "We offer cleaning, check-up, filling, whitening, crown and emergency visit.",
        ),
        ("Do you do fillings?", "Yes, we do. A filling takes an hour."),
        ("Is there parking?", "You can park behind the building."),
        ("Where can I park my car?", "You can park behind the building."),
        ("Which insurance do you accept?", "We take most dental plans."),
        ("does my insurance cover it", "We take most dental plans."),
        ("Do you take credit cards?", "You can pay by card or in cash."),
        ("What's your address?", "We are at 12 Sample Street."),
        ("Where are you located?", "We are at 12 Sample Street."),
        ("How do I cancel my appointment?", "You can cancel free of charge until the day before."),
        ("Who am I speaking to?", "This is June, the AI assistant of Sample Dental."),
        ("Are you a robot?", "I'm an AI assistant, not a person."),
        ("Is this a real person?", "I'm an AI assistant, not a person."),
    ],
)
async def test_a_question_and_its_answer(asked: str, answer: str) -> None:
    assert answer in await Caller().says(asked)


@pytest.mark.parametrize(
    "asked",
    ["What's the weather like?", "Can I bring my dog?", "Do you sell toothbrushes?", "Who is the dentist?"],
)
async def test_what_is_not_known_is_not_made_up(asked: str) -> None:
    said = await Caller().says(asked)
    assert "message" in said
    assert "know" in said or "answer" in said


async def test_at_lunch_it_says_when_it_opens_again() -> None:
    caller = Caller()
    caller.desk.now = later(3 * 60 + 30)
    assert "We open again at 1 PM today." in await caller.says("Are you open now?")
    caller.desk.now = later(10 * 60)
    assert "We open again on Tuesday, November 24 at 8 AM." in await caller.says("Are you open now?")


async def test_asking_about_a_service_leads_to_booking_it() -> None:
    caller = Caller()
    assert "Would you like to book one?" in await caller.says("Do you do fillings?")
    await caller.says("Yes, on Thursday at ten.", "Ada Quill", "yes", "yes")
    assert caller.booked == ["filling 2026-11-26 10:00 Ada Quill"]


async def test_one_is_the_service_that_was_spoken_of() -> None:
    caller = Caller()
    await caller.says("How much is a whitening?")
    assert "is free" in await caller.says("I'd like one tomorrow at 9.")
    await caller.says("Ada Quill", "yes", "yes")
    assert caller.booked == ["whitening 2026-11-24 09:00 Ada Quill"]


async def test_what_did_you_say_repeats_it() -> None:
    caller = Caller()
    said = await caller.says("How much is a cleaning?")
    assert await caller.says("Sorry, what did you say?") == said


async def test_hold_on_is_given_time() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday.")
    assert await caller.says("Hold on a second.") in ("Take your time.", "No hurry.")
    assert "name" in await caller.says("The first one.")


async def test_mumbling_is_asked_again_in_other_words_and_then_a_message_is_offered() -> None:
    caller = Caller()
    answers = [await caller.mumbles(), await caller.mumbles(), await caller.mumbles()]
    assert len(set(answers)) == 3
    assert "message" in answers[2]


async def test_hello_is_answered() -> None:
    assert "How can I help you?" in await Caller().says("Hello?")


async def test_nothing_is_asked_twice_in_the_same_words() -> None:
    caller = Caller()
    first = await caller.says("Is there parking?")
    second = await caller.says("Do you take credit cards?")
    third = await caller.says("What's your address?")
    assert len({first.split(". ")[-1], second.split(". ")[-1], third.split(". ")[-1]}) >= 2


async def test_a_day_with_other_hours_is_told_with_its_name_when_asked_and_with_the_week() -> None:
    day = SpecialDay(name="the staff outing", spans=(Span(time(8), time(11)),))
    hours = replace(PRACTICE.hours, special={date(2026, 11, 24): day})
    agent = replace(AGENT, business=replace(PRACTICE, hours=hours))
    told = "On Tuesday, November 24, for the staff outing, we're open from 8 AM to 11 AM."
    assert told in await Caller(agent=agent).says("Are you open tomorrow?")
    assert told in await Caller(agent=agent).says("What are your opening hours?")


async def test_a_price_from_is_told_as_the_least() -> None:
    cleaning, *others = PRACTICE.services
    services = (replace(cleaning, price_from=True), *others)
    agent = replace(AGENT, business=replace(PRACTICE, services=services))
    assert "A cleaning starts at $120." in await Caller(agent=agent).says("How much is a cleaning?")
    assert "A cleaning starts at $120." in common_sentences(agent)
