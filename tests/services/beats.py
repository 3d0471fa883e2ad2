"""A process that looks after calls, whose beats can be waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from dialora.services.upkeep import Upkeep
from patience import becomes


@dataclass(slots=True)
class Beats:
    """How often the process has said that it lives."""

    heard: int = 0

    async def note(self) -> None:
        self.heard += 1

    async def pass_by(self) -> None:
        """Until everything has been looked after that is so now: a beat that was going on may have missed
        it, the next one has judged by it when the one after that begins to."""
        until = self.heard + 3
        await becomes(lambda: self.heard >= until, "the process beats", within=30)


@asynccontextmanager
async def beating(upkeep: Upkeep) -> AsyncIterator[Beats]:
    beats = Beats()
    rounds = asyncio.create_task(replace(upkeep, also=beats.note).run())
    try:
        yield beats
    finally:
        rounds.cancel()
        await asyncio.wait([rounds])
