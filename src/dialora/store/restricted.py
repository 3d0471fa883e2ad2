"""What the law keeps of people who were forgotten: records under a key of each person's own.

The key lies here, sealed in the restricted keyring and not under the account's key. With the key gone, once
the law's time is over, nobody reads the records again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from dialora.domain.phone import PhoneNumber
from dialora.store.ids import new_id
from dialora.store.keyring import AccountSeal
from dialora.store.rows import Tenant
from dialora.store.tables import restricted_people, restricted_records

_WHAT = "restricted.record"
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedPerson:
    """Somebody who was forgotten, as far as anybody may know."""

    id: str
    account_id: str
    number_hash: bytes
    restricted_at: datetime
    keep_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedRecord:
    """What the law keeps: a consent's person, what a decision was made on, …"""

    kind: str
    #: The id of what it was taken from.
    subject_id: str
    #: JSON.
    said: str


class RestrictedPeople:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def add(
        self,
        number_hash: bytes,
        records: Sequence[RestrictedRecord],
        *,
        at: datetime,
        keep_until: datetime,
    ) -> tuple[RestrictedPerson, AccountSeal]:
        """Keep records of somebody under a fresh key; with the seal, for files."""
        person = RestrictedPerson(
            id=new_id("rper"),
            account_id=self._tenant.account_id,
            number_hash=number_hash,
            restricted_at=at,
            keep_until=keep_until,
        )
        key = self._tenant.keyring.new_person_key(person.account_id, person.id)
        seal = self._tenant.keyring.person_seal(person.account_id, person.id, key)
        row = {
            "account_id": person.account_id,
            "id": person.id,
            "number_hash": number_hash,
            "key_sealed": key,
            "restricted_at": at,
            "keep_until": keep_until,
        }
        await self._tenant.connection.execute(insert(restricted_people).values(row))
        rows = [
            {
                "account_id": person.account_id,
                "id": new_id("rrec"),
                "person_id": person.id,
                "kind": each.kind,
                "subject_id": each.subject_id,
                "sealed": seal.seal_text(_WHAT, each.said),
            }
            for each in records
        ]
        for first in range(0, len(rows), _AT_ONCE):
            await self._tenant.connection.execute(
                insert(restricted_records).values(rows[first : first + _AT_ONCE])
            )
        return person, seal

    async def of_number(self, number: PhoneNumber) -> tuple[tuple[RestrictedPerson, AccountSeal], ...]:
        """Everybody who was forgotten under this number, oldest first, with what opens their records."""
        hashed = self._tenant.keyring.number_hash(number)
        query = select(restricted_people).where(
            restricted_people.c.account_id == self._tenant.account_id,
            restricted_people.c.number_hash == hashed,
        )
        rows = await self._tenant.connection.execute(query.order_by(restricted_people.c.id))
        found = []
        for row in rows:
            person = RestrictedPerson(
                id=row.id,
                account_id=row.account_id,
                number_hash=row.number_hash,
                restricted_at=row.restricted_at,
                keep_until=row.keep_until,
            )
            found.append((person, self._tenant.keyring.person_seal(row.account_id, row.id, row.key_sealed)))
        return tuple(found)

    async def records(self, person: RestrictedPerson, seal: AccountSeal) -> tuple[RestrictedRecord, ...]:
        """In the order they were put there. Raises SealBroken."""
        query = select(restricted_records).where(
            restricted_records.c.account_id == self._tenant.account_id,
            restricted_records.c.person_id == person.id,
        )
        rows = await self._tenant.connection.execute(query.order_by(restricted_records.c.id))
        return tuple(
            RestrictedRecord(kind=row.kind, subject_id=row.subject_id, said=seal.open_text(_WHAT, row.sealed))
            for row in rows
        )

    async def count(self, number_hash: bytes) -> int:
        """How many records are kept of a number."""
        theirs = restricted_people.c.id == restricted_records.c.person_id
        query = (
            select(func.count())
            .select_from(restricted_records.join(restricted_people, theirs))
            .where(
                restricted_records.c.account_id == self._tenant.account_id,
                restricted_people.c.account_id == self._tenant.account_id,
                restricted_people.c.number_hash == number_hash,
            )
        )
        return await self._tenant.connection.scalar(query) or 0

    async def destroy_due(self, now: datetime) -> tuple[str, ...]:
        """Destroy the keys, and the records with them, of everybody whose time is over; their ids."""
        mine = restricted_people.c.account_id == self._tenant.account_id
        due = select(restricted_people.c.id).where(mine, restricted_people.c.keep_until <= now)
        ids = tuple((await self._tenant.connection.scalars(due)).all())
        for person_id in ids:
            await self._tenant.connection.execute(
                delete(restricted_records).where(
                    restricted_records.c.account_id == self._tenant.account_id,
                    restricted_records.c.person_id == person_id,
                )
            )
            await self._tenant.connection.execute(
                delete(restricted_people).where(mine, restricted_people.c.id == person_id)
            )
        return ids
