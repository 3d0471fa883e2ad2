"""Revocations: somebody said stop, and it holds from the moment this returns.

Every way of saying it ends here: a call, a key, a text, a letter's link, the public page, the API, the
dashboard.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dialora.domain.appointments import Revocation
from dialora.domain.do_not_call import DncEntry, StopChannel, StopScope, StopVia, reason_of
from dialora.domain.events import EventType
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.events import record as record_event
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store


class TakenBack(Protocol):
    """What became of calls to the number that were underway."""

    @property
    def attempts(self) -> int:
        """Ended, or asked to end, before anybody answered."""
        ...

    @property
    def leaving(self) -> int:
        """Just leaving: they are ended as soon as the carrier has named them."""
        ...


class Underway(Protocol):
    """Calls that are on their way to somebody."""

    async def cancel_to(self, account_id: str, number: PhoneNumber) -> TakenBack:
        """Take back all to this number, once what forbids it is committed. When it returns, no request for
        such a call begins any more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """How somebody said it."""

    via: StopVia
    scope: StopScope = StopScope.ALL
    channel: StopChannel = StopChannel.ALL
    call_id: str | None = None
    #: Who entered it; None: the person themselves.
    by: Author | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """What a stop has left behind."""

    revocation: Revocation
    entry: DncEntry
    #: Calls to the number that were taken back.
    attempts: int = 0
    #: Calls that were just leaving and are being ended.
    leaving: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocations:
    store: Store
    clock: Clock
    #: None where nothing is placed from here.
    underway: Underway | None = None

    async def stop(self, account_id: str, number: PhoneNumber, stop: Stop) -> Stopped:
        """Never call this number again, or not for this purpose. Consent is revoked, the number is on the
        list, and what was underway to it is taken back. Said twice in one call it is one revocation.
        Raises Invalid for a reason that cannot be kept, NotFound."""
        async with self.store.account(account_id) as scope:
            # Taken before any row, so that no call to the number is decided at the same moment.
            await scope.lock_number(number)
            stopped = await write_stop(scope, number, stop, self.clock.now())
        return await self.acknowledge(account_id, number, stopped)

    async def acknowledge(self, account_id: str, number: PhoneNumber, stopped: Stopped) -> Stopped:
        """Once the stop is committed: take back what was underway, and say what that was."""
        if self.underway is None:
            return stopped
        taken = await self.underway.cancel_to(account_id, number)
        return Stopped(
            revocation=stopped.revocation,
            entry=stopped.entry,
            attempts=taken.attempts,
            leaving=taken.leaving,
        )

    async def record(
        self, account_id: str, number: PhoneNumber, *, via: str, call_id: str | None
    ) -> Revocation:
        """Never call this number again, for anything."""
        stopped = await self.stop(account_id, number, Stop(via=StopVia(via), call_id=call_id))
        return stopped.revocation

    async def of_number(self, account_id: str, number: PhoneNumber) -> tuple[Revocation, ...]:
        """All of one number, oldest first."""
        async with self.store.account(account_id) as scope:
            return await scope.revocations.of_number(number)


async def write_stop(scope: AccountScope, number: PhoneNumber, stop: Stop, at: datetime) -> Stopped:
    """Within a transaction that holds the lock on the number: the revocation, and the entry on the list."""
    entry = await _entry(scope, number, stop, at)
    for before in await scope.revocations.of_number(number):
        if stop.call_id is not None and (before.call_id, before.scope) == (stop.call_id, stop.scope.value):
            return Stopped(revocation=before, entry=entry)
    revocation = Revocation(
        id=new_id("rev"),
        account_id=scope.account_id,
        number_hash=scope.revocations.hash_of(number),
        scope=stop.scope.value,
        via=stop.via.value,
        call_id=stop.call_id,
        at=at,
    )
    await scope.revocations.add(revocation)
    await record_event(scope, EventType.CONSENT_REVOKED, revocation, at=at, number=number.e164)
    return Stopped(revocation=revocation, entry=entry)


async def _entry(scope: AccountScope, number: PhoneNumber, stop: Stop, at: datetime) -> DncEntry:
    """The one that holds already, or a new one."""
    for before in await scope.dnc_entries.holding(number):
        if (before.scope, before.channel) == (stop.scope, stop.channel):
            return before
    entry = DncEntry(
        id=new_id("dnc"),
        account_id=scope.account_id,
        number=number,
        scope=stop.scope,
        channel=stop.channel,
        source=stop.via,
        reason=reason_of(stop.reason, required=False),
        call_id=stop.call_id,
        added_at=at,
        added_by=stop.by.id if stop.by else None,
        added_by_name=stop.by.name if stop.by else "",
    )
    await scope.dnc_entries.add(entry)
    return entry
