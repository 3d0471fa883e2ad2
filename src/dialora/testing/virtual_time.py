"""Time that passes when everybody waits: a call of ten minutes is told in a moment, always the same way."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

#: When stories begin: a Monday morning.
STORY_BEGINS: Final = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
#: Rounds of the loop without a moment passing, after which nothing new will come of it.
_MOST_ROUNDS: Final = 100_000


class _LeapingSelector(selectors.DefaultSelector):
    """Instead of waiting, moves the clock on to what is due next."""

    now = 0.0
    _rounds = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("the story has come to a halt: everybody waits, and nothing is due")
        self._rounds = 0 if timeout > 0 else self._rounds + 1
        if self._rounds > _MOST_ROUNDS:
            raise RuntimeError("the story goes in circles: somebody is always busy, and no time passes")
        self.now += timeout
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop for stories. Nothing outside it (threads, sockets) may be waited for."""

    def __init__(self) -> None:
        self._leaping = _LeapingSelector()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.now


class VirtualClock:
    """What time it is in the story: a `ports.clock.Clock`."""

    def __init__(self, begins: datetime = STORY_BEGINS) -> None:
        self._begins = begins

    def now(self) -> datetime:
        return self._begins + timedelta(seconds=asyncio.get_running_loop().time())


def run_story(story: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(story)


def story(told: Callable[P, Awaitable[T]]) -> Callable[P, T]:
    """A test that is a coroutine function, run in virtual time: `@story async def test_…`."""

    @wraps(told)
    def tell(*args: P.args, **kwargs: P.kwargs) -> T:
        async def tale() -> T:
            return await told(*args, **kwargs)

        return run_story(tale())

    return tell
