"""When a caller has finished, and when a caller only listens."""

from __future__ import annotations

import pytest

from dialora.ports.dialogue import Pause
from receptions import Caller


@pytest.mark.parametrize(
    "said",
    [
        "Yes.",
        "Thursday at three.",
        "I'd like a cleaning on Thursday.",
        "Are you open on Saturday?",
        "No, thanks.",
    ],
)
def test_a_whole_sentence_is_complete(said: str) -> None:
    assert Caller().dialogue.pause_after(said) is Pause.COMPLETE


@pytest.mark.parametrize(
    "said",
    [
        "I'd like to",
        "I'd like a cleaning and",
        "On Thursday at",
        "um",
        "My name is",
        "Hi.",
        "I was wondering if...",
        "",
    ],
)
def test_a_sentence_that_breaks_off_is_open(said: str) -> None:
    assert Caller().dialogue.pause_after(said) is Pause.OPEN


def test_digits_are_waited_for_until_the_number_is_whole() -> None:
    dialogue = Caller().dialogue
    assert dialogue.pause_after("my number is 212 555") is Pause.CAPTURING
    assert dialogue.pause_after("my number is 212 555 0123") is Pause.COMPLETE


async def test_spelling_and_messages_are_waited_for() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday at 3.", "Ada Quil", "No.")
    assert caller.dialogue.pause_after("Q as in queen, U as in umbrella,") is Pause.CAPTURING
    other = Caller()
    await other.says("Can I leave a message?")
    assert other.dialogue.pause_after("My crown is loose.") is Pause.CAPTURING


async def test_one_word_of_a_name_may_go_on() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday at 3.")
    assert caller.dialogue.pause_after("Ada") is Pause.OPEN
    assert caller.dialogue.pause_after("Ada Quill") is Pause.COMPLETE


@pytest.mark.parametrize("said", ["Mhm.", "uh-huh", "Okay.", "Right.", "I see.", "Yeah.", "mm", ""])
def test_who_listens_does_not_interrupt(said: str) -> None:
    assert Caller().dialogue.backchannel(said)


@pytest.mark.parametrize("said", ["No.", "Wait.", "Stop.", "Okay, but on Friday", "What?"])
def test_who_objects_does(said: str) -> None:
    assert not Caller().dialogue.backchannel(said)


async def test_yes_is_an_answer_where_one_is_awaited() -> None:
    caller = Caller()
    await caller.says("A cleaning on Thursday at 3.", "Ada Quill")
    assert not caller.dialogue.backchannel("Yes.")
    assert not caller.dialogue.backchannel("Okay.")
    assert caller.dialogue.backchannel("hmm")
