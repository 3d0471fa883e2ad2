"""Numbers that nobody on this installation calls: kept by the platform, looked up by every account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.attempts import AttemptState
from dialora.domain.do_not_call import OperatorEntry
from dialora.domain.errors import NotFound
from dialora.domain.phone import PhoneNumber
from dialora.store.keyring import Keyring
from dialora.store.rows import read_noun, write_noun
from dialora.store.tables import attempts, operator_dnc_entries


class OperatorDnc:
    """As the operator keeps it."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    def hash_of(self, number: PhoneNumber) -> bytes:
        return self._keyring.number_hash(number)

    async def lock(self, number: PhoneNumber) -> None:
        """As an account's lock on the number: no call to it is decided until this transaction ends."""
        key = int.from_bytes(self.hash_of(number)[:8], signed=True)
        await self._connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": key})

    async def accounts_calling(self) -> tuple[str, ...]:
        """The accounts that have calls underway, to whomever."""
        underway = [state for state in AttemptState if not state.over]
        query = select(attempts.c.account_id).where(attempts.c.state.in_(underway)).distinct()
        return tuple(await self._connection.scalars(query))

    async def add(self, entry: OperatorEntry) -> OperatorEntry:
        """The entry that holds: the one before where there is one."""
        added = insert(operator_dnc_entries).values(write_noun(entry)).on_conflict_do_nothing()
        await self._connection.execute(added)
        return await self._one(entry.number_hash)

    async def release(self, number: PhoneNumber, *, at: datetime, by: str | None, reason: str) -> None:
        """Raises NotFound where none holds."""
        entry = await self._one(self.hash_of(number))
        released = update(operator_dnc_entries).where(operator_dnc_entries.c.id == entry.id)
        await self._connection.execute(released.values(released_at=at, released_by=by, release_reason=reason))

    async def _one(self, number_hash: bytes) -> OperatorEntry:
        query = select(operator_dnc_entries).where(
            operator_dnc_entries.c.number_hash == number_hash, operator_dnc_entries.c.released_at.is_(None)
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            raise NotFound("That number is not on the operator's list.", code="dnc_entry_not_found")
        entry: OperatorEntry = read_noun(OperatorEntry, row)
        return entry
