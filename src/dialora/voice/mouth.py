"""The agent's mouth: sends sound a little ahead of its playing, and knows what has really been heard."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from dialora.ports.media import FRAME_BYTES, SAMPLE_RATE, MediaStream
from dialora.voice.clip import Clip
from dialora.voice.limits import Limits
from dialora.voice.moves import Hold
from dialora.voice.playout import PlayoutClock

#: Two frames at a time: half the messages, and no coarser a cut.
_PIECE_BYTES: Final = 2 * FRAME_BYTES
#: More than this between sending and hearing is not believed to be the line's doing.
_LONGEST_LAG_S: Final = 1.0
#: A stroke of the clock may come this much early.
_HAIR_S: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Began:
    """The first sound of this clip is on its way."""

    clip: Clip


@dataclass(frozen=True, slots=True)
class Silent:
    """Everything said so far has been heard."""


class AgentTrack(Protocol):
    """What keeps the agent's side of the recording."""

    def agent(self, at: float, mulaw: bytes) -> None:
        """Sound that plays from this instant of event loop time."""
        ...

    def agent_cut(self, at: float) -> None:
        """What was to play from this instant on will not be heard."""
        ...


@dataclass(frozen=True, slots=True)
class _Marked:
    clip: Clip
    name: str
    expected: float


