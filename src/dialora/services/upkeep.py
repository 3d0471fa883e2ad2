"""Periodic upkeep of one process: it says that it lives, and closes the calls of those that do not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from dialora.domain.errors import DialoraError
from dialora.ports.clock import Clock
from dialora.services import measures
from dialora.services.call_index import CallIndex
from dialora.services.calls import TOKEN_LIFETIME, Calls
from dialora.services.sweep import SWEEP_EVERY, Sweep
from dialora.store.scope import Store

log = structlog.get_logger(__name__)

#: How often a process renews its lease, and for how long others believe it.
HEARTBEAT = timedelta(seconds=2)
LEASE = timedelta(seconds=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Runs in every process; whoever comes first closes a lost call."""

    store: Store
    clock: Clock
    calls: Calls
    #: Where the other processes reach this one.
    address: Callable[[], str | None] = lambda: None
    #: What else is looked after with every beat.
    also: Callable[[], Awaitable[None]] | None = None

    async def run(self) -> None:
        """Until cancelled. Three rounds, none of which waits for another: however much there is to sweep,
        the others hear that this process lives."""
        sweep, index = Sweep(store=self.store, clock=self.clock), CallIndex(store=self.store)
        async with asyncio.TaskGroup() as rounds:
            rounds.create_task(self._live())
            rounds.create_task(_again_and_again(index.catch_up, HEARTBEAT))
            rounds.create_task(_again_and_again(sweep.sweep, SWEEP_EVERY))

    async def _live(self) -> None:
        """Say that we live, finish what is owed, and judge the others."""
        heard = judges_from = self.clock.now()

        async def beat() -> None:
            nonlocal heard, judges_from
            await self.beat()
            now = self.clock.now()
            if not timedelta(0) <= now - heard < LEASE:
                # Whatever kept us from saying that we live has kept the others from it too; and a clock
                # that was set makes every lease look wrong until all have renewed theirs.
                judges_from = now + LEASE
            heard = now
            await self.calls.complete_owed()
            if self.also is not None:
                await self.also()
            if now >= judges_from:
                await self.close_lost_calls()

        await _again_and_again(beat, HEARTBEAT)

    async def beat(self) -> None:
        """Renew this process's lease, and with it that of every call it holds."""
        now = self.clock.now()
        measures.beat()
        async with self.store.platform() as platform:
            await platform.processes.beat(
                self.calls.process_id, now=now, until=now + LEASE, address=self.address()
            )

    async def leave(self) -> None:
        """This process stops: what it owes is written if it can be, and whatever it still holds may be closed
        by the others at once."""
        await self.calls.complete_owed()
        async with self.store.platform() as platform:
            await platform.processes.delete(self.calls.process_id)

    async def close_lost_calls(self) -> int:
        """Close calls whose process is gone, and calls that rang but never got their audio."""
        now = self.clock.now()
        async with self.store.platform() as platform:
            lost = await platform.calls.lost(now, ringing_since=now - TOKEN_LIFETIME * 2)
        closed = 0
        for call in lost:
            try:
                await self.calls.close_lost(call)
            except DialoraError as error:
                # One that cannot be closed holds up no other.
                log.error("a lost call cannot be closed", call_id=call.id, code=error.code)
                continue
            log.warning("a call was lost and is closed", call_id=call.id)
            closed += 1
        return closed


async def _again_and_again(work: Callable[[], Awaitable[object]], every: timedelta) -> None:
    """A failing round is tried again with the next beat: the database may be away for a moment."""
    while True:
        pause = every
        try:
            await work()
        except Exception as error:
            log.warning("upkeep failed and will be tried again", error=repr(error))
            pause = HEARTBEAT
        await asyncio.sleep(pause.total_seconds())
