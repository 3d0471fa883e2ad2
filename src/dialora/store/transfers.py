"""Calls put through to a person: at most one transfer of a call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.errors import Forbidden
from dialora.domain.transfers import Transfer
from dialora.store.rows import Tenant, read_noun, write_noun
from dialora.store.tables import transfers


class Transfers:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def ask(self, transfer: Transfer) -> bool:
        """False where the call is being put through already: then nothing changes."""
        if transfer.account_id != self._tenant.account_id:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        asked = insert(transfers).values(write_noun(transfer)).on_conflict_do_nothing()
        added = await self._tenant.connection.scalar(asked.returning(transfers.c.call_id))
        return added is not None

    async def of_call(self, call_id: str) -> Transfer | None:
        return await self._first(self._of(call_id))

    async def lock_of_call(self, call_id: str) -> Transfer | None:
        """As `of_call`; nobody else can change it until this transaction ends."""
        return await self._first(self._of(call_id).with_for_update())

    async def save(self, transfer: Transfer) -> None:
        """Write its state, its decision and when it rang."""
        changed = (
            update(transfers)
            .where(transfers.c.account_id == self._tenant.account_id, transfers.c.call_id == transfer.call_id)
            .values(state=transfer.state, decision_id=transfer.decision_id, rung_at=transfer.rung_at)
        )
        await self._tenant.connection.execute(changed)

    async def rung_since(self, since: datetime) -> int:
        """How many people the carrier was told to ring from then on."""
        query = select(func.count()).where(
            transfers.c.account_id == self._tenant.account_id, transfers.c.rung_at >= since
        )
        return await self._tenant.connection.scalar(query) or 0

    async def _first(self, query: Select[tuple[object, ...]]) -> Transfer | None:
        row = (await self._tenant.connection.execute(query)).first()
        return None if row is None else read_noun(Transfer, row)

    def _of(self, call_id: str) -> Select[tuple[object, ...]]:
        return select(transfers).where(
            transfers.c.account_id == self._tenant.account_id, transfers.c.call_id == call_id
        )
