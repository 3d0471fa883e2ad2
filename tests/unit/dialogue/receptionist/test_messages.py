"""Callers who leave a message."""

from __future__ import annotations

import pytest

from receptions import Caller, Desk


async def test_a_message_with_the_callers_own_number() -> None:
    caller = Caller()
    assert "pass on" in await caller.says("Can I leave a message?")
    await caller.says("My crown is loose and it hurts.")
    assert "I have Ada Quill" in await caller.says("Ada Quill")
    assert "2 1 2, 5 5 5, 0 1 2 3" in await caller.says("Yes.")
    said = await caller.says("Yes.")
    assert "So the message is: My crown is loose and it hurts." in said
    assert "from Ada Quill, at 2 1 2, 5 5 5, 0 1 2 3. Shall I pass it on?" in said
    assert caller.desk.messages == []
    assert "is saved" in await caller.says("Yes, please.")
    assert caller.desk.messages == [("My crown is loose and it hurts.", "Ada Quill", "+12125550123")]
    assert caller.dialogue.outcome() == "Message from Ada Quill"


async def test_another_number_in_two_pieces_is_read_back_digit_by_digit() -> None:
    caller = Caller()
    await caller.says(
        "I'd like to leave a message.", "Please call about my bill.", "Ada Quill", "Yes.", "No."
    )
    assert "2 1 2 5 5 5 so far" in await caller.says("two one two, five five five")
    assert "That's 2 1 2, 5 5 5, 0 1 4 4. Is that right?" in await caller.says("oh one double four")
    await caller.says("Yes.", "Yes.")
    assert caller.desk.messages == [("Please call about my bill.", "Ada Quill", "+12125550144")]


async def test_a_number_that_was_misheard_is_given_again() -> None:
    caller = Caller()
    await caller.says(
        "I'd like to leave a message.", "Please call about my bill.", "Ada Quill", "Yes.", "No."
    )
    await caller.says("212 555 0155")
    assert "0 1 4 4. Is that right?" in await caller.says("No, it's 212 555 0144.")


async def test_a_number_by_keypad() -> None:
    caller = Caller(Desk(caller=None), caller=None)
    await caller.says("I'd like to leave a message.", "Please call about my bill.", "Ada Quill", "Yes.")
    assert "That's 2 1 2, 5 5 5, 0 1 4 4." in await caller.presses("2125550144")


async def test_who_withholds_the_number_may_leave_none() -> None:
    caller = Caller(Desk(caller=None), caller=None)
    await caller.says("I'd like to leave a message.", "The hedge is on fire.", "Ada Quill", "Yes.")
    assert "Shall I pass it on?" in await caller.says("I'd rather not say.")
    await caller.says("Yes.")
    assert caller.desk.messages == [("The hedge is on fire.", "Ada Quill", None)]


async def test_a_message_may_sound_like_anything() -> None:
    caller = Caller()
    await caller.says("Take a message, please.", "Are you open on Saturday? I want a cleaning at three.")
    assert "name" in caller.heard or "called" in caller.heard
    await caller.says("Ada Quill", "Yes.", "Yes.", "Yes.")
    assert caller.booked == []
    assert caller.desk.messages[0][0] == "Are you open on Saturday? I want a cleaning at three."


async def test_the_message_is_said_anew() -> None:
    caller = Caller()
    await caller.says(
        "I'd like to leave a message.", "Call me on Monday.", "Ada Quill", "Yes.", "Yes.", "No."
    )
    assert "Shall I pass it on?" in await caller.says("Call me on Tuesday.")
    await caller.says("Yes.")
    assert caller.desk.messages == [("Call me on Tuesday.", "Ada Quill", "+12125550123")]


@pytest.mark.parametrize(
    "wish",
    [
        "I want to cancel my appointment on Friday.",
        "I need to reschedule my appointment.",
        "Can you move my cleaning?",
    ],
)
async def test_what_it_cannot_do_is_passed_on(wish: str) -> None:
    caller = Caller()
    assert "pass it on" in await caller.says(wish)
    await caller.says("Ada Quill", "Yes.", "Yes.", "Yes.")
    assert caller.desk.messages == [(wish, "Ada Quill", "+12125550123")]


@pytest.mark.parametrize(
    "wish", ["Can I talk to a real person?", "Put me through to someone.", "I want to speak to a human."]
)
async def test_a_person_is_promised_only_as_a_call_back(wish: str) -> None:
    caller = Caller()
    said = await caller.says(wish)
    assert "AI assistant" in said
    assert "message" in said
    assert "pass on" in await caller.says("Yes.")


async def test_a_message_is_only_said_to_be_saved_when_it_is() -> None:
    caller = Caller()
    await caller.says("I'd like to leave a message.", "Call me.", "Ada Quill", "Yes.", "Yes.")
    caller.desk.broken = True
    said = await caller.says("Yes.")
    assert "couldn't save" in said
    caller.desk.broken = False
    assert "is saved" in await caller.says("Yes.")
