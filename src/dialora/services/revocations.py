"""Revocations: somebody said stop, and it holds from the moment this returns."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.appointments import Revocation
from dialora.domain.events import EventType
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.events import record as record_event
from dialora.store.ids import new_id
from dialora.store.scope import Store

#: Every purpose and channel.
_ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocations:
    store: Store
    clock: Clock

    async def record(
        self, account_id: str, number: PhoneNumber, *, via: str, call_id: str | None
    ) -> Revocation:
        """Never call this number again. Said twice in one call it is one revocation."""
        async with self.store.account(account_id) as scope:
            # Taken before any row, so that no call to the number is decided at the same moment.
            await scope.lock_number(number)
            for before in await scope.revocations.of_number(number):
                if call_id is not None and before.call_id == call_id and before.scope == _ALL:
                    return before
            revocation = Revocation(
                id=new_id("rev"),
                account_id=account_id,
                number_hash=scope.revocations.hash_of(number),
                scope=_ALL,
                via=via,
                call_id=call_id,
                at=self.clock.now(),
            )
            await scope.revocations.add(revocation)
            await record_event(
                scope, EventType.CONSENT_REVOKED, revocation, at=revocation.at, number=number.e164
            )
        return revocation

    async def of_number(self, account_id: str, number: PhoneNumber) -> tuple[Revocation, ...]:
        """All of one number, oldest first."""
        async with self.store.account(account_id) as scope:
            return await scope.revocations.of_number(number)
