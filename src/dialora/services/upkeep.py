"""Periodic upkeep of one process: it says that it lives, and closes the calls of those that do not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from dialora.domain.errors import DialoraError
from dialora.ports.clock import Clock
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

    async def run(self) -> None:
        """Until cancelled. A failing round is tried again: the database may be away for a moment."""
        index = CallIndex(store=self.store)
        sweep, next_sweep = Sweep(store=self.store, clock=self.clock), self.clock.now()
        heard = judges_from = self.clock.now()
        while True:
            try:
                await self.beat()
                await self.calls.complete_owed()
                await index.catch_up()
                if self.clock.now() - heard >= LEASE:
                    # Whatever kept us from saying that we live has kept the others from it too.
                    judges_from = self.clock.now() + LEASE
                heard = self.clock.now()
                if heard >= judges_from:
                    await self.close_lost_calls()
                if self.clock.now() >= next_sweep:
                    await sweep.sweep()
                    next_sweep = self.clock.now() + SWEEP_EVERY
            except Exception as error:
                log.warning("upkeep failed and will be tried again", error=repr(error))
            await asyncio.sleep(HEARTBEAT.total_seconds())

    async def beat(self) -> None:
        """Renew this process's lease, and with it that of every call it holds."""
        now = self.clock.now()
        async with self.store.platform() as platform:
            await platform.processes.beat(
                self.calls.process_id, now=now, until=now + LEASE, address=self.address()
            )

    async def leave(self) -> None:
        """This process stops: whatever it still holds may be closed by the others at once."""
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
