"""Lines, models and dialogues that fail: never a long silence, always a way out, always a record."""

from __future__ import annotations

import pytest

from dialora.domain.calls import EndReason
from dialora.domain.errors import ProviderError
from dialora.ports.dialogue import HangUp, Say
from dialora.ports.notices import RecordingRule
from dialora.testing import Fails, FakePhone, MemorySink, ScriptedDialogue, World, phone_call, story


@story
async def test_a_caller_who_hangs_up_in_a_sentence_leaves_it_cut_to_what_was_heard() -> None:
    sink = MemorySink()
    dialogue = ScriptedDialogue(otherwise="This sentence is much longer than anybody would listen to.")
    async with phone_call(dialogue, sink=sink, recording=RecordingRule.ANNOUNCE) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Tell me")
        await phone.hears("much longer")
        phone.hangs_up()
    assert phone.record is not None
    assert phone.record.reason is EndReason.CALLER_HUNG_UP
    assert phone.record.turns == len(sink.turns) == 2
    last = sink.turns[-1]
    assert last.interrupted
    assert last.agent_heard_text.startswith("This sentence is much")
    assert "anybody" not in last.agent_heard_text


@story
async def test_a_lost_line_is_told_from_a_caller_who_hung_up() -> None:
    async with phone_call() as phone:
        await phone.hears("How can I help you?")
        phone.loses_line()
    assert phone.record is not None
    assert phone.record.reason is EndReason.LINE_LOST


@story
async def test_a_socket_that_stays_open_without_a_sound_is_given_up() -> None:
    async with phone_call(ScriptedDialogue(greeting="")) as phone:
        await phone.waits(3)
        phone.goes_dead()
        await phone.is_hung_up_on(within=25)
    assert phone.record is not None
    assert phone.record.reason is EndReason.LINE_LOST


@story
async def test_a_line_that_stalls_in_a_turn_does_not_hold_up_the_answer() -> None:
    async with phone_call() as phone:
        await phone.hears("How can I help you?")
        await phone.says("I want to book")
        phone.goes_dead()
        await phone.hears("Okay.", within=3)


