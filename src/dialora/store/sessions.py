"""Signed-in browsers, seen by the platform alone: whose a cookie is comes before any account is known."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.accounts import WebSession
from dialora.domain.errors import NotFound
from dialora.store.rows import read_noun, write_noun
from dialora.store.tables import web_sessions


class WebSessions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, session: WebSession) -> None:
        await self._connection.execute(insert(web_sessions).values(write_noun(session)))

    async def by_token_hash(self, token_hash: bytes) -> WebSession | None:
        """Also an expired one: whoever asks looks at `expires_at`."""
        query = select(web_sessions).where(web_sessions.c.token_hash == token_hash)
        row = (await self._connection.execute(query)).first()
        return None if row is None else read_noun(WebSession, row)

    async def save(self, session: WebSession) -> None:
        """Write which account it looks at and how long it lives. Raises NotFound."""
        changed = (
            update(web_sessions)
            .where(web_sessions.c.token_hash == session.token_hash)
            .values(account_id=session.account_id, expires_at=session.expires_at)
        )
        if not (await self._connection.execute(changed)).rowcount:
            raise NotFound

    async def delete(self, token_hash: bytes) -> None:
        await self._connection.execute(delete(web_sessions).where(web_sessions.c.token_hash == token_hash))

    async def delete_of_member(self, member_id: str) -> None:
        """Sign a person out everywhere: their role changed, or they were disabled."""
        await self._connection.execute(delete(web_sessions).where(web_sessions.c.member_id == member_id))

    async def delete_expired(self, now: datetime) -> int:
        """How many were thrown away."""
        expired = delete(web_sessions).where(web_sessions.c.expires_at <= now)
        return (await self._connection.execute(expired)).rowcount
