"""People who said stop, found by the keyed hash of their number."""

from __future__ import annotations

from dialora.domain.appointments import Revocation
from dialora.domain.phone import PhoneNumber
from dialora.store.page import Page
from dialora.store.rows import AccountRows
from dialora.store.tables import revocations


class Revocations(AccountRows[Revocation]):
    table = revocations
    noun = Revocation

    def hash_of(self, number: PhoneNumber) -> bytes:
        """What stands for the number here."""
        return self._tenant.keyring.number_hash(number)

    async def of_number(self, number: PhoneNumber) -> tuple[Revocation, ...]:
        """All of one number, oldest first."""
        query = self._select(revocations.c.number_hash == self.hash_of(number))
        return await self._all(query.order_by(revocations.c.id))

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[Revocation]:
        return await self._page(limit, starting_after)