@story
async def test_a_line_that_sends_faster_than_time_passes_fills_nobodys_memory() -> None:
    sink = MemorySink()
    async with phone_call(recording=RecordingRule.ANNOUNCE, sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.floods(600)
        await phone.waits(1)
    assert phone.record is not None
    kept = sum(len(block.caller) for block in sink.blocks) / 8_000
    assert kept < phone.record.duration_ms / 1_000 + 11


@story
async def test_one_failed_transcript_is_asked_for_again() -> None:
    world = World()
    dialogue = ScriptedDialogue()
    async with phone_call(dialogue, world=world) as phone:
        await phone.hears("How can I help you?")
        world.speech.deaf = True
        await phone.says("I want to book")
        await phone.hears("Okay.")
        world.speech.deaf = False
        await phone.says("I want to book")
        await phone.hears("Okay.")
    assert [(heard.text, heard.doubtful) for heard in dialogue.heard] == [
        ("", True),
        ("I want to book", False),
    ]


@story
async def test_without_transcripts_the_call_ends_with_an_apology() -> None:
    world = World()
    world.speech.never_hears = True
    async with phone_call(world=world) as phone:
        await phone.hears("How can I help you?")
        await phone.says("I want to book")
        await phone.hears("One moment", within=2.5)
        await phone.hears("Okay.", within=5)
        await phone.says("Can you hear me")
        await phone.hears("I can't hear you properly", within=7)
        await phone.is_hung_up_on(within=6)
    assert phone.record is not None
    assert phone.record.reason is EndReason.ERROR


@story
async def test_a_doubtful_transcript_is_told_as_such() -> None:
    world = World()
    world.speech.mumbled.add("mumble mumble")
    dialogue = ScriptedDialogue(otherwise="I did not catch that.")
    async with phone_call(dialogue, world=world) as phone:
        await phone.hears("How can I help you?")
        await phone.says("mumble mumble")
        await phone.hears("I did not catch that.")
    assert dialogue.heard[0].doubtful


@story
async def test_a_voice_that_dies_apologises_with_what_was_rendered_before() -> None:
    world = World()
    async with phone_call(world=world) as phone:
        await phone.hears("How can I help you?")
        world.speech.mute = True
        await phone.says("I want to book")
        await phone.hears("we have a technical problem", within=3)
        await phone.is_hung_up_on(within=6)
    assert phone.record is not None
    assert phone.record.reason is EndReason.ERROR


@story
async def test_a_voice_that_stalls_in_a_sentence_is_not_waited_for() -> None:
    world = World()
    async with phone_call(ScriptedDialogue(otherwise="This sentence will not end."), world=world) as phone:
        await phone.hears("How can I help you?")
        world.speech.stalls = True
        await phone.says("I want to book")
        await phone.hears("This sentence")
        await phone.hears("we have a technical problem", within=4)
        assert phone.silence_before("I'm sorry") <= 2.0
        await phone.is_hung_up_on(within=6)


@story
async def test_without_a_voice_for_the_notices_there_is_no_conversation() -> None:
    world = World()
    world.speech.mute = True
    dialogue = ScriptedDialogue()
    async with phone_call(dialogue, world=world) as phone:
        await phone.hears("we have a technical problem", within=3)
        await phone.is_hung_up_on(within=6)
    assert dialogue.heard == []


@story
async def test_a_dialogue_that_fails_once_is_forgiven_and_twice_ends_the_call() -> None:
    failing = Fails(ProviderError(provider="model", retryable=True))
    async with phone_call(ScriptedDialogue(otherwise=failing)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("I want to book")
        await phone.hears("Could you say that again?")
        await phone.says("I want to book")
        await phone.hears("Please call again in a few minutes. Goodbye.")
        await phone.is_hung_up_on(within=1)
    assert phone.record is not None
    assert phone.record.reason is EndReason.ERROR


@story
async def test_a_mistake_in_the_dialogue_ends_its_call_politely_and_no_other() -> None:
    world = World()
    broken = ScriptedDialogue(otherwise=Fails(KeyError("a mistake")))
    sink = MemorySink()
    async with phone_call(broken, world=world, sink=sink) as one, phone_call(world=world) as other:
        await one.hears("How can I help you?")
        await one.says("I want to book")
        await one.hears("we have a technical problem", within=3)
        await one.is_hung_up_on(within=6)
        await other.says("I want to book")
        await other.hears("Okay.")
    assert one.record is not None
    assert one.record.reason is EndReason.ERROR
    assert one.record.turns == len(sink.turns)


class BreaksWhenTheCallerSpeaks:
    """An observer with a mistake in it."""

    def heard(self, text: str, *, final: bool) -> None: ...

    def said(self, text: str) -> None: ...

    def state(self, listening: bool, speaking: bool) -> None:
        if listening:
            raise KeyError("a mistake")


@story
async def test_a_mistake_while_a_window_is_judged_costs_neither_the_line_nor_the_ear_of_others() -> None:
    world = World()
    observer = BreaksWhenTheCallerSpeaks()
    async with phone_call(world=world, observer=observer) as one, phone_call(world=world) as other:
        await one.hears("How can I help you?")
        await one.says("I want to book")
        await one.hears("we have a technical problem", within=3)
        await one.is_hung_up_on(within=6)
        await other.says("I want to book")
        await other.hears("Okay.")
    assert one.record is not None
    assert one.record.reason is EndReason.ERROR


@story
async def test_the_log_says_where_a_call_broke_and_not_what_was_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = ScriptedDialogue(otherwise=Fails(KeyError("my purple giraffe")))
    async with phone_call(broken) as phone:
        await phone.hears("How can I help you?")
        await phone.says("It is about my purple giraffe")
        await phone.hears("we have a technical problem", within=3)
        await phone.is_hung_up_on(within=6)
    assert "KeyError at" in caplog.text
    assert "dialogue.py:" in caplog.text
    assert "giraffe" not in caplog.text


@story
async def test_a_carrier_that_reports_no_marks_does_not_hold_up_the_goodbye() -> None:
    goodbye = [Say("Goodbye."), HangUp(EndReason.GOODBYE, "Nothing came of it.")]
    phone = FakePhone(echoes_marks=False)
    async with phone_call(ScriptedDialogue({"bye": goodbye}), phone=phone):
        await phone.hears("How can I help you?", within=30)
        await phone.waits(2)
        await phone.says("bye")
        await phone.hears("Goodbye.")
        await phone.is_hung_up_on(within=3)
    assert phone.record is not None
    assert phone.record.reason is EndReason.GOODBYE
    assert phone.record.outcome == "Nothing came of it."


@story
async def test_the_goodbye_is_heard_before_the_line_is_cut() -> None:
    goodbye = [Say("Goodbye, and thank you for calling."), HangUp(EndReason.GOODBYE)]
    async with phone_call(ScriptedDialogue({"bye": goodbye})) as phone:
        await phone.hears("How can I help you?")
        await phone.says("bye")
        await phone.is_hung_up_on()
        assert phone.heard.endswith("thank you for calling.")


@pytest.mark.parametrize("words", ["One more thing", "Wait"])
def test_a_caller_may_take_back_the_goodbye(words: str) -> None:
    @story
    async def told() -> None:
        goodbye = [Say("Goodbye, and thank you for calling."), HangUp(EndReason.GOODBYE)]
        dialogue = ScriptedDialogue({"bye": goodbye}, otherwise="Yes?")
        async with phone_call(dialogue) as phone:
            await phone.hears("How can I help you?")
            await phone.says("bye")
            await phone.hears("Goodbye")
            await phone.says(words, over_agent=True)
            await phone.hears("Yes?")
            assert not phone.closed

    told()
