"""What an account has set for its callers; one that has set nothing has the installation's limits."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.admission import CallLimits
from dialora.store.rows import Tenant, read_noun, write_noun
from dialora.store.tables import call_limits


class AccountLimits:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def get(self) -> CallLimits:
        query = select(call_limits).where(call_limits.c.account_id == self._tenant.account_id)
        row = (await self._tenant.connection.execute(query)).first()
        return CallLimits() if row is None else read_noun(CallLimits, row)

    async def put(self, limits: CallLimits) -> None:
        """In the place of what was set before."""
        row = write_noun(limits)
        first = insert(call_limits).values(account_id=self._tenant.account_id, **row)
        again = first.on_conflict_do_update(index_elements=["account_id"], set_=row)
        await self._tenant.connection.execute(again)
