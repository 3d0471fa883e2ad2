"""We call somebody: their hello first, then who calls and why, and how it ends when they do not want it."""

from __future__ import annotations

import pytest

from dialora.domain.call_wording import DEFAULTS
from dialora.domain.calls import EndReason, RecordingState
from dialora.ports.dialogue import HangUp, Say
from dialora.ports.notices import Notice, Opening, RecordingRule
from dialora.testing import MemorySink, ScriptedDialogue, phone_call, story
from dialora.testing.calls import ANNOUNCEMENT, QUESTION

WHO = Notice(
    kind="identification",
    text="Hi, this is Robin, an AI assistant calling for Bright Smile Dental LLC, about your appointment.",
    language="en",
)
STOP = Notice(kind="opt_out_offer", text=DEFAULTS["en"].opt_out_offer, language="en")
BACK = Notice(kind="callback_number", text="You can call us back at (212) 555-0123.", language="en")
TIME = Notice(kind="ask_continue", text="Is now a good time?", language="en")


def begins(*notices: Notice, recording: RecordingRule = RecordingRule.OFF) -> Opening:
    return Opening(
        notices=notices or (WHO, STOP, BACK, TIME),
        recording=recording,
        awaits_greeting=True,
        not_now="Then I won't keep you. Goodbye.",
    )


@story
async def test_who_calls_is_said_within_two_seconds_of_their_hello_and_how_to_stop_it_right_after() -> None:
    sink, dialogue = MemorySink(), ScriptedDialogue()
    async with phone_call(dialogue, begins=begins(), sink=sink) as phone:
        await phone.says("Hello?")
        said_at = phone.script[-1].at + 6 * 0.06
        await phone.hears("this is Robin, an AI assistant")
        await phone.hears("say stop or press nine")
        await phone.hears("Is now a good time?")
        await phone.says("Yes")
        await phone.hears("How can I help you?")
    who, stop, back, time = sink.notices
    assert [it.kind for it in sink.notices] == [
        "identification",
        "opt_out_offer",
        "callback_number",
        "ask_continue",
    ]
    assert 0 <= who.start_ms - said_at * 1000 <= 2_000
    assert 0 <= stop.start_ms - who.end_ms <= 2_000
    assert back.start_ms >= stop.end_ms
    assert time.start_ms >= back.end_ms
    assert dialogue.heard == [], "neither their hello nor their yes is a turn of the conversation"


@story
async def test_somebody_who_says_nothing_is_spoken_to_within_two_seconds() -> None:
    sink = MemorySink()
    async with phone_call(begins=begins(WHO), sink=sink) as phone:
        await phone.hears("this is Robin")
        await phone.hears("How can I help you?")
    assert sink.notices[0].start_ms <= 2_000


@story
async def test_their_hello_is_heard_to_its_end() -> None:
    sink = MemorySink()
    async with phone_call(begins=begins(WHO), sink=sink) as phone:
        await phone.says("Good morning, this is Ada Quill speaking", over_agent=True)
        spoken_until = phone.script[-1].at + len("Good morning, this is Ada Quill speaking") * 0.06
        assert phone.heard == "", "nobody is talked over"
        await phone.hears("this is Robin")
        await phone.hears("How can I help you?")
    assert sink.notices[0].start_ms >= spoken_until * 1000


@story
async def test_a_machine_is_left_no_message() -> None:
    sink = MemorySink()
    greeting = (
        "You have reached the Quill family and we cannot come to the telephone right now so please leave"
        " your name and your number after the tone and we will call you back"
    )
    async with phone_call(begins=begins(), sink=sink) as phone:
        await phone.says(greeting, over_agent=True)
        await phone.is_hung_up_on(within=1)
        assert phone.heard == ""
    assert phone.record is not None
    assert phone.record.reason is EndReason.ANSWERING_MACHINE
    assert sink.notices == []


@story
@pytest.mark.parametrize("answer", ["No", "I'm busy right now", "Can you call another time?"])
async def test_somebody_who_has_no_time_is_let_go(answer: str) -> None:
    async with phone_call(begins=begins()) as phone:
        await phone.hears("Is now a good time?")
        await phone.says(answer)
        await phone.hears("Then I won't keep you. Goodbye.")
        await phone.is_hung_up_on(within=2)
    assert phone.record is not None
    assert phone.record.reason is EndReason.NOT_NOW


@story
async def test_whoever_answers_something_else_is_answered() -> None:
    dialogue = ScriptedDialogue({"tooth": "Come at once."})
    async with phone_call(dialogue, begins=begins()) as phone:
        await phone.hears("Is now a good time?")
        await phone.says("My tooth hurts terribly")
        await phone.hears("Come at once.")


@story
async def test_stop_is_acted_on_while_who_calls_is_still_being_said() -> None:
    goodbye = [Say("You will not be called again. Goodbye.", to_the_end=True), HangUp(EndReason.OPTED_OUT)]
    dialogue = ScriptedDialogue({"stop calling": goodbye})
    async with phone_call(dialogue, begins=begins()) as phone:
        await phone.hears("this is Robin")
        await phone.says("Stop calling me", over_agent=True)
        await phone.hears("You will not be called again. Goodbye.", within=6)
        await phone.is_hung_up_on(within=3)
    assert phone.record is not None
    assert phone.record.reason is EndReason.OPTED_OUT


@story
async def test_nothing_is_held_before_an_explicit_yes() -> None:
    sink = MemorySink()
    opening = begins(WHO, QUESTION, TIME, recording=RecordingRule.EXPLICIT_YES)
    async with phone_call(begins=opening, sink=sink) as phone:
        await phone.says("Hello, this is Ada Quill")
        await phone.hears("May we record this call?")
        assert sink.blocks == []
        await phone.says("Yes")
        await phone.hears("Is now a good time?")
        await phone.says("Yes")
        await phone.hears("How can I help you?")
        await phone.waits(2)
    assert phone.record is not None
    assert phone.record.recording is RecordingState.KEPT
    assert "Ada" not in sink.caller_words
    assert "Robin" not in sink.agent_words


@story
async def test_what_was_said_before_the_announcement_is_not_kept() -> None:
    sink = MemorySink()
    opening = begins(WHO, ANNOUNCEMENT, recording=RecordingRule.ANNOUNCE)
    async with phone_call(begins=opening, sink=sink) as phone:
        await phone.says("Hello, this is Ada Quill")
        await phone.hears("How can I help you?")
        await phone.waits(2)
    assert "Ada" not in sink.caller_words
    assert "This call is recorded" in sink.agent_words


@story
async def test_silence_after_the_question_is_no_objection() -> None:
    async with phone_call(begins=begins()) as phone:
        await phone.hears("Is now a good time?")
        await phone.hears("How can I help you?", within=15)
