"""What accounts are approved for: they read their own, the operator alone writes."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.approvals import Approvals
from dialora.domain.errors import NotFound
from dialora.store.rows import Tenant, read_noun, write_noun
from dialora.store.tables import account_approvals, accounts


class OwnApprovals:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def get(self) -> Approvals:
        """Nothing is approved where nobody has said so."""
        query = select(account_approvals).where(account_approvals.c.account_id == self._tenant.account_id)
        row = (await self._tenant.connection.execute(query)).first()
        if row is None:
            return Approvals()
        found: Approvals = read_noun(Approvals, row)
        return replace(found, seller_states=tuple(found.seller_states), countries=tuple(found.countries))


class AllApprovals:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, account_id: str, approvals: Approvals) -> None:
        """In the place of what was said before. Waits for every transaction that decided on that. Raises
        NotFound."""
        held = select(accounts.c.id).where(accounts.c.id == account_id).with_for_update()
        if (await self._connection.execute(held)).first() is None:
            raise NotFound
        row = write_noun(approvals) | {
            "seller_states": list(approvals.seller_states),
            "countries": list(approvals.countries),
        }
        first = insert(account_approvals).values(account_id=account_id, **row)
        again = first.on_conflict_do_update(index_elements=["account_id"], set_=row)
        await self._connection.execute(again)
