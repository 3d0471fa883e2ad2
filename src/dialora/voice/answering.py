"""What the dialogue wants done, done: sentences to the mouth, tools noted, recordings stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from dialora.domain.errors import ProviderError
from dialora.ports.dialogue import Act, Did, HangUp, Say, StopRecording
from dialora.voice.clip import Clip
from dialora.voice.limits import Limits
from dialora.voice.minutes import Exchange
from dialora.voice.moves import Hold
from dialora.voice.recorder import Recorder
from dialora.voice.speaking import Speaking

#: How often an unfinished answer is looked at.
_LOOK_S: Final = 0.25


class Failure(Enum):
    #: The agent cannot speak any more.
    VOICE = auto()
    #: The agent does not know what to say.
    DIALOGUE = auto()


@dataclass(frozen=True, slots=True)
class Acted:
    """A tool was used for this exchange."""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Impatient:
    """This answer is not complete; has the caller been waiting for long?"""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Answered:
    """The dialogue has no more to add, or could not go on."""

    exchange: Exchange
    failure: Failure | None = None


class _DialogueFailed(Exception):
    """The dialogue raised, or took too long."""


class Answering:
    """One answer at a time: the next begins when the dialogue has let go of the one before."""

    def __init__(
        self,
        speaking: Speaking,
        recorder: Recorder,
        report: Callable[[Acted | Impatient | Answered], None],
        limits: Limits,
    ) -> None:
        self._speaking = speaking
        self._recorder = recorder
        self._report = report
        self._limits = limits
        #: The present answer last; before it, those that are about to end.
        self._tasks: list[asyncio.Task[None]] = []
        self._look: asyncio.TimerHandle | None = None

    def begin(self, group: asyncio.TaskGroup, exchange: Exchange, acts: AsyncIterator[Act]) -> None:
        """Give up the answer before, and carry out this one."""
        self.give_up()
        before = [task for task in self._tasks if not task.done()]
        self._tasks = [*before, group.create_task(self._answer(exchange, acts, before))]

    def give_up(self) -> None:
        """Stop carrying out the present answer."""
        if self._tasks:
            self._tasks[-1].cancel()

    async def _answer(
        self, exchange: Exchange, acts: AsyncIterator[Act], before: Sequence[asyncio.Task[None]]
    ) -> None:
        failure: Failure | None = None
        try:
            if before:
                await asyncio.wait(before)
            exchange.told = True
            self._look_again(exchange, self._limits.patience_s)
            await self._carry_out(exchange, acts)
        except ProviderError:
            failure = Failure.VOICE
        except _DialogueFailed:
            failure = Failure.DIALOGUE
        finally:
            if self._look is not None:
                self._look.cancel()
            # Closed here and now: an interrupted answer must not go on behind the next one's back.
            if isinstance(acts, AsyncGenerator):
                await acts.aclose()
        self._report(Answered(exchange, failure))

    def _look_again(self, exchange: Exchange, after: float) -> None:
        def look() -> None:
            self._report(Impatient(exchange))
            self._look_again(exchange, _LOOK_S)

        self._look = asyncio.get_running_loop().call_later(after, look)

    async def _carry_out(self, exchange: Exchange, acts: AsyncIterator[Act]) -> None:
        while (act := await self._next(acts)) is not None:
            match act:
                case Say(text, to_the_end):
                    await self._say(exchange, text, Hold.SENTENCE if to_the_end else Hold.NONE)
                case Did(use):
                    exchange.tools.append(use)
                    self._report(Acted(exchange))
                case StopRecording():
                    await self._recorder.refuse()
                case HangUp():
                    exchange.hang_up = act
                    return

    async def _next(self, acts: AsyncIterator[Act]) -> Act | None:
        try:
            async with asyncio.timeout(self._limits.dialogue_s):
                return await anext(acts, None)
        except (ProviderError, TimeoutError) as error:
            raise _DialogueFailed from error

    async def _say(self, exchange: Exchange, text: str, hold: Hold) -> None:
        def on_clip(clip: Clip) -> None:
            exchange.clips.append(clip)

        if exchange.first_say_at is None:
            exchange.first_say_at = asyncio.get_running_loop().time()
        await self._speaking.say(text, hold, on_clip)


async def each(acts: Sequence[Act]) -> AsyncGenerator[Act]:
    """Acts that are known beforehand, as an answer."""
    for act in acts:
        yield act


async def one_after_the_other(first: AsyncIterator[Act], then: Sequence[Act]) -> AsyncGenerator[Act]:
    """An answer, and what follows it unless it ends the call."""
    try:
        async for act in first:
            yield act
            if isinstance(act, HangUp):
                return
    finally:
        if isinstance(first, AsyncGenerator):
            await first.aclose()
    for act in then:
        yield act
