"""People who said stop: recorded at once, for every later decision to find."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.appointments import Revocation
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.store.ids import new_id
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocations:
    store: Store
    clock: Clock

    async def record(
        self, account_id: str, number: PhoneNumber, *, via: str, call_id: str | None, scope: str = "all"
    ) -> Revocation:
        """A person does not want to be called. Takes the number's lock, so that no decision about it is
        under way when this returns. Said twice it is kept twice: a consent may lie in between."""
        async with self.store.account(account_id) as rows:
            await rows.lock_number(number)
            revocation = Revocation(
                id=new_id("rev"),
                account_id=account_id,
                number_hash=rows.revocations.hash_of(number),
                scope=scope,
                via=via,
                call_id=call_id,
                at=self.clock.now(),
            )
            await rows.revocations.add(revocation)
        return revocation
