"""What an account has dealt with people before: found by the keyed hash of their number, which is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, String, bindparam, delete, func, insert, select, update

from dialora.domain.calls import Direction
from dialora.domain.errors import Conflict
from dialora.domain.phone import PhoneNumber
from dialora.domain.relationships import Deal, DealKind, LastDeals
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import accounts, appointments, calls, deals, messages

_NUMBER = "deal.number"


def _last() -> Select[Any]:
    """Built once: it is asked before every call."""
    account_id = bindparam("account_id", type_=String)
    on_record = select(func.max(deals.c.on_day)).where(
        deals.c.account_id == account_id,
        deals.c.number_hash == bindparam("number_hash"),
        deals.c.removed_at.is_(None),
    )
    zone = select(accounts.c.zone).where(accounts.c.id == account_id).scalar_subquery()
    asked = [
        select(calls.c.created_at.label("at"))
        .join(left, (left.c.account_id == calls.c.account_id) & (left.c.call_id == calls.c.id))
        .where(
            calls.c.account_id == account_id,
            # By its last digits it is found, by all of them it is known.
            calls.c.peer_end == bindparam("peer_end"),
            calls.c.peer == bindparam("peer"),
            calls.c.direction == Direction.INBOUND,
            ~calls.c.test,
        )
        for left in (messages, appointments)
    ]
    either = asked[0].union_all(asked[1]).subquery()
    return select(
        on_record.where(deals.c.kind == DealKind.PURCHASE).scalar_subquery().label("purchase"),
        on_record.where(deals.c.kind == DealKind.INQUIRY).scalar_subquery().label("inquiry"),
        select(func.max(func.timezone(zone, either.c.at))).scalar_subquery().label("asked"),
    )


_LAST = _last()


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
        """The last purchase and the last inquiry: those on record that were not taken back, and calls in
        which somebody left a message or booked, by the day in the account's zone."""
        asked = {
            "account_id": self._tenant.account_id,
            "number_hash": self.hash_of(number),
            "peer_end": number.e164[-4:],
            "peer": number,
        }
        row = (await self._tenant.connection.execute(_LAST, asked)).one()
        days = (row.inquiry, None if row.asked is None else row.asked.date())
        inquiry = max((day for day in days if day is not None), default=None)
        return LastDeals(purchase=row.purchase, inquiry=inquiry)

    async def delete_of(self, number: PhoneNumber) -> None:
        """The person is forgotten."""
        theirs = deals.c.number_hash == self.hash_of(number)
        await self._tenant.connection.execute(delete(deals).where(self._mine, theirs))

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
