"""What must be said before anything else, to the end, with proof; and the question whether to record."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dialora.compliance import phrases
from dialora.domain.calls import RecordingState, SpokenNotice
from dialora.domain.errors import ProviderError
from dialora.ports.notices import Notice, Opening
from dialora.voice.clip import Clip
from dialora.voice.good_time import is_good_time
from dialora.voice.greeting import Greeted, Greeting
from dialora.voice.limits import Limits
from dialora.voice.moves import Hold, Reading
from dialora.voice.recorder import Recorder
from dialora.voice.recording_gate import ANNOUNCEMENT, QUESTION
from dialora.voice.scribe import Scribe
from dialora.voice.speaking import Speaking

#: The kind of the question whether now is a good time.
ASK_CONTINUE: Final = "ask_continue"


@dataclass(frozen=True, slots=True)
class PrologueOver:
    """All notices were heard. `unanswered` is what the caller said instead of yes or no."""

    unanswered: Reading | None = None
    #: A notice could not be spoken: the call may not go on.
    failed: bool = False
    #: A machine has answered: nothing was said to it.
    machine: bool = False
    #: It is not a good time: what is said to that.
    not_now: str | None = None


class Prologue:
    """Runs as one task; the conversation tells it what was heard."""

    def __init__(
        self,
        opening: Opening,
        speaking: Speaking,
        recorder: Recorder,
        scribe: Scribe,
        report: Callable[[PrologueOver], None],
        limits: Limits,
        began: float,
    ) -> None:
        self._opening = opening
        self._speaking = speaking
        self._recorder = recorder
        self._scribe = scribe
        self._report = report
        self._limits = limits
        self._began = began
        self._heard: asyncio.Future[None] | None = None
        self._reply: asyncio.Future[Reading] | None = None
        self._greeting = Greeting(limits) if opening.awaits_greeting else None

    # What the conversation tells it

    def heard(self) -> None:
        """Everything said so far has been heard."""
        if self._heard is not None and not self._heard.done():
            self._heard.set_result(None)

    def window(self, at: float, probability: float) -> None:
        """Sound of the other party."""
        if self._greeting is not None:
            self._greeting.window(at, probability)

    @property
    def asks(self) -> bool:
        """It has asked, and the caller's next turn is the answer."""
        return self._reply is not None and not self._reply.done()

    def replied(self, reading: Reading) -> None:
        if self._reply is not None and not self._reply.done():
            self._reply.set_result(reading)

    # The task

    async def run(self, still_speaking: Callable[[], bool]) -> None:
        if self._greeting is not None and await self._greeting.over() is Greeted.MACHINE:
            self._report(PrologueOver(machine=True))
            return
        over = PrologueOver()
        try:
            for notice in self._opening.notices:
                if notice.kind == ASK_CONTINUE:
                    over = await self._ask_for_time(notice, still_speaking)
                elif notice.kind != QUESTION:
                    await self._give(notice)
                elif self._recorder.state is RecordingState.AWAITING:
                    over = PrologueOver(await self._ask(notice, still_speaking))
        except ProviderError:
            over = PrologueOver(failed=True)
        self._report(over)

    async def _ask_for_time(self, notice: Notice, still_speaking: Callable[[], bool]) -> PrologueOver:
        """Silence is no objection: the conversation asks again by itself."""
        await self._speak(notice)
        self._reply = asyncio.get_running_loop().create_future()
        reply = await self._wait_for_reply(self._reply, still_speaking)
        if reply is None or not reply.text:
            return PrologueOver()
        match is_good_time(reply.text, notice.language):
            case False:
                return PrologueOver(not_now=self._opening.not_now)
            case True:
                return PrologueOver()
        return PrologueOver(reply)

    async def _give(self, notice: Notice) -> None:
        if notice.kind == ANNOUNCEMENT:
            self._recorder.announcing(asyncio.get_running_loop().time())
        await self._speak(notice)
        if notice.kind == ANNOUNCEMENT:
            self._recorder.announced()

    async def _ask(self, notice: Notice, still_speaking: Callable[[], bool]) -> Reading | None:
        await self._speak(notice)
        self._reply = asyncio.get_running_loop().create_future()
        reply = await self._wait_for_reply(self._reply, still_speaking)
        answer = phrases.says_yes(reply.text, notice.language) if reply is not None else None
        now = asyncio.get_running_loop().time()
        await self._recorder.answered(yes=answer is True, now=now)
        return reply if reply is not None and reply.text and answer is None else None

    async def _wait_for_reply(
        self, reply: asyncio.Future[Reading], still_speaking: Callable[[], bool]
    ) -> Reading | None:
        """Silence is no answer; somebody who has begun to speak may finish."""
        for _ in range(2):
            await asyncio.wait({reply}, timeout=self._limits.consent_s)
            if reply.done() or not still_speaking():
                break
        if not reply.done():
            reply.cancel()
            return None
        return reply.result()

    async def _speak(self, notice: Notice) -> None:
        clips: list[Clip] = []
        self._heard = asyncio.get_running_loop().create_future()
        await self._speaking.say(notice.text, Hold.NOTICE, clips.append, language=notice.language)
        await self._heard
        sound = b"".join(clip.sound for clip in clips)
        self._scribe.write(
            SpokenNotice(
                kind=notice.kind,
                text=notice.text,
                language=notice.language,
                start_ms=self._call_ms(clips[0].began),
                end_ms=self._call_ms(clips[-1].ended),
                audio_sha256=hashlib.sha256(sound).hexdigest(),
            )
        )

    def _call_ms(self, at: float | None) -> int:
        return round(((at or self._began) - self._began) * 1000)
