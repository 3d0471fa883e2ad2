"""One clock for everything that waits to speak: all calls of an event loop share its 20 ms strokes.

A timer per stroke instead of a sleep per call and frame is what lets one core carry hundreds of calls.
"""

from __future__ import annotations

import asyncio
import math
from typing import Final

STROKE_S: Final = 0.02


class PlayoutClock:
    """Strikes only while somebody waits."""

    def __init__(self) -> None:
        self._waiting: dict[int, list[asyncio.Future[None]]] = {}

    def ring(self, waiter: asyncio.Future[None], when: float) -> None:
        """Resolve the waiter at the first stroke at or after `when` (event loop time)."""
        stroke = math.ceil(when / STROKE_S - 1e-6)
        waiters = self._waiting.get(stroke)
        if waiters is None:
            self._waiting[stroke] = [waiter]
            asyncio.get_running_loop().call_at(stroke * STROKE_S, self._strike, stroke)
        else:
            waiters.append(waiter)

    async def until(self, when: float) -> None:
        """Return at the first stroke at or after `when`."""
        waiter = asyncio.get_running_loop().create_future()
        self.ring(waiter, when)
        await waiter

    def _strike(self, stroke: int) -> None:
        for waiter in self._waiting.pop(stroke):
            # Cancelled, or woken by something else before.
            if not waiter.done():
                waiter.set_result(None)
