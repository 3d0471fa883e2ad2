"""Silence, slowness, the longest call, and how long everything took."""

from __future__ import annotations

from dialora.domain.calls import EndReason, ToolUse
from dialora.ports.dialogue import Did
from dialora.ports.notices import RecordingRule
from dialora.testing import MemorySink, ScriptedDialogue, Thinks, World, phone_call, story
from dialora.voice.limits import Limits


@story
async def test_silence_is_broken_twice_and_then_the_call_ends() -> None:
    async with phone_call() as phone:
        await phone.hears("How can I help you?")
        await phone.hears("Are you still there?", within=11)
        assert 7.9 <= phone.silence_before("Are you") <= 8.4
        await phone.hears("Hello? Can you hear me?", within=11)
        await phone.hears("I'll hang up now. Goodbye.", within=12)
        await phone.is_hung_up_on(within=1)
    assert phone.record is not None
    assert phone.record.reason is EndReason.SILENCE


@story
async def test_a_caller_who_answers_the_first_prompt_starts_the_count_again() -> None:
    async with phone_call() as phone:
        await phone.hears("Are you still there?")
        await phone.says("Yes I am here")
        await phone.hears("Okay.")
        await phone.hears("Are you still there?")
        assert "Can you hear me" not in phone.heard


@story
async def test_the_longest_call_ends_with_a_goodbye() -> None:
    endless = ScriptedDialogue(otherwise="And so on. " * 200)
    async with phone_call(endless, limits=Limits(max_duration_s=30)) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Tell me everything")
        await phone.hears("the longest time a call can last", within=40)
        await phone.says("But wait", over_agent=True)
        await phone.hears("Goodbye.")
        await phone.is_hung_up_on(within=1)
    assert phone.record is not None
    assert phone.record.reason is EndReason.MAX_DURATION
    assert 30_000 <= phone.record.duration_ms <= 40_000


@story
async def test_an_unfinished_sentence_is_waited_for() -> None:
    dialogue = ScriptedDialogue()
    async with phone_call(dialogue) as phone:
        await phone.hears("How can I help you?")
        await phone.says("I want to book a cleaning and")
        await phone.waits(0.7)
        await phone.says("ask about the price", over_agent=True)
        await phone.hears("Okay.")
    (heard,) = dialogue.heard
    assert heard.text.endswith("ask about the price")


@story
async def test_digits_get_the_longest_pause() -> None:
    dialogue = ScriptedDialogue()
    async with phone_call(dialogue) as phone:
        await phone.hears("How can I help you?")
        await phone.says("my number is 555")
        await phone.waits(1.2)
        await phone.says("01 42", over_agent=True)
        await phone.hears("Okay.")
    (heard,) = dialogue.heard
    assert heard.text.replace(" ", "").endswith("5550142")


@story
async def test_a_complete_sentence_is_answered_half_a_second_after_it_ended() -> None:
    sink = MemorySink()
    async with phone_call(sink=sink, recording=RecordingRule.ANNOUNCE) as phone:
        await phone.hears("How can I help you?")
        await phone.says("I want to book a cleaning")
        await phone.hears("Okay.")
    latency = sink.turns[1].latency
    assert latency is not None
    assert 350 <= latency.endpoint_ms <= 400
    assert latency.stt_ms == 0, "the text was asked for before the turn was over"
    assert latency.dialogue_ms == 0
    assert 100 <= latency.first_audio_ms <= 120
    assert latency.total_ms <= 500


@story
async def test_the_parts_of_the_latency_say_where_the_time_went() -> None:
    did = Did(ToolUse(tool="find_slots", ok=True, took_ms=400))
    dialogue = ScriptedDialogue({"book": [Thinks(0.4), did, "There is room."]})
    world = World()
    world.speech.transcript_s = 0.5
    world.speech.first_sound_s = 0.3
    sink = MemorySink()
    async with phone_call(dialogue, sink=sink, recording=RecordingRule.ANNOUNCE, world=world) as phone:
        await phone.hears("How can I help you?")
        await phone.says("I want to book")
        await phone.hears("There is room.")
    turn = sink.turns[1]
    assert turn.latency is not None
    assert turn.caller_end_ms is not None
    assert turn.agent_start_ms is not None
    assert 340 <= turn.latency.endpoint_ms <= 400
    assert 330 <= turn.latency.stt_ms <= 390
    assert 390 <= turn.latency.dialogue_ms <= 410
    assert 290 <= turn.latency.first_audio_ms <= 330
    assert abs(turn.latency.total_ms - (turn.agent_start_ms - turn.caller_end_ms)) <= 2
    assert turn.tools == (ToolUse(tool="find_slots", ok=True, took_ms=400),)


@story
async def test_a_slow_tool_is_bridged_and_holds_up_nobody_else() -> None:
    world = World()
    slow = ScriptedDialogue({"book": [Thinks(6.0), "You are booked."]})
    quick = ScriptedDialogue(otherwise="At once.")
    async with phone_call(slow, world=world) as one, phone_call(quick, world=world) as other:
        await one.hears("How can I help you?")
        await one.says("Please book it")
        await other.says("Are you quick")
        await other.hears("At once.", within=1.5)
        await one.hears("One moment, please.", within=2.5)
        await one.hears("You are booked.", within=7)
        assert one.heard.count("One moment") == 1


@story
async def test_a_late_transcript_is_bridged() -> None:
    world = World()
    dialogue = ScriptedDialogue()
    async with phone_call(dialogue, world=world) as phone:
        await phone.hears("How can I help you?")
        world.speech.transcript_s = 3.0
        await phone.says("I want to book")
        await phone.hears("One", within=2)
        await phone.hears("moment, please")
        await phone.hears("Okay.", within=4)
    assert [heard.text for heard in dialogue.heard] == ["I want to book"]


@story
async def test_a_slow_voice_is_bridged_with_a_sentence_that_was_ready() -> None:
    world = World()
    async with phone_call(world=world) as phone:
        await phone.hears("How can I help you?")
        world.speech.first_sound_s = 3.0
        await phone.says("I want to book")
        await phone.hears("One moment, please.Okay.", within=5)


@story
async def test_a_tool_that_takes_long_after_a_sentence_is_bridged_too() -> None:
    dialogue = ScriptedDialogue({"book": ["Let me see.", Thinks(9.0), "You are booked."]})
    async with phone_call(dialogue) as phone:
        await phone.hears("How can I help you?")
        await phone.says("Please book it")
        await phone.hears("Let me see.")
        await phone.hears("One moment")
        assert phone.silence_before("One moment") <= 2.0
        await phone.hears("One moment, please", within=7)
        await phone.hears("You are booked.", within=7)
