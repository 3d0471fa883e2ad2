"""Callers who change their minds, correct, interrupt, and go on where one thought they had finished."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from dialora.domain.calls import EndReason
from dialora.ports.dialogue import Heard
from dialora.ports.toolbox import Json, ToolResult
from receptions import Caller, Desk


async def at_the_last_question(caller: Caller) -> str:
    return await caller.says("A cleaning on Thursday at 3, my name is Ada Quill.", "yes")


async def test_no_at_four() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    said = await caller.says("No, at four.")
    assert "So that's a cleaning on Thursday, November 26 at 4 PM, for Ada Quill." in said
    await caller.says("yes")
    assert caller.booked == ["cleaning 2026-11-26 16:00 Ada Quill"]


async def test_another_day_keeps_the_time() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    assert "Friday, November 27 at 3 PM" in await caller.says("Actually, could we make it Friday?")
    await caller.says("yes")
    assert caller.booked == ["cleaning 2026-11-27 15:00 Ada Quill"]


async def test_another_service_keeps_day_and_time() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    assert "So that's a filling on Thursday, November 26 at 3 PM" in await caller.says("No, a filling.")
    await caller.says("yes")
    assert caller.booked == ["filling 2026-11-26 15:00 Ada Quill"]


async def test_the_name_is_corrected_at_the_end() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    assert "I have Ada Quinn" in await caller.says("No, the name is Ada Quinn.")
    await caller.says("yes", "yes")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quinn"]


async def test_a_plain_no_asks_what_to_change() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    assert "What should I change" in await caller.says("No.")
    assert "What time" in await caller.says("The time.")
    assert "at 9 AM" in await caller.says("Nine.")
    await caller.says("yes")
    assert caller.booked == ["cleaning 2026-11-26 09:00 Ada Quill"]


async def test_what_to_change_may_be_answered_with_what_is_right() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    await caller.says("No.")
    assert "Wednesday, November 25 at 3 PM" in await caller.says("It should be Wednesday.")


async def test_saying_the_same_again_is_a_yes() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    await caller.says("Yes, Thursday at three.")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


async def test_never_mind_books_nothing() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    assert "won't book anything" in await caller.says("Never mind.")
    await caller.says("No, bye.")
    assert caller.booked == []
    assert caller.dialogue.outcome() is None


async def test_a_question_in_the_middle_and_back() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday at 3.")
    said = await caller.says("How much is it?")
    assert said.startswith("A cleaning is $120.")
    assert "name" in said
    said = await caller.says("Do you take insurance?")
    assert said.startswith("We take most dental plans.")
    assert "name" in said
    await caller.says("Ada Quill", "yes", "yes")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


async def test_goodbye_before_the_yes_is_asked_about_once() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    said = await caller.says("Okay, goodbye.")
    assert "nothing is booked yet" in said
    await caller.says("Oh, yes please.")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


async def test_goodbye_twice_is_goodbye() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    await caller.says("Bye.", "No, goodbye.")
    assert caller.ended is EndReason.GOODBYE
    assert caller.booked == []


async def test_a_caller_who_goes_on_is_understood_as_a_whole() -> None:
    caller = Caller()
    await caller.says("I'd like a cleaning")
    said = await caller.goes_on("I'd like a cleaning on Thursday at three.")
    assert "Thursday, November 26 at 3 PM is free" in said


async def test_an_answer_taken_back_leaves_no_trace() -> None:
    caller = Caller()
    await at_the_last_question(caller)
    said = await caller.goes_on("Yes but my name is Ada Quinn.")
    assert "Ada Quinn" in said
    assert caller.booked == []


async def test_an_offer_is_taken_before_it_is_finished() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday.")
    said = await caller.interrupts(
        "The eight o'clock one.", having_heard="On Thursday, November 26 I have 8 AM,"
    )
    assert "name" in said
    await caller.says("Ada Quill", "yes", "yes")
    assert caller.booked == ["cleaning 2026-11-26 08:00 Ada Quill"]


async def test_a_yes_to_something_that_was_not_heard_is_asked_for_again() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday at 3, my name is Ada Quill.", "yes")
    said = await caller.interrupts("Yes.", having_heard="So that's a")
    assert "So that's a cleaning on Thursday, November 26 at 3 PM" in said
    assert caller.booked == []
    await caller.says("Yes.")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


class SlowDesk(Desk):
    """Books only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.booking = asyncio.Event()
        self.let = asyncio.Event()

    async def use(self, tool: str, arguments: Mapping[str, Json]) -> ToolResult:
        if tool == "book_appointment":
            self.booking.set()
            await self.let.wait()
        return await super().use(tool, arguments)


async def test_a_booking_whose_answer_was_cut_off_is_told_with_the_next() -> None:
    desk = SlowDesk()
    caller = Caller(desk)
    await at_the_last_question(caller)
    answer = caller.dialogue.respond(Heard(text="Yes."))
    first = asyncio.ensure_future(anext(answer))
    await desk.booking.wait()
    first.cancel()
    desk.let.set()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]
    assert "You're booked: a cleaning on Thursday, November 26 at 3 PM." in await caller.says(
        "Are you open on Sunday?"
    )
    assert len(caller.booked) == 1
