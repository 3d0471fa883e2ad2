"""Calendar feeds: one account's, and across accounts the one whose secret address is asked for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.appointments import CalendarFeed
from dialora.store.rows import AccountRows
from dialora.store.tables import calendar_feeds


class CalendarFeeds(AccountRows[CalendarFeed]):
    """The feeds of one account."""

    table = calendar_feeds
    noun = CalendarFeed

    async def in_use(self) -> tuple[CalendarFeed, ...]:
        """Those that are not revoked, oldest first."""
        return await self._all(
            self._select(calendar_feeds.c.revoked_at.is_(None)).order_by(calendar_feeds.c.id)
        )


class AllCalendarFeeds:
    """Whose a feed is: known before any account is."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def owner_of(self, token_hash: bytes) -> tuple[str, str] | None:
        """Account and id of the feed, also of a revoked one; None where nobody has it."""
        query = select(calendar_feeds.c.account_id, calendar_feeds.c.id).where(
            calendar_feeds.c.token_hash == token_hash
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else (row.account_id, row.id)
