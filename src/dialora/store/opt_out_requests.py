"""Requests of the public page that wait for a text from the number itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.opt_outs import OptOutRequest
from dialora.domain.phone import PhoneNumber
from dialora.store.keyring import Keyring
from dialora.store.rows import read_noun, write_noun
from dialora.store.tables import opt_out_requests


class OptOutRequests:
    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    def hash_of(self, number: PhoneNumber) -> bytes:
        return self._keyring.number_hash(number)

    async def add(self, request: OptOutRequest) -> None:
        await self._connection.execute(insert(opt_out_requests).values(write_noun(request)))

    async def open_count(self, number: PhoneNumber, now: datetime) -> int:
        """How many of a number still wait."""
        query = select(func.count()).where(
            opt_out_requests.c.number_hash == self.hash_of(number),
            opt_out_requests.c.expires_at > now,
            opt_out_requests.c.confirmed_at.is_(None),
        )
        return await self._connection.scalar(query) or 0

    async def by_token_hash(self, token_hash: bytes) -> OptOutRequest | None:
        query = select(opt_out_requests).where(opt_out_requests.c.token_hash == token_hash)
        return _read((await self._connection.execute(query)).first())

    async def open_with(self, number: PhoneNumber, code: str, now: datetime) -> OptOutRequest | None:
        """The one of this number that waits for this code."""
        query = select(opt_out_requests).where(
            opt_out_requests.c.number_hash == self.hash_of(number),
            opt_out_requests.c.code == code,
            opt_out_requests.c.expires_at > now,
            opt_out_requests.c.confirmed_at.is_(None),
        )
        return _read((await self._connection.execute(query)).first())

    async def confirm(self, id: str, at: datetime) -> None:
        changed = update(opt_out_requests).where(opt_out_requests.c.id == id)
        await self._connection.execute(changed.values(confirmed_at=at))

    async def delete_before(self, then: datetime) -> None:
        await self._connection.execute(delete(opt_out_requests).where(opt_out_requests.c.expires_at < then))


def _read(row: Row[tuple[object, ...]] | None) -> OptOutRequest | None:
    if row is None:
        return None
    found: OptOutRequest = read_noun(OptOutRequest, row)
    return found
