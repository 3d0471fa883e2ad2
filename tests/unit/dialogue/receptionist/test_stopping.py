"""Stop calling, do not record, silence, and the end."""

from __future__ import annotations

import pytest

from dialora.dialogue.receptionist import Receptionist
from dialora.domain.calls import EndReason
from dialora.ports.dialogue import HangUp, Say, Urgent
from receptions import AGENT, NOW, Caller, Desk


@pytest.mark.parametrize(
    "said",
    [
        "Stop calling me.",
        "Take me off your list.",
        "Please don't call me again",
        "Put me on your do not call list",
    ],
)
async def test_stop_calling_is_recorded_confirmed_and_ends_the_call(said: str) -> None:
    caller = Caller()
    assert caller.dialogue.urgent(said) is Urgent.OPT_OUT
    answer = await caller.says(said)
    assert answer == "All right, we won't call this number again. Goodbye."
    assert caller.desk.opted_out
    assert caller.tools == ["record_opt_out"]
    assert caller.ended is EndReason.OPTED_OUT
    assert caller.dialogue.outcome() == "Asked not to be called again"


async def test_stop_calling_in_the_middle_of_a_booking() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday at 3.", "Stop calling me.")
    assert caller.ended is EndReason.OPTED_OUT
    assert caller.booked == []


async def test_a_withheld_number_cannot_be_noted_and_that_is_said() -> None:
    caller = Caller(Desk(caller=None), caller=None)
    assert "can't see your number" in await caller.says("Stop calling me.")
    assert caller.ended is EndReason.OPTED_OUT


async def test_what_could_not_be_saved_is_not_claimed() -> None:
    caller = Caller()
    caller.desk.broken = True
    assert "couldn't save" in await caller.says("Stop calling me.")


async def test_a_stop_by_the_office_is_none() -> None:
    caller = Caller()
    assert caller.dialogue.urgent("Can I stop by the office on Thursday?") is None


async def test_not_recorded_goes_on() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday at 3.")
    assert caller.dialogue.urgent("I don't want to be recorded.") is Urgent.REFUSE_RECORDING
    said = await caller.says("I don't want to be recorded.")
    assert caller.recording_stopped
    assert "no longer recorded" in said
    assert "name" in said
    await caller.says("Ada Quill", "yes", "yes")
    assert caller.booked == ["cleaning 2026-11-26 15:00 Ada Quill"]


async def test_three_silences_end_the_call() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday at 3.")
    first, second, third = (caller.dialogue.silence(times) for times in (1, 2, 3))
    assert first[0] == Say("Are you still there?")
    assert second == [Say("What name shall I put it under?")]
    assert isinstance(third[-1], HangUp)
    assert third[-1].reason is EndReason.SILENCE


async def test_it_opens_with_the_owners_greeting() -> None:
    dialogue = Receptionist(AGENT, Desk(), lambda: NOW, None)
    assert list(dialogue.opening()) == [Say("How can I help you?")]