class Mouth:
    """Clips are spoken in the order they are added. `run` is its only task: nothing else sends."""

    def __init__(
        self,
        stream: MediaStream,
        playout: PlayoutClock,
        track: AgentTrack,
        report: Callable[[Began | Silent], None],
        limits: Limits,
    ) -> None:
        self._stream = stream
        self._playout = playout
        self._track = track
        self._report = report
        self._limits = limits
        self._queue: deque[Clip] = deque()
        #: Sent to the end, and not yet known to be heard.
        self._marked: deque[_Marked] = deque()
        self._marks = 0
        #: When what has been sent will have been played, if the line took no time.
        self._frontier = 0.0
        #: How much longer the line takes, from the marks.
        self._lag = 0.0
        self._held_back = False
        self._clear_due = False
        self._waiter: asyncio.Future[None] | None = None

    # What there is to say

    def add(self, clip: Clip) -> None:
        """Its sound may come later; tell `wake` when it does."""
        self._queue.append(clip)
        self.wake()

    def add_before_all(self, clip: Clip) -> bool:
        """Say this first; False where a sentence has begun that it would fall into."""
        if self._held_back or (self._queue and self._queue[0].began is not None):
            return False
        self._queue.appendleft(clip)
        self.wake()
        return True

    def wake(self) -> None:
        """There is something new to do."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    @property
    def hold(self) -> Hold:
        """How firm the sentence is that the caller is hearing now."""
        if self._marked:
            return self._marked[0].clip.hold
        if self._queue and self._queue[0].began is not None and not self._held_back:
            return self._queue[0].hold
        return Hold.NONE

    @property
    def silent(self) -> bool:
        return not self._queue and not self._marked

    @property
    def sounds_until(self) -> float:
        """When the caller will have heard all that was sent (event loop time)."""
        return self._frontier + self._lag

    @property
    def sounds_for(self) -> float:
        """Seconds of sound that are made and not yet heard."""
        now = asyncio.get_running_loop().time()
        unsent = sum(clip.unsent for clip in self._queue)
        return max(0.0, self._frontier - now) + unsent / SAMPLE_RATE

    # Giving way

    def cut(self) -> None:
        """Silent at once. What was not heard is held back: `resume` or `drop` it."""
        now = asyncio.get_running_loop().time()
        unheard = [marked.clip for marked in self._marked]
        unheard += [clip for clip in self._queue if clip.sent > clip.resumed_at]
        self._measure(unheard, now)
        for clip in unheard:
            clip.ended = now
        rest = [clip for clip in unheard if not clip.all_heard]
        fresh = [clip for clip in self._queue if clip not in unheard]
        self._marked.clear()
        self._queue = deque(rest + fresh)
        self._frontier = now
        self._held_back = self._clear_due = True
        self._track.agent_cut(now)
        self.wake()

    def resume(self) -> None:
        """Go on from the last word heard, where it was cut."""
        if not self._held_back:
            return
        self._held_back = False
        for clip in self._queue:
            if clip.began is not None:
                clip.rewind()
        if self.silent:
            self._report(Silent())
        self.wake()

    def drop(self) -> None:
        """Silent at once, and for good: nothing of what there was to say is said any more."""
        if not self.silent and not self._held_back:
            self.cut()
        self._queue.clear()
        self._held_back = False
        self.wake()

    def played(self, name: str) -> None:
        """The carrier reports a mark. Those of cleared sound are not waited for any more."""
        if not any(marked.name == name for marked in self._marked):
            return
        now = asyncio.get_running_loop().time()
        while self._marked:
            marked = self._marked.popleft()
            self._heard_to_the_end(marked, now)
            if marked.name == name:
                self._lag = min(max(0.0, now - marked.expected), _LONGEST_LAG_S)
                break
        self._silent_now()

    # Sending

    async def run(self) -> None:
        while True:
            if self._clear_due:
                self._clear_due = False
                await self._stream.clear()
                continue
            now = asyncio.get_running_loop().time()
            if self._give_up_marks(now):
                continue
            piece, clip = self._next_piece(now)
            if piece:
                await self._stream.send(piece)
            if clip is not None and clip.all_sent and self._queue and self._queue[0] is clip:
                await self._mark(clip)
            elif not piece:
                await self._rest(self._wake_at(now))

    def _next_piece(self, now: float) -> tuple[bytes, Clip | None]:
        """What is due, already counted as sent: a cut may come while it is being handed over."""
        if self._held_back or not self._queue or self._far_ahead(now):
            return b"", None
        clip = self._queue[0]
        piece = clip.take(_PIECE_BYTES)
        if piece:
            begins = max(now, self._frontier)
            self._frontier = begins + len(piece) / SAMPLE_RATE
            self._track.agent(begins, piece)
            if clip.began is None:
                clip.began = begins
                self._report(Began(clip))
        return piece, clip

    async def _mark(self, clip: Clip) -> None:
        self._queue.popleft()
        if clip.began is None:
            self._silent_now()
            return
        self._marks += 1
        marked = _Marked(clip, f"heard-{self._marks}", self._frontier)
        self._marked.append(marked)
        await self._stream.mark(marked.name)

    def _far_ahead(self, now: float) -> bool:
        return self._frontier > now + self._limits.lead_s + _HAIR_S

    def _wake_at(self, now: float) -> float | None:
        """When there may be something to do although nothing new has come."""
        moments = []
        if self._queue and not self._held_back and self._far_ahead(now):
            moments.append(self._frontier - self._limits.lead_s)
        if self._marked:
            moments.append(self._overdue_at(self._marked[0]))
        return min(moments) if moments else None

    async def _rest(self, until: float | None) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        if until is not None:
            self._playout.ring(self._waiter, until)
        await self._waiter

    # Hearing oneself

    def _overdue_at(self, marked: _Marked) -> float:
        return marked.expected + self._lag + self._limits.mark_grace_s

    def _give_up_marks(self, now: float) -> bool:
        """A carrier that reports nothing must not hold up the call."""
        if not self._marked or now < self._overdue_at(self._marked[0]) - _HAIR_S:
            return False
        self._heard_to_the_end(self._marked.popleft(), now)
        self._silent_now()
        return True

    def _heard_to_the_end(self, marked: _Marked, now: float) -> None:
        marked.clip.heard = marked.clip.sent
        marked.clip.ended = now

    def _silent_now(self) -> None:
        if self.silent:
            self._report(Silent())

    def _measure(self, unheard: list[Clip], now: float) -> None:
        """What is still on its way is the end of what was sent, clip by clip from the last."""
        on_its_way = round(max(0.0, self._frontier + self._lag - now) * SAMPLE_RATE)
        for clip in reversed(unheard):
            stretch = clip.sent - clip.resumed_at
            missing = min(on_its_way, stretch)
            clip.heard = clip.sent - missing
            on_its_way -= missing
