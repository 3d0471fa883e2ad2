"""Calls for stories: everything around one conversation, with a telephone at the other end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from dialora.ports.dialogue import Dialogue
from dialora.ports.notices import Notice, Opening, RecordingRule
from dialora.ports.sink import CallObserver, CallSink
from dialora.testing.dialogue import ScriptedDialogue
from dialora.testing.ear import EnergyEar
from dialora.testing.phone import FakePhone
from dialora.testing.sink import MemorySink
from dialora.testing.speech import ScriptedSpeech
from dialora.voice.ear import Ear
from dialora.voice.limits import ENGLISH, Limits
from dialora.voice.playout import PlayoutClock
from dialora.voice.session import Apparatus, CallSession
from dialora.voice.spare import Spare

#: What a story that does not say otherwise begins with.
AI_NOTICE: Final = Notice(kind="ai_disclosure", text="You are talking to an AI assistant.", language="en")
ANNOUNCEMENT: Final = Notice(kind="recording", text="This call is recorded.", language="en")
QUESTION: Final = Notice(kind="recording_question", text="May we record this call?", language="en")
_ABOUT_RECORDING: Final = {
    RecordingRule.OFF: (),
    RecordingRule.ANNOUNCE: (ANNOUNCEMENT,),
    RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL: (ANNOUNCEMENT,),
    RecordingRule.EXPLICIT_YES: (QUESTION,),
}


def opening(recording: RecordingRule = RecordingRule.OFF) -> Opening:
    """The AI notice, and what the recording rule wants said."""
    return Opening(notices=(AI_NOTICE, *_ABOUT_RECORDING[recording]), recording=recording)


@dataclass(kw_only=True)
class World:
    """What the calls of one story share."""

    speech: ScriptedSpeech = field(default_factory=ScriptedSpeech)
    ear: Ear = field(default_factory=EnergyEar)
    playout: PlayoutClock = field(default_factory=PlayoutClock)
    #: Rendered while the voice was well, whatever the story does to it.
    spare: Spare = field(default_factory=Spare)

    async def apparatus(self) -> Apparatus:
        if self.spare.sound(ENGLISH.trouble) is None:
            await self.spare.render(ScriptedSpeech(first_sound_s=0.0))
        return Apparatus(
            stt=self.speech, tts=self.speech, ear=self.ear, playout=self.playout, spare=self.spare
        )


@asynccontextmanager
async def phone_call(
    dialogue: Dialogue | None = None,
    *,
    recording: RecordingRule = RecordingRule.OFF,
    begins: Opening | None = None,
    sink: CallSink | None = None,
    world: World | None = None,
    phone: FakePhone | None = None,
    limits: Limits | None = None,
    observer: CallObserver | None = None,
    hints: Sequence[str] = (),
    speed: float = 1.0,
) -> AsyncIterator[FakePhone]:
    """A call that has just been answered. The caller hangs up when the story is told, and
    `phone.record` is there afterwards."""
    phone = phone or FakePhone()
    session = CallSession(
        stream=phone,
        apparatus=await (world or World()).apparatus(),
        dialogue=dialogue or ScriptedDialogue(),
        sink=sink or MemorySink(),
        opening=begins or opening(recording),
        hints=hints,
        speed=speed,
        limits=limits or Limits(),
        observer=observer,
    )
    call = asyncio.create_task(session.run())
    line = asyncio.create_task(phone.carry())
    try:
        yield phone
        if not call.done():
            phone.hangs_up()
        phone.record = await call
    finally:
        for task in (call, line):
            task.cancel()
        await asyncio.gather(call, line, return_exceptions=True)
