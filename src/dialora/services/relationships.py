"""Business relationships: whom an account has sold to or heard from, put on record and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.domain.relationships import Deal, DealKind, DealSource, deal_day
from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

RECORDED: Final = "business_relationship_recorded"
REMOVED: Final = "business_relationship_removed"
#: Put on record in one transaction.
MOST_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """One day of dealing with somebody, as the business tells it."""

    number: PhoneNumber
    kind: DealKind
    on_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationships:
    store: Store
    clock: Clock
    ledger: Ledger

    async def record(
        self, account_id: str, dealt: Sequence[Dealt], *, source: DealSource, by: str
    ) -> tuple[Deal, ...]:
        """Put them on record, all or none. Raises Invalid."""
        if not 0 < len(dealt) <= MOST_AT_ONCE:
            raise Invalid(f"From 1 to {MOST_AT_ONCE:,} at once.", code="too_many_rows")
        now = self.clock.now()
        days = [deal_day(each.on_day, now) for each in dealt]
        async with self.store.account(account_id) as scope:
            deals = tuple(
                Deal(
                    id=new_id("deal"),
                    account_id=account_id,
                    number_hash=scope.deals.hash_of(each.number),
                    number=each.number,
                    kind=each.kind,
                    on_day=day,
                    source=source,
                    recorded_at=now,
                    recorded_by=by,
                )
                for each, day in zip(dealt, days, strict=True)
            )
            await scope.deals.add_all(deals)
            head = await self.ledger.add_all(
                scope, kind=RECORDED, many=[(deal.id, _said(deal)) for deal in deals]
            )
        await self.ledger.keep(head)
        return deals

    async def get(self, account_id: str, deal_id: str) -> Deal:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.deals.get(deal_id)

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        number: PhoneNumber | None = None,
    ) -> Page[Deal]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.deals.page(limit=limit, starting_after=starting_after, number=number)

    async def remove(self, account_id: str, deal_id: str, *, by: str) -> Deal:
        """It counts no more from the next decision on; twice changes nothing. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            deal = await _locked(scope, deal_id)
            if deal.removed_at is not None:
                return deal
            await scope.deals.remove(deal_id, at=self.clock.now(), by=by)
            deal = await scope.deals.get(deal_id)
            head = await self.ledger.add(scope, kind=REMOVED, subject_id=deal.id, said={"by": by})
        await self.ledger.keep(head)
        return deal


async def _locked(scope: AccountScope, deal_id: str) -> Deal:
    """Under the lock of its number, so that no call to it is decided at the same moment."""
    deal = await scope.deals.get(deal_id)
    if deal.number is not None:
        await scope.lock_number(deal.number)
    return await scope.deals.get(deal_id)


def _said(deal: Deal) -> dict[str, object]:
    return {
        "kind": deal.kind.value,
        "on": deal.on_day,
        "source": deal.source.value,
        "by": deal.recorded_by,
    }
