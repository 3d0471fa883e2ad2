"""One call, from the first sound to its record."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from dialora.domain.calls import EndReason, RecordingState
from dialora.ports.dialogue import Dialogue
from dialora.ports.media import Ended, MediaEvent, MediaStream, Played
from dialora.ports.notices import Opening
from dialora.ports.sink import CallObserver, CallRecord, CallSink
from dialora.ports.speech import SpeechToText, TextToSpeech
from dialora.voice import audio
from dialora.voice.answering import Answering
from dialora.voice.conversation import Conversation, EndCall, Event, Parts
from dialora.voice.ear import Ear
from dialora.voice.exchanges import Exchanges, Over
from dialora.voice.hearing import Hearing
from dialora.voice.inbox import Inbox
from dialora.voice.keypad import Keypad
from dialora.voice.limits import Limits, phrases_for
from dialora.voice.minutes import Minutes
from dialora.voice.mouth import Mouth
from dialora.voice.overhearing import Overhearing
from dialora.voice.playout import PlayoutClock
from dialora.voice.prologue import Prologue
from dialora.voice.recorder import Recorder
from dialora.voice.recording_gate import RecordingGate
from dialora.voice.scribe import Scribe
from dialora.voice.spare import Spare
from dialora.voice.speaking import Speaking
from dialora.voice.turns import Knobs, Turns
from dialora.voice.understanding import Understanding

T = TypeVar("T")

_log = logging.getLogger(__name__)
_APOLOGY = "apology"
#: Of an error, the innermost ones.
_FRAMES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Apparatus:
    """What all calls of an event loop share."""

    stt: SpeechToText
    tts: TextToSpeech
    ear: Ear
    playout: PlayoutClock
    #: Render it once the voice is warm.
    spare: Spare = field(default_factory=Spare)


class _CallOver(Exception):
    """Ends all tasks of a call from within."""


@dataclass(kw_only=True)
class CallSession:
    """Used once: `run` is the call."""

    stream: MediaStream
    apparatus: Apparatus
    dialogue: Dialogue
    sink: CallSink
    opening: Opening
    language: str = "en"
    #: Of the agent's voice: 1.2 is a fifth faster than it is by itself.
    speed: float = 1.0
    #: Words that are likely to be heard: names of the business and its services.
    hints: Sequence[str] = ()
    limits: Limits = field(default_factory=Limits)
    knobs: Knobs = field(default_factory=Knobs)
    observer: CallObserver | None = None

    def __post_init__(self) -> None:
        self._inbox: Inbox[Event] = Inbox()
        self._ended: asyncio.Future[Over] = asyncio.get_running_loop().create_future()
        self._post = self._safely(self._inbox.post)
        self._gate = RecordingGate(self.opening.recording)
        self._scribe = Scribe(self.sink, self._gate)
        self._over: Over | None = None
        #: Whoever listens in.
        self.overhearing = Overhearing()

    @property
    def recording(self) -> RecordingState:
        """What becomes of the recording, as of now: words and sound are anybody else's only while KEPT."""
        return self._gate.state

    def end(self, reason: EndReason, sentence: str) -> None:
        """Say this sentence to the end, then hang up."""
        self._post(EndCall(reason, sentence))

    async def run(self) -> CallRecord:
        """Returns when the call is over and its record handed on. The stream is closed whatever happens."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        minutes = Minutes(self._scribe, began)
        try:
            if not await self._survives(self._call(began, minutes)) and self._over is None:
                self._over = Over(EndReason.ERROR)
                await self._survives(self._apologise())
        finally:
            await self.stream.close()
        over = self._over or Over(EndReason.ERROR)
        return CallRecord(
            reason=over.reason,
            outcome=over.outcome or self.dialogue.outcome(),
            duration_ms=round((loop.time() - began) * 1000),
            turns=minutes.written,
            recording=self._gate.state,
            unwritten=self._scribe.unwritten(),
        )

    async def _survives(self, part: Awaitable[None]) -> bool:
        """The edge of a call: whatever breaks in it, the caller is told and all others talk on."""
        try:
            await part
        except Exception as error:
            # Where, but not what the error says: it may hold the caller's words.
            _log.error("a call broke: %s", "; ".join(_places(error)))
            return False
        return True

    async def _call(self, began: float, minutes: Minutes) -> None:
        recorder = Recorder(self._gate, self._scribe, began, self.overhearing)
        async with asyncio.TaskGroup() as group:
            writing = group.create_task(self._scribe.run())
            if not await self._survives(self._talk(recorder, minutes, began)):
                self._over = Over(EndReason.ERROR)
                await self._survives(self._apologise())
            recorder.flush()
            self._scribe.finish()
            # Nobody is kept on the line for a store that is away: the rest is handed on with the record.
            await asyncio.wait({writing}, timeout=self.limits.record_s)
            if writing.cancel():
                await asyncio.wait({writing})
                await self._scribe.save_sound()

    async def _talk(self, recorder: Recorder, minutes: Minutes, began: float) -> None:
        """The conversation and all its tasks: none outlives it."""
        try:
            async with asyncio.TaskGroup() as group:
                parts, turns = self._assemble(group, recorder, minutes, began)
                await self._converse(group, parts, turns, began)
                raise _CallOver
        except* _CallOver:
            _log.debug("a call is over")

    async def _converse(self, group: asyncio.TaskGroup, parts: Parts, turns: Turns, began: float) -> None:
        phrases = phrases_for(self.language)
        conversation = Conversation(
            group, parts, turns, self.knobs, self.dialogue, phrases, self.observer, self._post, began
        )
        group.create_task(parts.hearing.watch())
        group.create_task(parts.mouth.run())
        time_is_up = EndCall(EndReason.MAX_DURATION, phrases.time_is_up)
        loop = asyncio.get_running_loop()
        longest = loop.call_later(self.limits.max_duration_s, self._post, time_is_up)
        try:
            conversation.begin()
            self._inbox.open(partial(self._take, conversation))
            parts.hearing.open()
            self.stream.listen(self._safely(parts.hearing.take))
            self._over = await self._ended
        finally:
            longest.cancel()
            parts.hearing.close()
            parts.keypad.close()
            parts.exchanges.close()

    def _assemble(
        self, group: asyncio.TaskGroup, recorder: Recorder, minutes: Minutes, began: float
    ) -> tuple[Parts, Turns]:
        shared, limits, post = self.apparatus, self.limits, self._post
        phrases = phrases_for(self.language)
        turns = Turns(self.knobs)
        mouth = Mouth(self.stream, shared.playout, recorder, post, limits)
        speaking = Speaking(shared.tts, mouth, self.language, limits, speed=self.speed)
        answering = Answering(speaking, recorder, post, limits)
        parts = Parts(
            hearing=Hearing(shared.ear, recorder, shared.playout, post, limits, began),
            understanding=Understanding(
                shared.stt,
                self.dialogue,
                post,
                language=self.language,
                hints=self.hints,
                phrases=phrases,
                limits=limits,
            ),
            keypad=Keypad(post, limits.keypad_s),
            mouth=mouth,
            prologue=Prologue(self.opening, speaking, recorder, self._scribe, post, limits, began),
            recorder=recorder,
            exchanges=Exchanges(
                group, turns, answering, mouth, minutes, phrases, shared.spare, limits, began
            ),
        )
        return parts, turns

    def _take(self, conversation: Conversation, event: Event) -> None:
        over = None if self._ended.done() else conversation.take(event)
        if over is not None:
            self._ended.set_result(over)

    def _safely(self, take: Callable[[T], None]) -> Callable[[T], None]:
        """The same edge where no task stands between a call and what all calls share: the socket, the
        ear, a timer. What breaks there ends this call; what comes after its end is nobody's."""

        def safely(what: T) -> None:
            if self._ended.done():
                return
            try:
                take(what)
            except Exception as error:
                self._ended.set_exception(error)

        return safely

    async def _apologise(self) -> None:
        """Nothing works any more, but the line may: send what was rendered beforehand."""
        sound = self.apparatus.spare.sound(phrases_for(self.language).trouble)
        if sound is None:
            return
        heard = asyncio.Event()

        def take(event: MediaEvent) -> None:
            if event in (Played(_APOLOGY), Ended(), Ended(lost=True)):
                heard.set()

        self.stream.listen(take)
        async with asyncio.timeout(audio.seconds(sound) + self.limits.mark_grace_s):
            await self.stream.clear()
            await self.stream.send(sound)
            await self.stream.mark(_APOLOGY)
            await heard.wait()


def _places(error: BaseException) -> Iterator[str]:
    """Kind and place of each error in a group of them."""
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _places(each)
        return
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    yield f"{type(error).__name__} at {' < '.join(f'{it.filename}:{it.lineno}' for it in reversed(frames))}"
