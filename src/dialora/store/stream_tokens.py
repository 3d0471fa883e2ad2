"""One-time tokens that let an audio socket in. Seen by the platform alone: a socket names no account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.errors import NotFound
from dialora.store.tables import stream_tokens


class StreamTokens:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, token_hash: bytes, account_id: str, call_id: str, expires_at: datetime) -> None:
        """Let this token in, and no earlier one of the call."""
        of_call = stream_tokens.c.account_id == account_id, stream_tokens.c.call_id == call_id
        await self._connection.execute(delete(stream_tokens).where(*of_call))
        row = {
            "token_hash": token_hash,
            "account_id": account_id,
            "call_id": call_id,
            "expires_at": expires_at,
        }
        await self._connection.execute(insert(stream_tokens).values(row))

    async def redeem(self, token_hash: bytes, now: datetime) -> tuple[str, str]:
        """Take the token: of any number of tries at once exactly one gets the account's and the call's id.

        Raises NotFound where it is unknown, taken or too old.
        """
        taken = delete(stream_tokens).where(stream_tokens.c.token_hash == token_hash)
        row = (await self._connection.execute(taken.returning(*stream_tokens.c))).first()
        if row is None or row.expires_at <= now:
            raise NotFound("That token lets nobody in.", code="stream_token_unknown")
        return row.account_id, row.call_id

    async def delete_expired(self, now: datetime) -> int:
        """How many were thrown away."""
        expired = delete(stream_tokens).where(stream_tokens.c.expires_at <= now)
        return (await self._connection.execute(expired)).rowcount
