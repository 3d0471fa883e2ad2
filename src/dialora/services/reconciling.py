"""Attempts that nobody knows the truth of: the carrier is asked, and what it says is kept. Nothing is posted
here, ever."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog

from dialora.domain.attempts import NOT_PLACED, Attempt, AttemptState
from dialora.domain.calls import CallStatus
from dialora.domain.errors import DialoraError
from dialora.ports.clock import Clock
from dialora.ports.dialing import CarrierCall
from dialora.services.attempt_news import keep_end, keep_news
from dialora.services.attempts import Attempts
from dialora.services.dialing import Dialing
from dialora.store.attempts import FoundAttempt
from dialora.store.scope import AccountScope, Store

log = structlog.get_logger(__name__)

#: Whoever posted it has had its answer by then, or will not.
_ANSWER_DUE: Final = timedelta(seconds=15)
#: A call that the carrier does not list by then was never placed.
_GIVEN_UP: Final = timedelta(seconds=45)
#: Longer than any telephone of ours rings.
_SILENT: Final = timedelta(seconds=50)
#: What the carrier still holds back after so long is taken back: what it was decided on is history.
_STUCK: Final = timedelta(seconds=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciling:
    store: Store
    clock: Clock
    dialing: Dialing
    attempts: Attempts

    async def round(self) -> None:
        """Everything that may need it, once. One attempt that cannot be settled now holds up no other."""
        await self.attempts.end_stopped()
        await self.attempts.end_unwanted()
        now = self.clock.now()
        async with self.store.platform() as platform:
            doubtful = await platform.attempts.doubtful(cleared_before=now - _ANSWER_DUE)
            silent = await platform.attempts.long_silent(cleared_before=now - _SILENT)
        await self._each(doubtful, self.settle)
        await self._each(silent, self.look_after)

    async def settle(self, found: FoundAttempt) -> None:
        """Find the carrier's call behind an attempt, or give it up as never placed. Raises ProviderError."""
        async with self.store.account(found.account_id) as scope:
            attempt = await scope.attempts.lock(found.id)
            if attempt.state is AttemptState.QUEUED:
                # Surely not placed, and whoever would have tried again is gone.
                await keep_end(scope, attempt, AttemptState.FAILED, NOT_PLACED, self.clock.now())
                return
            if attempt.state is AttemptState.POSTING:
                attempt = replace(attempt, state=AttemptState.UNKNOWN)
                await scope.attempts.save(attempt)
            if attempt.state is not AttemptState.UNKNOWN:
                return
        listed = await self.dialing.candidates(attempt)
        async with self.store.account(found.account_id) as scope:
            now = self.clock.now()
            theirs = await _unclaimed(scope, listed)
            if theirs is not None:
                attempt = await keep_news(scope, found.id, theirs.state, theirs.carrier_call_id, now)
                log.info("a call whose placing was in doubt was found", attempt_id=found.id)
            elif now - (attempt.cleared_at or attempt.created_at) >= _GIVEN_UP:
                attempt = await scope.attempts.lock(found.id)
                if attempt.state is AttemptState.UNKNOWN:
                    state = AttemptState.CANCELED if attempt.cancel_asked_at else AttemptState.FAILED
                    attempt = await keep_end(scope, attempt, state, NOT_PLACED, now)
        if attempt.cancel_asked_at is not None and attempt.state.at_the_carrier:
            await self.attempts.end(attempt)

    async def look_after(self, found: FoundAttempt) -> None:
        """Ask what became of a call that the carrier has been silent about. Raises ProviderError."""
        async with self.store.account(found.account_id) as scope:
            attempt = await scope.attempts.get(found.id)
            call = await scope.calls.get(attempt.call_id)
        if attempt.state is AttemptState.ANSWERED and call.status is CallStatus.IN_PROGRESS:
            return
        theirs = await self.dialing.look_up(attempt)
        now = self.clock.now()
        if theirs is not None and theirs.state is not attempt.state:
            async with self.store.account(found.account_id) as scope:
                attempt = await keep_news(scope, found.id, theirs.state, theirs.carrier_call_id, now)
        elif theirs is None:
            async with self.store.account(found.account_id) as scope:
                attempt = await scope.attempts.lock(found.id)
                if not attempt.state.over:
                    attempt = await keep_end(scope, attempt, AttemptState.FAILED, "carrier_forgot", now)
        if attempt.state.at_the_carrier and now - (attempt.cleared_at or now) > _STUCK:
            await self._take_back(attempt)

    async def _take_back(self, attempt: Attempt) -> None:
        async with self.store.account(attempt.account_id) as scope:
            attempt = await scope.attempts.lock(attempt.id)
            attempt = replace(attempt, cancel_asked_at=attempt.cancel_asked_at or self.clock.now())
            await scope.attempts.save(attempt)
        await self.attempts.end(attempt)

    async def _each(
        self, found: Sequence[FoundAttempt], settle: Callable[[FoundAttempt], Awaitable[None]]
    ) -> None:
        for it in found:
            try:
                await settle(it)
            except DialoraError as error:
                log.warning("an attempt cannot be settled yet", attempt_id=it.id, code=error.code)


async def _unclaimed(scope: AccountScope, listed: Sequence[CarrierCall]) -> CarrierCall | None:
    """The first of them that is no other attempt's."""
    for it in listed:
        if await scope.calls.by_carrier_call_id(it.carrier_call_id) is None:
            return it
    return None
