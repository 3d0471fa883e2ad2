"""What is kept of a call, under each rule and whatever the caller says."""

from __future__ import annotations

import pytest

from dialora.domain.calls import RecordingState
from dialora.ports.dialogue import Say, StopRecording
from dialora.ports.notices import RecordingRule
from dialora.testing import MemorySink, ScriptedDialogue, phone_call, story

_RECORDED = (RecordingRule.ANNOUNCE, RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL)
_REFUSING = ScriptedDialogue


def _dialogue() -> ScriptedDialogue:
    refusal = [StopRecording(), Say("It is no longer recorded.")]
    return ScriptedDialogue({"record": refusal, "robot": "I am an AI."}, otherwise="Noted.")


@story
async def test_nothing_is_kept_where_recording_is_off() -> None:
    sink = MemorySink()
    async with phone_call(_dialogue(), recording=RecordingRule.OFF, sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.says("My secret is canary")
        await phone.hears("Noted.")
        await phone.waits(2)
    assert sink.kept_nothing
    assert sink.states == []
    assert len(sink.turns) == 2, "that there were turns, and when, may be known"
    assert sink.turns[1].caller_end_ms is not None


@pytest.mark.parametrize("rule", _RECORDED)
def test_both_sides_are_kept_from_the_announcement_on(rule: RecordingRule) -> None:
    @story
    async def told() -> None:
        sink = MemorySink()
        async with phone_call(_dialogue(), recording=rule, sink=sink) as phone:
            await phone.hears("How can I help you?")
            await phone.says("I would like a cleaning")
            await phone.hears("Noted.")
            await phone.waits(1)
        assert sink.states == [RecordingState.KEPT]
        assert "I would like a cleaning" in sink.caller_words
        assert sink.agent_words == "This call is recorded.How can I help you?Noted."
        assert sink.turns[1].caller_text == "I would like a cleaning"

    told()


@story
async def test_the_two_tracks_stay_aligned_and_whole() -> None:
    sink = MemorySink()
    async with phone_call(_dialogue(), recording=RecordingRule.ANNOUNCE, sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.says("one two three four five six seven")
        await phone.hears("Noted.")
    for before, block in zip(sink.blocks, sink.blocks[1:], strict=False):
        assert block.start_ms == before.start_ms + len(before.caller) // 8
    assert all(len(block.caller) == len(block.agent) <= 8_000 for block in sink.blocks)
    caller = b"".join(block.caller for block in sink.blocks)
    agent = b"".join(block.agent for block in sink.blocks)
    speaking = [at for at, byte in enumerate(caller) if byte != 0xFF]
    answering = [at for at, byte in enumerate(agent) if byte != 0xFF and at > speaking[-1]]
    pause_ms = (answering[0] - speaking[-1]) / 8
    turn = sink.turns[1]
    assert turn.agent_start_ms is not None
    assert turn.caller_end_ms is not None
    assert abs(pause_ms - (turn.agent_start_ms - turn.caller_end_ms)) <= 40


@story
async def test_a_refusal_during_the_announcement_is_acted_on_before_it_ends() -> None:
    sink = MemorySink()
    rule = RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL
    async with phone_call(_dialogue(), recording=rule, sink=sink) as phone:
        await phone.hears("talking to an AI")
        await phone.says("Do not record me", over_agent=True)
        await phone.hears("is recorded")
        assert sink.states == [RecordingState.REFUSED]
        await phone.hears("It is no longer recorded.")
        await phone.hears("How can I help you?")
        await phone.says("My secret is canary")
        await phone.hears("Noted.")
        await phone.waits(2)
    assert sink.kept_nothing
    assert phone.record is not None
    assert phone.record.recording is RecordingState.REFUSED


@story
async def test_a_later_refusal_deletes_what_was_kept_before_it_is_confirmed() -> None:
    sink = MemorySink()
    async with phone_call(_dialogue(), recording=RecordingRule.ANNOUNCE, sink=sink) as phone:
        await phone.hears("How can I help you?")
        await phone.says("My secret is canary")
        await phone.hears("Noted.")
        await phone.waits(2)
        assert not sink.kept_nothing
        await phone.says("Please do not record this")
        await phone.hears("It is no longer")
        assert sink.states == [RecordingState.KEPT, RecordingState.REFUSED]
        assert sink.kept_nothing
        await phone.says("Another canary")
        await phone.waits(3)
    assert sink.kept_nothing
    assert len(sink.turns) == 4


@story
async def test_where_a_yes_is_needed_a_yes_opens_the_recording() -> None:
    sink = MemorySink()
    async with phone_call(_dialogue(), recording=RecordingRule.EXPLICIT_YES, sink=sink) as phone:
        await phone.hears("May we record this call?")
        await phone.says("Yes, that is fine")
        await phone.hears("How can I help you?")
        await phone.says("I would like a cleaning")
        await phone.hears("Noted.")
    assert sink.states == [RecordingState.KEPT]
    assert "I would like a cleaning" in sink.caller_words
    assert "May we record" not in sink.agent_words, "nothing is held before the yes"
    assert "Yes" not in sink.caller_words


@pytest.mark.parametrize("answer", ["No", "No thanks, okay?", "Rather not"])
def test_where_a_yes_is_needed_nothing_else_will_do(answer: str) -> None:
    @story
    async def told() -> None:
        sink = MemorySink()
        async with phone_call(_dialogue(), recording=RecordingRule.EXPLICIT_YES, sink=sink) as phone:
            await phone.hears("May we record this call?")
            await phone.says(answer)
            await phone.waits(3)
            await phone.says("My secret is canary")
            await phone.waits(3)
        assert sink.kept_nothing
        assert sink.states == [RecordingState.REFUSED]

    told()


@story
async def test_where_a_yes_is_needed_silence_is_a_no() -> None:
    sink = MemorySink()
    async with phone_call(_dialogue(), recording=RecordingRule.EXPLICIT_YES, sink=sink) as phone:
        await phone.hears("May we record this call?")
        await phone.hears("How can I help you?", within=8)
        await phone.says("My secret is canary")
        await phone.hears("Noted.")
    assert sink.states == [RecordingState.REFUSED]
    assert sink.kept_nothing


@story
async def test_a_request_instead_of_an_answer_is_not_a_yes_and_is_not_lost() -> None:
    sink = MemorySink()
    dialogue = ScriptedDialogue({"appointment": "For which day?"})
    async with phone_call(dialogue, recording=RecordingRule.EXPLICIT_YES, sink=sink) as phone:
        await phone.hears("May we record this call?")
        await phone.says("I need an appointment")
        await phone.hears("For which day?")
    assert sink.states == [RecordingState.REFUSED]
