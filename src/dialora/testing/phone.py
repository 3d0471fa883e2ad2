"""A telephone with somebody at it: the other end of a call's audio, in the story's time."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from dialora.ports.media import FRAME_BYTES, SAMPLE_RATE, SILENCE, Audio, Digit, Ended, MediaEvent, Played
from dialora.ports.sink import CallRecord
from dialora.testing import sound

_FRAME_S = 0.02
#: A polite caller waits so long after the agent's last sound.
_POLITE_S = 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """Something said or done on the call, for the script a failing story shows."""

    at: float
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class _Mark:
    name: str
    due: asyncio.TimerHandle


class FakePhone:
    """A `MediaStream` that plays in real time, answers marks and honours `clear`, as a carrier does."""

    def __init__(self, *, echoes_marks: bool = True, delay_s: float = 0.0) -> None:
        self._echoes_marks = echoes_marks
        #: How long sound takes to the caller; the carrier's reports take as long back.
        self.delay_s = delay_s
        self._take: Callable[[MediaEvent], None] | None = None
        #: What came before anybody listened.
        self._waiting: deque[MediaEvent] = deque()
        self._microphone: deque[bytes] = deque()
        self._plays_until = 0.0
        self._marks: list[_Mark] = []
        self._reader = sound.Reader()
        self._heard: list[tuple[float, str]] = []
        self._cursor = 0
        self._dead = False
        self._spoke_at = 0.0
        self._cleared_at: list[tuple[float, bool]] = []
        self.script: list[Line] = []
        self.closed = False
        #: The call's summary, once it is over.
        self.record: CallRecord | None = None

    # What the caller does

    async def hears(self, words: str, *, within: float = 20.0) -> None:
        """Wait until these words have been heard, after those waited for before. "…" skips some."""
        deadline = self._now + within
        while not self._find(words):
            hopeless = self._now > deadline or (self.closed and not self.agent_speaks)
            assert not hopeless, self._told(f"the caller never heard {words!r}")
            await asyncio.sleep(_FRAME_S)

    async def says(self, text: str, *, over_agent: bool = False) -> None:
        """Say it, politely or into the agent's sentence; returns when it has been said."""
        await self._sound(sound.spoken(text), text, over_agent=over_agent)

    async def coughs(self, seconds: float = 0.2, *, over_agent: bool = True) -> None:
        await self._sound(sound.noise(seconds), "(coughs)", over_agent=over_agent)

    async def floods(self, seconds: float) -> None:
        """So much sound in no time, as no telephone sends it."""
        for _ in range(round(seconds / _FRAME_S)):
            self._tell(Audio(sound.noise(_FRAME_S)))

    async def waits(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def waits_for_silence(self, *, lasting: float = _POLITE_S, within: float = 30.0) -> None:
        """Until the agent has been silent for a moment."""
        deadline = self._now + within
        while self._now < self._plays_until + lasting:
            assert self._now < deadline, self._told("the agent never stopped talking")
            await asyncio.sleep(_FRAME_S)

    async def is_hung_up_on(self, *, within: float = 30.0) -> None:
        """Until the agent's side has ended the call."""
        deadline = self._now + within
        while not self.closed:
            assert self._now < deadline, self._told("the agent never hung up")
            await asyncio.sleep(_FRAME_S)

    async def presses(self, keys: str, *, every: float = 0.3) -> None:
        for key in keys:
            self._note("caller", f"(presses {key})")
            self._tell(Digit(key))
            await asyncio.sleep(every)

    def hangs_up(self) -> None:
        self._note("caller", "(hangs up)")
        self._tell(Ended())

    def loses_line(self) -> None:
        self._tell(Ended(lost=True))

    def goes_dead(self) -> None:
        """The socket stays open, and nothing comes through it any more."""
        self._dead = True

    # What the story may ask

    @property
    def agent_speaks(self) -> bool:
        """The caller hears the agent now, or will without anything more being sent."""
        return self._now < self._plays_until

    @property
    def heard(self) -> str:
        """Everything the caller has heard so far."""
        return _joined(self._heard_by_now())

    @property
    def stopped_after_ms(self) -> float | None:
        """How long after the caller began to speak the agent fell silent; None if it did not."""
        cleared = (at for at, spoke in self._cleared_at if at >= self._spoke_at and spoke)
        at = next(cleared, None)
        return None if at is None else (at - self._spoke_at) * 1000

    def agent_stopped_within(self, ms: float) -> bool:
        """Whether the caller's last words silenced the agent so soon."""
        after = self.stopped_after_ms
        return after is not None and after <= ms

    def silence_before(self, words: str) -> float:
        """Seconds without a sound from the agent before these words were heard."""
        heard = self._heard_by_now()
        begin = "".join(character for _, character in heard).rindex(sound.plain(words))
        assert begin > 0, self._told(f"nothing was heard before {words!r}")
        return heard[begin][0] - heard[begin - 1][0] - sound.CHARACTER_S

    def pauses_in_speech(self, *, since: str) -> list[tuple[float, float]]:
        """When the agent paused after these words: from when to when."""
        heard = self._heard_by_now()
        begin = "".join(character for _, character in heard).rindex(sound.plain(since))
        times = [at for at, _ in heard[begin:]]
        return [
            (before + sound.CHARACTER_S / 2, after - sound.CHARACTER_S / 2)
            for before, after in pairwise(times)
        ]

    # The carrier

    def listen(self, take: Callable[[MediaEvent], None]) -> None:
        self._take = take
        while self._waiting:
            take(self._waiting.popleft())

    async def send(self, mulaw: bytes) -> None:
        assert not self.closed, self._told("the agent speaks into a closed line")
        begins = max(self._now + self.delay_s, self._plays_until)
        self._plays_until = begins + len(mulaw) / SAMPLE_RATE
        self._heard += self._reader.read(mulaw, begins)

    async def mark(self, name: str) -> None:
        loop = asyncio.get_running_loop()
        if self._echoes_marks:
            played_at = max(self._now, self._plays_until) + self.delay_s
            self._marks.append(_Mark(name, loop.call_at(played_at, self._played, name)))

    async def clear(self) -> None:
        self._cleared_at.append((self._now, self.agent_speaks))
        self._plays_until = min(self._plays_until, self._now)
        self._heard = self._heard_by_now()
        for mark in list(self._marks):
            mark.due.cancel()
            self._played(mark.name)

    async def close(self) -> None:
        if not self.closed:
            self._note("agent", "(hangs up)")
        self.closed = True

    async def carry(self) -> None:
        """Send a frame every 20 ms, spoken or silent, until the call is over."""
        begin = self._now
        frames = 0
        while not self.closed:
            frames += 1
            await asyncio.sleep(begin + frames * _FRAME_S - self._now)
            frame = self._microphone.popleft() if self._microphone else SILENCE * FRAME_BYTES
            if not self._dead:
                self._tell(Audio(frame))

    # Inside

    async def _sound(self, mulaw: bytes, text: str, *, over_agent: bool) -> None:
        if not over_agent:
            await self.waits_for_silence()
        self._spoke_at = self._now
        self._note("caller", text)
        frames = [mulaw[at : at + FRAME_BYTES] for at in range(0, len(mulaw), FRAME_BYTES)]
        self._microphone.extend(frames)
        await asyncio.sleep(len(frames) * _FRAME_S)

    def _tell(self, event: MediaEvent) -> None:
        if self._take is not None:
            self._take(event)
        else:
            self._waiting.append(event)

    def _played(self, name: str) -> None:
        self._marks = [mark for mark in self._marks if mark.name != name]
        self._tell(Played(name))

    def _heard_by_now(self) -> list[tuple[float, str]]:
        return [(at, character) for at, character in self._heard if at <= self._now]

    def _find(self, words: str) -> bool:
        """Whether the words were heard after the cursor, which moves behind them."""
        heard = self._heard_by_now()
        text = _joined(heard[self._cursor :])
        pattern = ".*?".join(_loosely(part) for part in words.split("…") if part.strip())
        found = re.search(pattern, text, re.IGNORECASE | re.DOTALL)
        if found:
            self._cursor += len(text[: found.end()].replace("\n", ""))
        return found is not None

    def _note(self, who: str, text: str) -> None:
        self.script.append(Line(self._now, who, text))

    def _told(self, what: str) -> str:
        lines = [f"{line.at:7.2f} {line.who}: {line.text}" for line in self.script]
        return "\n".join([what, *lines, f"{self._now:7.2f} heard so far: {self.heard!r}"])

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _joined(heard: list[tuple[float, str]]) -> str:
    """Characters as text; a line break where the agent paused."""
    text: list[str] = []
    last = 0.0
    for at, character in heard:
        if text and at - last > 2 * sound.CHARACTER_S:
            text.append("\n")
        text.append(character)
        last = at
    return "".join(text)


def _loosely(words: str) -> str:
    """A pattern that minds neither punctuation nor pauses: a busy machine stutters within a word too."""
    return r"\W*".join("\n?".join(word) for word in re.findall(r"[\w']+", sound.plain(words)))
