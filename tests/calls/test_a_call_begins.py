"""Notices first and to the end, then the greeting; what may cut them and what may not."""

from __future__ import annotations

import hashlib

from dialora.domain.calls import EndReason, RecordingState
from dialora.ports.dialogue import HangUp, Say
from dialora.ports.notices import Notice, Opening, RecordingRule
from dialora.testing import MemorySink, ScriptedDialogue, World, phone_call, sound, story


@story
async def test_the_caller_hears_the_notices_then_the_greeting_then_the_answer() -> None:
    sink = MemorySink()
    async with phone_call(ScriptedDialogue({"book": "Gladly. Which day suits you?"}), sink=sink) as phone:
        await phone.hears("You are talking to an AI assistant")
        await phone.hears("How can I help you?")
        await phone.says("I want to book a cleaning")
        await phone.hears("Gladly. Which day suits you?")
    assert phone.record is not None
    assert phone.record.reason is EndReason.CALLER_HUNG_UP
    assert [notice.kind for notice in sink.notices] == ["ai_disclosure"]


@story
async def test_a_notice_leaves_proof_of_the_sound_that_was_sent_and_of_when_it_was_heard() -> None:
    sink = MemorySink()
    text = "This is a longer notice. It has two sentences."
    begins = Opening(
        notices=(Notice(kind="ai_disclosure", text=text, language="en"),), recording=RecordingRule.OFF
    )
    async with phone_call(sink=sink, begins=begins) as phone:
        await phone.hears("How can I help you?")
    (proof,) = sink.notices
    sent = sound.spoken("This is a longer notice.") + sound.spoken("It has two sentences.")
    assert proof.text == text
    assert proof.audio_sha256 == hashlib.sha256(sent).hexdigest()
    assert proof.end_ms - proof.start_ms >= len(sent) / 8


@story
async def test_hello_does_not_cut_the_notices() -> None:
    dialogue = ScriptedDialogue()
    async with phone_call(dialogue) as phone:
        await phone.hears("You are")
        await phone.says("Hello? Who is there?", over_agent=True)
        await phone.hears("talking to an AI assistant")
        await phone.hears("How can I help you?")
        assert phone.stopped_after_ms is None
        assert dialogue.heard == []


@story
async def test_what_is_said_between_two_notices_is_no_turn_either() -> None:
    world = World()
    world.speech.first_sound_s = 1.5
    dialogue = ScriptedDialogue()
    async with phone_call(dialogue, world=world, recording=RecordingRule.ANNOUNCE) as phone:
        await phone.hears("an AI assistant")
        await phone.says("Hello?")
        await phone.hears("This call is recorded")
        await phone.hears("How can I help you?")
    assert dialogue.heard == []


@story
async def test_stop_calling_ends_the_notice_and_the_call() -> None:
    goodbye = [Say("You will not be called again. Goodbye.", to_the_end=True), HangUp(EndReason.OPTED_OUT)]
    dialogue = ScriptedDialogue({"stop calling": goodbye})
    long_notice = Notice(kind="ai_disclosure", text="This is an AI assistant " * 8, language="en")
    sink = MemorySink()
    begins = Opening(notices=(long_notice,), recording=RecordingRule.OFF)
    async with phone_call(dialogue, begins=begins, sink=sink) as phone:
        await phone.hears("This is an AI")
        await phone.says("Stop calling me", over_agent=True)
        assert phone.agent_speaks, "an opt-out is acted on once it is understood, not at the first sound"
        await phone.hears("You will not be called again. Goodbye.", within=5)
        await phone.is_hung_up_on(within=1)
        assert phone.heard.count("assistant") < 8
    assert phone.record is not None
    assert phone.record.reason is EndReason.OPTED_OUT
    assert sink.notices == [], "a notice that was not heard to its end is not proven"


@story
async def test_the_opt_out_is_confirmed_to_the_end_whatever_the_caller_says() -> None:
    goodbye = [Say("I have taken you off our list. Goodbye.", to_the_end=True), HangUp(EndReason.OPTED_OUT)]
    async with phone_call(ScriptedDialogue({"stop calling": goodbye})) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Stop calling me")
        await phone.hears("I have taken")
        await phone.says("And never dare again", over_agent=True)
        await phone.hears("you off our list. Goodbye.")
        await phone.is_hung_up_on(within=1)


@story
async def test_speech_that_outlasts_the_notices_is_not_lost() -> None:
    dialogue = ScriptedDialogue({"tooth": "Come at once."})
    async with phone_call(dialogue) as phone:
        await phone.hears("an AI")
        await phone.says("Please help me, I have broken my front tooth this morning", over_agent=True)
        await phone.hears("Come at once.")
    assert [heard.text for heard in dialogue.heard] == [
        "Please help me, I have broken my front tooth this morning"
    ]


@story
async def test_a_call_that_ends_in_the_announcement_keeps_nothing() -> None:
    sink = MemorySink()
    async with phone_call(recording=RecordingRule.ANNOUNCE, sink=sink) as phone:
        await phone.hears("This call is")
        phone.hangs_up()
    assert sink.kept_nothing
    assert phone.record is not None
    assert phone.record.recording is RecordingState.AWAITING


@story
async def test_two_calls_at_once_do_not_hear_each_other() -> None:
    world = World()
    one = ScriptedDialogue({"open": "We open at nine."})
    other = ScriptedDialogue({"price": "It costs eighty dollars."})
    async with phone_call(one, world=world) as first, phone_call(other, world=world) as second:
        await first.hears("How can I help you?")
        await first.says("When do you open")
        await second.says("What is the price")
        await first.hears("We open at nine.")
        await second.hears("It costs eighty dollars.")
        assert "eighty" not in first.heard
        assert "nine" not in second.heard


@story
async def test_everything_in_a_call_is_said_as_fast_as_the_agent_speaks() -> None:
    world = World()
    async with phone_call(ScriptedDialogue({"book": "Gladly."}), world=world, speed=1.2) as phone:
        await phone.hears("How can I help you?")
        await phone.says("I want to book a cleaning")
        await phone.hears("Gladly.")
    assert set(world.speech.speeds) == {1.2}
