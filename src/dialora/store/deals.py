"""What an account has dealt with people before: found by the keyed hash of their number, which is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from dialora.domain.calls import Direction
from dialora.domain.errors import Conflict
from dialora.domain.phone import PhoneNumber
from dialora.domain.relationships import Deal, DealKind, LastDeals
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import accounts, appointments, calls, deals, messages

_NUMBER = "deal.number"


class Deals(AccountRows[Deal]):
    table = deals
    noun = Deal

    def hash_of(self, number: PhoneNumber) -> bytes:
        return self._tenant.keyring.number_hash(number)

    async def page(
        self, *, limit: int = 20, starting_after: str | None = None, number: PhoneNumber | None = None
    ) -> Page[Deal]:
        """Newest first; those that were taken back too."""
        conditions = [] if number is None else [deals.c.number_hash == self.hash_of(number)]
        return await self._page(limit, starting_after, *conditions)

    async def add_all(self, many: Sequence[Deal]) -> None:
        await self._tenant.connection.execute(insert(deals), [dict(self._own(deal)) for deal in many])

    async def remove(self, id: str, *, at: datetime, by: str) -> None:
        """It counts no more; twice changes nothing. Raises NotFound."""
        await self.get(id)
        standing = update(deals).where(self._mine, deals.c.id == id, deals.c.removed_at.is_(None))
        await self._tenant.connection.execute(standing.values(removed_at=at, removed_by=by))

    async def last_of(self, number: PhoneNumber) -> LastDeals:
        """The last purchase and the last inquiry that were put on record and not taken back."""
        query = (
            select(deals.c.kind, func.max(deals.c.on_day).label("last"))
            .where(self._mine, deals.c.number_hash == self.hash_of(number), deals.c.removed_at.is_(None))
            .group_by(deals.c.kind)
        )
        found = {row.kind: row.last for row in await self._tenant.connection.execute(query)}
        return LastDeals(purchase=found.get(DealKind.PURCHASE), inquiry=found.get(DealKind.INQUIRY))

    async def delete_of(self, number: PhoneNumber) -> None:
        """The person is forgotten."""
        theirs = deals.c.number_hash == self.hash_of(number)
        await self._tenant.connection.execute(delete(deals).where(self._mine, theirs))

    async def last_asked(self, number: PhoneNumber) -> date | None:
        """The last day, in the account's zone, on which somebody called from this number and left a message
        or booked an appointment in the call."""
        account_id = self._tenant.account_id
        zone = select(accounts.c.zone).where(accounts.c.id == account_id).scalar_subquery()
        asked = [
            select(calls.c.created_at.label("at"))
            .join(left, (left.c.account_id == calls.c.account_id) & (left.c.call_id == calls.c.id))
            .where(
                calls.c.account_id == account_id,
                # By its last digits it is found, by all of them it is known.
                calls.c.peer_end == number.e164[-4:],
                calls.c.peer == number,
                calls.c.direction == Direction.INBOUND,
                ~calls.c.test,
            )
            for left in (messages, appointments)
        ]
        either = asked[0].union_all(asked[1]).subquery()
        last = await self._tenant.connection.scalar(select(func.max(func.timezone(zone, either.c.at))))
        return None if last is None else last.date()

    def _read(self, row: Row[Any]) -> Deal:
        stored = dict(row._mapping)
        sealed = stored.pop("number_sealed")
        number = None if sealed is None else PhoneNumber(self._tenant.seal.open_text(_NUMBER, sealed))
        return Deal(**stored, number=number)

    def _write(self, thing: Deal) -> Mapping[str, Any]:
        row = write_noun(thing)
        number: PhoneNumber | None = row.pop("number")
        if number is None:
            raise Conflict("The person of this record was forgotten.", code="person_forgotten")
        return row | {"number_sealed": self._tenant.seal.seal_text(_NUMBER, number.e164)}
