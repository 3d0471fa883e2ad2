"""Attempts taken back: by somebody who says stop, or with the account that made them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog

from dialora.domain.attempts import CLEARANCE_LIFETIME, Attempt, AttemptState
from dialora.domain.errors import DialoraError
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.attempt_news import keep_end
from dialora.services.dialing import Dialing
from dialora.store.scope import Store

log = structlog.get_logger(__name__)

#: How often it is looked whether what was leaving has left: another process may hold it.
_LOOK_S: Final = 0.02
#: A clearance that is so old is not used any more, whatever the clocks of two processes differ by.
_STALE: Final = CLEARANCE_LIFETIME + timedelta(seconds=0.5)
#: Whoever says stop does not wait for a slow carrier: what is not ended by then is ended by the worker.
_CARRIER_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What became of those that were underway when somebody said stop."""

    #: Ended, or asked to end, before anybody answered.
    attempts: int
    #: Were just leaving and may still ring: they are ended as soon as the carrier has named them.
    leaving: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Once a method here has returned, no request for such a call begins any more: each is preceded by a
    decision made under the lock that whoever calls here has held before."""

    store: Store
    clock: Clock
    dialing: Dialing

    async def cancel_to(self, account_id: str, number: PhoneNumber) -> TakenBack:
        """Take back every attempt of the account to this number. The revocation, or whatever forbids the
        number, was committed under the lock on it before."""
        return await self._take_back(account_id, number)

    async def cancel_all(self, account_id: str) -> TakenBack:
        """Take back every attempt of an account that may not call any more; its standing is committed."""
        return await self._take_back(account_id, None)

    async def posting_left(self, account_id: str, number: PhoneNumber | None = None) -> int:
        """Wait until no attempt to this number, or to any, can still be posted; how many are on their way to
        the carrier at this moment, and have not been named by it."""
        while True:
            async with self.store.account(account_id) as scope:
                cleared = await scope.attempts.posting(number)
            stale = self.clock.now() - _STALE
            if all(at is None or at <= stale for at in cleared):
                # Those that are left have been sent, or their process is gone: none begins any more.
                return len(cleared)
            await asyncio.sleep(_LOOK_S)

    async def end_stopped(self) -> int:
        """Take back those of accounts that were stopped, wherever that was done; how many."""
        async with self.store.platform() as platform:
            found = await platform.attempts.of_stopped_accounts()
        for account_id in {it.account_id for it in found}:
            await self.cancel_all(account_id)
        return len(found)

    async def end_unwanted(self) -> int:
        """Ask the carrier again for what was taken back and still rings; how many."""
        async with self.store.platform() as platform:
            found = await platform.attempts.unwanted()
        for it in found:
            async with self.store.account(it.account_id) as scope:
                attempt = await scope.attempts.get(it.id)
            await self.end(attempt)
        return len(found)

    async def end(self, attempt: Attempt) -> None:
        """Have the carrier end it unless somebody has answered; what cannot be ended now is tried again."""
        try:
            async with asyncio.timeout(_CARRIER_S):
                await self.dialing.cancel(attempt)
        except (DialoraError, TimeoutError) as error:
            log.warning("an attempt could not be taken back yet", attempt_id=attempt.id, error=repr(error))

    async def _take_back(self, account_id: str, number: PhoneNumber | None) -> TakenBack:
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            underway = [it for it in await scope.attempts.open(number) if it.state not in _TALKING]
            for attempt in underway:
                asked = replace(attempt, cancel_asked_at=attempt.cancel_asked_at or now)
                if attempt.state is AttemptState.QUEUED:
                    await keep_end(scope, asked, AttemptState.CANCELED, None, now)
                else:
                    await scope.attempts.save(asked)
        async with asyncio.TaskGroup() as ending:
            for attempt in underway:
                if attempt.state.at_the_carrier:
                    ending.create_task(self.end(attempt))
            left = ending.create_task(self.posting_left(account_id, number))
        return TakenBack(attempts=len(underway), leaving=left.result())


#: Somebody has answered, and is told in the call.
_TALKING: Final = (AttemptState.ANSWERED,)
