"""Links that share a call: an account's own, and across accounts the one that a token opens."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.sharing import ShareLink
from dialora.store.rows import AccountRows
from dialora.store.tables import share_links


class ShareLinks(AccountRows[ShareLink]):
    table = share_links
    noun = ShareLink

    async def of_call(self, call_id: str) -> tuple[ShareLink, ...]:
        """Newest first, ended or not."""
        found = self._select(share_links.c.call_id == call_id)
        return await self._all(found.order_by(share_links.c.id.desc()))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLink:
    """Whose a link is. The platform sees no more of it."""

    id: str
    account_id: str


class AllShareLinks:
    """Every link, as far as its token leads."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_token_hash(self, token_hash: bytes) -> FoundLink | None:
        columns = (share_links.c.id, share_links.c.account_id, share_links.c.token_hash)
        query = select(*columns).where(share_links.c.token_hash == token_hash)
        row = (await self._connection.execute(query)).first()
        # How far an index looked tells only of hashes, and no hash can be aimed at.
        if row is None or not hmac.compare_digest(row.token_hash, token_hash):
            return None
        return FoundLink(id=row.id, account_id=row.account_id)
