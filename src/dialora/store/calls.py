"""Calls: one account's, and across accounts what the carrier and the supervisor must find."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.calls import Call, CallStatus, EndReason
from dialora.store.page import Page
from dialora.store.rows import AccountRows
from dialora.store.tables import calls, processes

#: Any number that nobody else locks.
_ADMISSION = 2364646


class Calls(AccountRows[Call]):
    """The calls of one account."""

    table = calls
    noun = Call

    async def by_carrier_call_id(self, carrier_call_id: str) -> Call | None:
        return await self._first(self._select(calls.c.carrier_call_id == carrier_call_id))

    async def hold_admission(self) -> None:
        """Nobody else, in any account or process, lets a call in until this transaction ends."""
        await self._tenant.connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ADMISSION})

    async def open_tests(self) -> int:
        """How many test calls ring or are in progress."""
        query = select(func.count()).where(self._mine, calls.c.test, or_(_RINGING, _IN_PROGRESS))
        return await self._tenant.connection.scalar(query) or 0

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        status: CallStatus | None = None,
        agent_id: str | None = None,
        test: bool | None = None,
    ) -> Page[Call]:
        wanted = {"status": status, "agent_id": agent_id, "test": test}
        conditions = [calls.c[name] == value for name, value in wanted.items() if value is not None]
        return await self._page(limit, starting_after, *conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCall:
    """Where a call is and how it stands. The platform sees no more of it: to read it, open the account."""

    id: str
    account_id: str
    status: CallStatus
    end_reason: EndReason | None


class AllCalls:
    """Every call, as far as the platform may see it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_carrier_call_id(self, carrier_call_id: str) -> FoundCall | None:
        found = await self._find(calls.c.carrier_call_id == carrier_call_id)
        return found[0] if found else None

    async def running(self, now: datetime) -> int:
        """How many calls ring, or are held by a process that lives."""
        query = select(func.count()).where(
            or_(_RINGING, and_(_IN_PROGRESS, calls.c.process_id.in_(_living(now))))
        )
        return await self._connection.scalar(query) or 0

    async def lost(self, now: datetime, *, ringing_since: datetime) -> tuple[FoundCall, ...]:
        """Calls whose process is gone, and those that ring since then or longer."""
        return await self._find(
            or_(
                and_(_RINGING, calls.c.created_at <= ringing_since),
                and_(_WITHOUT_RECORD, calls.c.process_id.not_in(_living(now))),
            )
        )

    async def _find(self, *conditions: ColumnElement[bool]) -> tuple[FoundCall, ...]:
        columns = [calls.c[field.name] for field in fields(FoundCall)]
        rows = await self._connection.execute(select(*columns).where(*conditions))
        return tuple(FoundCall(**row._mapping) for row in rows)


_RINGING = calls.c.status == CallStatus.RINGING
_IN_PROGRESS = calls.c.status == CallStatus.IN_PROGRESS
#: The carrier may have said that it is over; the process that held it has not said how.
_WITHOUT_RECORD = and_(calls.c.process_id.is_not(None), calls.c.end_reason.is_(None))


def _living(now: datetime) -> Select[tuple[str]]:
    return select(processes.c.id).where(processes.c.leased_until > now)
