"""What the gate decided, by days: counted with each decision, so that months are read at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, String, bindparam, cast, func, literal, select, text
from sqlalchemy.dialects.postgresql import Insert, insert

from dialora.domain.decision_days import ConsentDay, DecisionCount
from dialora.domain.errors import Forbidden
from dialora.domain.ledger import DecisionRecord
from dialora.store.rows import Tenant
from dialora.store.tables import accounts, decision_days, ledger_entries
from dialora.store.tables.record import OF_CONSENTS


def _one_more() -> Insert:
    """Built once: it is written with every decision."""
    named = [bindparam(name, type_=String) for name in ("purpose", "decision", "reason")]
    of_account = select(
        accounts.c.id,
        cast(func.timezone(accounts.c.zone, bindparam("at", type_=DateTime(timezone=True))), Date),
        *named,
        literal(1),
    ).where(accounts.c.id == bindparam("account"))
    names = ["account_id", "day", "purpose", "decision", "reason", "decisions"]
    first = insert(decision_days).from_select(names, of_account)
    return first.on_conflict_do_update(
        index_elements=names[:-1], set_={"decisions": decision_days.c.decisions + 1}
    )


_ONE_MORE = _one_more()


class DecisionDays:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def count(self, record: DecisionRecord) -> None:
        """One more of its kind, on the day it was where the business is. Under the lock of the ledger's head:
        two decisions of an account never wait for each other here."""
        if record.account_id != self._tenant.account_id:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        if record.purpose is None:
            return
        counted = {
            "account": record.account_id,
            "at": record.at,
            "purpose": record.purpose,
            "decision": record.decision,
            "reason": record.reason,
        }
        await self._tenant.connection.execute(_ONE_MORE, counted)

    async def since(self, day: date) -> tuple[DecisionCount, ...]:
        """From this day on, the oldest first."""
        query = (
            select(decision_days)
            .where(decision_days.c.account_id == self._tenant.account_id, decision_days.c.day >= day)
            .order_by(*decision_days.primary_key.columns)
        )
        rows = (await self._tenant.connection.execute(query)).mappings()
        return tuple(
            DecisionCount(**{name: value for name, value in row.items() if name != "account_id"})
            for row in rows
        )

    async def of_consents(self, since: datetime, zone: str) -> tuple[ConsentDay, ...]:
        """Consents written down and taken back, by the day it is in this time zone; a day without any is
        missing."""
        entry = ledger_entries.c
        day: Any = cast(func.timezone(literal(zone), entry.at), Date).label("day")
        granted = func.count().filter(entry.kind == "consent")
        query = (
            select(day, granted.label("granted"), (func.count() - granted).label("withdrawn"))
            .where(entry.account_id == self._tenant.account_id, entry.at >= since, text(OF_CONSENTS))
            .group_by(day)
            .order_by(day)
        )
        rows = (await self._tenant.connection.execute(query)).mappings()
        return tuple(ConsentDay(**row) for row in rows)
