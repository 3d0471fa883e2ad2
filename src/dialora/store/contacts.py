"""Contacts. The person is sealed, the number is found by its keyed hash, names by hashes of how their words
begin."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.contacts import Contact, ContactSearch, Person, found_by
from dialora.domain.errors import NotFound
from dialora.domain.phone import PhoneNumber
from dialora.store.page import Page
from dialora.store.rows import MAX_PAGE, AccountRows
from dialora.store.tables import contact_words, contacts
from dialora.store.written import written

_PERSON = "contact.person"
#: Rows in one statement.
_BATCH = 1000


class Contacts(AccountRows[Contact]):
    """`add` raises Conflict where the number has a contact already."""

    table = contacts
    noun = Contact

    async def add(self, thing: Contact) -> None:
        await self._tenant.connection.execute(insert(contacts).values(self._own(thing)))
        await self._keep_words([thing])

    async def add_new(self, things: Sequence[Contact]) -> frozenset[str]:
        """Add those whose number has no contact yet; the ids of those added."""
        if not things:
            return frozenset()
        rows = [self._own(thing) for thing in things]
        added = insert(contacts).values(rows).on_conflict_do_nothing().returning(contacts.c.id)
        ids = frozenset((await self._tenant.connection.execute(added)).scalars())
        await self._keep_words([thing for thing in things if thing.id in ids])
        return ids

    async def save(self, thing: Contact) -> None:
        row = dict(self._own(thing))
        changed = update(contacts).where(self._mine, contacts.c.id == thing.id).values(row)
        if not (await self._tenant.connection.execute(changed)).rowcount:
            raise NotFound
        await self._forget_words(thing.id)
        await self._keep_words([thing])

    async def by_number(self, number: PhoneNumber) -> Contact | None:
        return await self._first(self._select(contacts.c.number_hash == self._hash(number)))

    async def of_numbers(self, numbers: Sequence[PhoneNumber]) -> Mapping[PhoneNumber, Contact]:
        """Those there are; a number without one is missing."""
        hashes = [self._hash(number) for number in numbers]
        found = await self._all(self._select(contacts.c.number_hash.in_(hashes)))
        return {contact.number: contact for contact in found}

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        wanted: ContactSearch | None = None,
    ) -> Page[Contact]:
        """Newest first. What rows are found by says a little less than what is looked for: they are read
        until enough of them match."""
        wanted = wanted or ContactSearch()
        most = max(1, min(limit, MAX_PAGE))
        conditions: list[ColumnElement[bool]] = [
            contacts.c.id.in_(
                select(contact_words.c.contact_id).where(
                    contact_words.c.account_id == self._tenant.account_id,
                    contact_words.c.word == self._tenant.seal.word_hash(f"contact {word}"),
                )
            )
            for word in sorted(wanted.finds)
        ]
        if wanted.number is not None:
            conditions.append(contacts.c.number_hash == self._hash(wanted.number))
        found: list[Contact] = []
        while True:
            read = await self._page(most, starting_after, *conditions)
            found.extend(contact for contact in read.items if wanted.matches(contact))
            if len(found) > most or not read.has_more:
                return Page(items=tuple(found[:most]), has_more=len(found) > most)
            if len(found) == most and not wanted.finds:
                return Page(items=tuple(found), has_more=True)
            starting_after = read.items[-1].id

    async def delete(self, id: str) -> None:
        """Raises NotFound."""
        gone = delete(contacts).where(self._mine, contacts.c.id == id)
        if not (await self._tenant.connection.execute(gone)).rowcount:
            raise NotFound

    async def delete_of(self, number: PhoneNumber) -> bool:
        """Forget whoever has this number, and what they were found by; whether there was anybody."""
        gone = delete(contacts).where(self._mine, contacts.c.number_hash == self._hash(number))
        return bool((await self._tenant.connection.execute(gone)).rowcount)

    async def _keep_words(self, things: Sequence[Contact]) -> None:
        seal = self._tenant.seal
        rows = [
            {
                "account_id": self._tenant.account_id,
                "contact_id": thing.id,
                "word": word,
            }
            for thing in things
            # Two words might share a hash.
            for word in sorted({seal.word_hash(f"contact {each}") for each in found_by(thing)})
        ]
        for start in range(0, len(rows), _BATCH):
            await self._tenant.connection.execute(insert(contact_words).values(rows[start : start + _BATCH]))

    async def _forget_words(self, contact_id: str) -> None:
        mine = contact_words.c.account_id == self._tenant.account_id
        gone = delete(contact_words).where(mine, contact_words.c.contact_id == contact_id)
        await self._tenant.connection.execute(gone)

    def _hash(self, number: PhoneNumber) -> bytes:
        return self._tenant.keyring.number_hash(number)

    def _read(self, row: Row[Any]) -> Contact:
        said = json.loads(self._tenant.seal.open_text(_PERSON, row.person_sealed))
        number = PhoneNumber(said.pop("number"))
        if self._hash(number) != row.number_hash:
            raise ValueError("a contact was moved to another number")
        return Contact(
            id=row.id,
            account_id=row.account_id,
            number=number,
            person=Person(**said | {"tags": tuple(said["tags"])}),
            source=row.source,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    def _write(self, thing: Contact) -> Mapping[str, Any]:
        person = asdict(thing.person) | {"tags": list(thing.person.tags), "number": thing.number.e164}
        return {
            "account_id": thing.account_id,
            "id": thing.id,
            "number_hash": self._hash(thing.number),
            "person_sealed": self._tenant.seal.seal_text(_PERSON, written(person)),
            "source": thing.source,
            "created_at": thing.created_at,
            "updated_at": thing.updated_at,
        }
