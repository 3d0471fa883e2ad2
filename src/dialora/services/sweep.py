"""Throws away what nobody will ask for again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dialora.ports.clock import Clock
from dialora.services.notes import RESTORABLE
from dialora.store.scope import Store

#: How often, in every process, and how long what has no end of its own is kept.
SWEEP_EVERY = timedelta(hours=1)
KEPT = timedelta(days=2)
#: Events are copies of what callers said and left: kept as long as somebody may ask for them again.
EVENTS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    store: Store
    clock: Clock

    async def sweep(self) -> None:
        """Sessions and tokens that have expired, processes long gone, old attempts to sign in, notes
        that were taken away, and answers kept for requests that might have been repeated."""
        now = self.clock.now()
        async with self.store.platform() as platform:
            await platform.sessions.delete_expired(now)
            await platform.stream_tokens.delete_expired(now)
            await platform.processes.delete_silent(now - KEPT)
            await platform.sign_in_attempts.delete_before(now - KEPT)
            accounts = await platform.accounts.all()
        for account in accounts:
            async with self.store.account(account.id) as scope:
                await scope.idempotency_keys.delete_before(now - KEPT)
                await scope.events.delete_before(now - EVENTS_KEPT)
                await scope.notes.delete_taken_away_before(now - RESTORABLE)
