"""How often signing in was tried, by whom it was tried for and from where; neither is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.store.tables import sign_in_attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """How many since when."""

    count: int
    since: datetime


class SignInAttempts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, subject: bytes, now: datetime, window: timedelta) -> Attempts:
        """Count one more, in one statement, so that attempts at the same moment are all counted.
        A count older than the window starts anew."""
        table = sign_in_attempts
        over = table.c.since <= now - window
        row = {"subject": subject, "count": 1, "since": now}
        counted = (
            insert(table)
            .values(row)
            .on_conflict_do_update(
                index_elements=["subject"],
                set_={
                    "count": case((over, 1), else_=table.c.count + 1),
                    "since": case((over, now), else_=table.c.since),
                },
            )
            .returning(table.c.count, table.c.since)
        )
        return Attempts(**(await self._connection.execute(counted)).one()._mapping)

    async def forget(self, subject: bytes) -> None:
        await self._connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.subject == subject))

    async def delete_before(self, then: datetime) -> None:
        await self._connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.since < then))
