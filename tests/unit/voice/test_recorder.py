"""Two tracks that stay aligned, and agent's sound that is taken back when it was not heard."""

from __future__ import annotations

from dialora.domain.calls import RecordingState
from dialora.ports.media import SAMPLE_RATE, SILENCE
from dialora.ports.notices import RecordingRule
from dialora.ports.sink import AudioBlock
from dialora.testing import MemorySink, story
from dialora.voice.recorder import Recorder
from dialora.voice.recording_gate import RecordingGate
from dialora.voice.scribe import Scribe

BEGAN = 100.0


class Tape:
    """A recorder that has been announced, and what it handed on."""

    def __init__(self) -> None:
        self.sink = MemorySink()
        gate = RecordingGate(RecordingRule.ANNOUNCE)
        self.scribe = Scribe(self.sink, gate)
        self.recorder = Recorder(gate, self.scribe, BEGAN)
        self.recorder.announcing(BEGAN)
        self.recorder.announced()

    async def blocks(self) -> list[AudioBlock]:
        self.recorder.flush()
        self.scribe.finish()
        await self.scribe.run()
        return self.sink.blocks


@story
async def test_seconds_are_handed_on_as_they_pass() -> None:
    tape = Tape()
    for position in range(0, 3 * SAMPLE_RATE, 160):
        tape.recorder.caller(position, b"\x10" * 160)
    blocks = await tape.blocks()
    assert [block.start_ms for block in blocks] == [0, 1000, 2000]
    assert {len(block.caller) for block in blocks} == {len(block.agent) for block in blocks} == {8000}


@story
async def test_sound_lies_where_it_was_heard() -> None:
    tape = Tape()
    tape.recorder.agent(BEGAN + 0.5, b"\x20" * 80)
    tape.recorder.caller(0, b"\x10" * SAMPLE_RATE)
    (block,) = await tape.blocks()
    assert block.agent == SILENCE * 4000 + b"\x20" * 80 + SILENCE * 3920


@story
async def test_sound_that_was_cut_is_not_on_the_tape() -> None:
    tape = Tape()
    tape.recorder.agent(BEGAN, b"\x20" * 1600)
    tape.recorder.agent_cut(BEGAN + 0.1)
    tape.recorder.caller(0, b"\x10" * 1600)
    (block,) = await tape.blocks()
    assert block.agent == b"\x20" * 800 + SILENCE * 800


@story
async def test_what_came_before_the_announcement_is_not_held() -> None:
    tape = Tape()
    late = Recorder(RecordingGate(RecordingRule.ANNOUNCE), tape.scribe, BEGAN)
    late.caller(0, b"\x10" * 8000)
    late.agent(BEGAN, b"\x20" * 8000)
    late.announcing(BEGAN + 1.0)
    late.announced()
    late.caller(8000, b"\x11" * 160)
    late.flush()
    tape.scribe.finish()
    await tape.scribe.run()
    (block,) = tape.sink.blocks
    assert block == AudioBlock(1000, b"\x11" * 160, SILENCE * 160)


@story
async def test_what_was_queued_for_the_record_when_the_caller_refused_never_arrives() -> None:
    sink = MemorySink()
    gate = RecordingGate(RecordingRule.ANNOUNCE)
    scribe = Scribe(sink, gate)
    recorder = Recorder(gate, scribe, BEGAN)
    recorder.announcing(BEGAN)
    recorder.announced()
    recorder.caller(0, b"\x10" * 2 * SAMPLE_RATE)
    gate.refuse()
    recorder.flush()
    scribe.finish()
    await scribe.run()
    assert sink.blocks == []
    assert sink.states == [RecordingState.KEPT]
