"""People of the business step into a call: they end it, or hear it as far as it may be kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from dialora.domain.calls import EndReason, RecordingState
from dialora.ports.dialogue import Say, StopRecording
from dialora.ports.media import SAMPLE_RATE
from dialora.ports.notices import RecordingRule
from dialora.testing import FakePhone, ScriptedDialogue, sound, story
from dialora.testing.calls import World, opening
from dialora.testing.sink import MemorySink
from dialora.voice.session import CallSession

REFUSES = ScriptedDialogue({"record me": (StopRecording(), Say("I stopped."))})


@dataclass
class Colleague:
    """Somebody who listens in."""

    tracks: dict[str, bytearray] = field(
        default_factory=lambda: {"caller": bytearray(), "agent": bytearray()}
    )

    def caller(self, position: int, mulaw: bytes) -> None:
        self._put("caller", position, mulaw)

    def agent(self, position: int, mulaw: bytes) -> None:
        self._put("agent", position, mulaw)

    def agent_cut(self, position: int) -> None:
        del self.tracks["agent"][position:]

    def hears(self, side: str) -> str:
        return sound.words_in(bytes(self.tracks[side]))

    def _put(self, side: str, position: int, mulaw: bytes) -> None:
        track = self.tracks[side]
        track.extend(b"\xff" * (position - len(track)))
        track[position : position + len(mulaw)] = mulaw


@asynccontextmanager
async def call(
    recording: RecordingRule, dialogue: ScriptedDialogue | None = None
) -> AsyncIterator[tuple[CallSession, FakePhone]]:
    phone = FakePhone()
    session = CallSession(
        stream=phone,
        apparatus=await World().apparatus(),
        dialogue=dialogue or ScriptedDialogue(),
        sink=MemorySink(),
        opening=opening(recording),
    )
    talking, line = asyncio.create_task(session.run()), asyncio.create_task(phone.carry())
    try:
        yield session, phone
        if not talking.done():
            phone.hangs_up()
        phone.record = await talking
    finally:
        line.cancel()
        await asyncio.gather(line, return_exceptions=True)


@pytest.mark.parametrize("when", ["a notice", "an answer", "silence"])
@story
async def test_a_member_ends_the_call_and_the_caller_is_told_to_the_end(when: str) -> None:
    talkative = ScriptedDialogue({"long": "This is a long story about our opening hours and our parking."})
    async with call(RecordingRule.OFF, talkative) as (session, phone):
        if when == "a notice":
            await phone.hears("talking to an")
        else:
            await phone.hears("How can I help you?")
            await phone.says("A long one")
            await phone.hears("story" if when == "an answer" else "parking")
        if when == "silence":
            await phone.waits_for_silence()
        session.end(EndReason.ENDED_BY_MEMBER, "I have to end this call now. Goodbye.")
        await phone.says("Wait, no, stop", over_agent=True)
        await phone.hears("I have to end this call now. Goodbye.")
        await phone.is_hung_up_on()
    assert phone.record is not None
    assert phone.record.reason is EndReason.ENDED_BY_MEMBER


@story
async def test_a_colleague_hears_both_sides_from_the_announcement_to_the_refusal() -> None:
    colleague = Colleague()
    async with call(RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL, REFUSES) as (session, phone):
        session.overhearing.add(colleague)
        await phone.hears("This call is recorded.")
        assert colleague.hears("agent") == "", "nothing before the announcement has been heard"
        await phone.hears("How can I help you?")
        await phone.says("A secret of mine")
        await phone.hears("Okay.")
        assert session.recording is RecordingState.KEPT
        assert colleague.hears("caller").strip() == "A secret of mine"
        assert "How can I help you?Okay." in colleague.hears("agent")
        await phone.says("do not record me")
        await phone.hears("I stopped.")
        await phone.says("Another secret")
        await phone.waits(1.0)
    assert session.recording is RecordingState.REFUSED
    assert "I stopped." not in colleague.hears("agent")
    assert "Another" not in colleague.hears("caller")


@pytest.mark.parametrize("rule", [RecordingRule.OFF, RecordingRule.EXPLICIT_YES])
@story
async def test_nobody_listens_where_the_caller_knows_of_no_recording_or_has_not_said_yes(
    rule: RecordingRule,
) -> None:
    colleague = Colleague()
    async with call(rule) as (session, phone):
        session.overhearing.add(colleague)
        await phone.hears("How can I help you?", within=60)
        await phone.says("A secret of mine")
        await phone.hears("Okay.")
    assert (colleague.hears("caller"), colleague.hears("agent")) == ("", "")


@story
async def test_what_an_interrupted_agent_did_not_say_is_not_heard_by_a_colleague() -> None:
    colleague = Colleague()
    stories = ScriptedDialogue({"story": "Once upon a time there was a dentist in a town by the sea."})
    async with call(RecordingRule.ANNOUNCE, stories) as (session, phone):
        session.overhearing.add(colleague)
        await phone.hears("How can I help you?")
        await phone.says("A story")
        await phone.hears("Once upon a")
        await phone.says("Stop, wait", over_agent=True)
        await phone.hears("Okay.")
    heard = colleague.hears("agent")
    assert "Once upon a" in heard
    assert "by the sea" not in heard
    assert len(colleague.tracks["agent"]) > 5 * SAMPLE_RATE
