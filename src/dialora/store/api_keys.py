"""API keys: one account's, and across accounts the one a request carries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.accounts import ApiKey
from dialora.store.page import Page
from dialora.store.rows import AccountRows, read_noun
from dialora.store.tables import api_keys


class ApiKeys(AccountRows[ApiKey]):
    """The keys of one account."""

    table = api_keys
    noun = ApiKey

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[ApiKey]:
        return await self._page(limit, starting_after)


class AllApiKeys:
    """Every key, found by what a request carries."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_hash(self, secret_hash: bytes) -> ApiKey | None:
        """Also a revoked one: whoever asks looks at `revoked_at`."""
        query = select(api_keys).where(api_keys.c.secret_hash == secret_hash)
        row = (await self._connection.execute(query)).first()
        return None if row is None else read_noun(ApiKey, row)

    async def touch(self, id: str, now: datetime) -> None:
        """Note that it was used."""
        used = update(api_keys).where(api_keys.c.id == id).values(last_used_at=now)
        await self._connection.execute(used)
