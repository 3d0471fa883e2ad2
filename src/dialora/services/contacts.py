"""Contacts: kept once for each number, read with everything that happened with them, forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from dialora.domain.appointments import Appointment, Message
from dialora.domain.call_filter import CallFilter
from dialora.domain.consents import Consent
from dialora.domain.contacts import LONGEST_NAME, Contact, ContactSearch, ContactSource, Person
from dialora.domain.do_not_call import DncEntry, SmsChoice
from dialora.domain.errors import Conflict
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.call_history import CallStory, told
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.rows import MAX_PAGE
from dialora.store.scope import AccountScope, Store

#: Of each kind, on a contact's page.
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealings:
    """What happened with one number."""

    consents: tuple[Consent, ...]
    #: Of our own list, released ones too, newest first.
    stops: tuple[DncEntry, ...]
    #: What they texted last, STOP or START; None where neither.
    texts: SmsChoice | None
    calls: tuple[CallStory, ...]
    more_calls: bool
    appointments: tuple[Appointment, ...]
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    store: Store
    clock: Clock

    async def create(
        self, account_id: str, number: PhoneNumber, said: Mapping[str, Any], *, source: ContactSource
    ) -> Contact:
        """Raises InvalidFields, Conflict("contact_exists")."""
        contact = new_contact(account_id, number, Person.told(said, number), source, self.clock.now())
        async with self.store.account(account_id) as scope:
            # Whoever forgets this number does it before or after, and not in between.
            await scope.lock_number(number)
            if await scope.contacts.by_number(number) is not None:
                raise Conflict("This number is in your contacts already.", code="contact_exists")
            await scope.contacts.add(contact)
        return contact

    async def get(self, account_id: str, contact_id: str) -> Contact:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.contacts.get(contact_id)

    async def of_number(self, account_id: str, number: PhoneNumber) -> Contact | None:
        async with self.store.account(account_id) as scope:
            return await scope.contacts.by_number(number)

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        wanted: ContactSearch | None = None,
    ) -> Page[Contact]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.contacts.page(limit=limit, starting_after=starting_after, wanted=wanted)

    async def all(self, account_id: str) -> AsyncIterator[Contact]:
        """Every one, newest first, a page in memory at a time."""
        after: str | None = None
        while True:
            page = await self.page(account_id, limit=MAX_PAGE, starting_after=after)
            for contact in page.items:
                yield contact
            if not page.has_more:
                return
            after = page.items[-1].id

    async def change(self, account_id: str, contact_id: str, said: Mapping[str, Any]) -> Contact:
        """What is said is kept, the rest stays as it is. The number is not changed: another number is
        another contact, with consents of its own. Raises NotFound, InvalidFields."""
        async with self.store.account(account_id) as scope:
            before = await scope.contacts.lock(contact_id)
            after = changed(before, said, self.clock.now())
            if after is not before:
                await scope.contacts.save(after)
        return after

    async def delete(self, account_id: str, contact_id: str) -> None:
        """Take it out of the address book. Consents, stops and calls of the number stay. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            await scope.contacts.delete(contact_id)

    async def dealings(self, contact: Contact) -> Dealings:
        """Everything that happened with their number."""
        number = contact.number
        async with self.store.account(contact.account_id) as scope:
            stops = await scope.dnc_entries.page(number=number, limit=MAX_PAGE)
            calls = await scope.calls.page(CallFilter(peer=number), limit=_SHOWN)
            return Dealings(
                consents=await scope.consents.for_number(scope.consents.hash_of(number)),
                stops=stops.items,
                texts=await scope.sms_choices.newest(number),
                calls=await told(scope, calls.items),
                more_calls=calls.has_more,
                appointments=await scope.appointments.of_phone(number, limit=_SHOWN),
                messages=await scope.messages.of_phone(number, limit=_SHOWN),
            )


def new_contact(
    account_id: str, number: PhoneNumber, person: Person, source: ContactSource, at: datetime
) -> Contact:
    return Contact(
        id=new_id("ctct"),
        account_id=account_id,
        number=number,
        person=person,
        source=source,
        created_at=at,
        updated_at=at,
    )


def changed(contact: Contact, said: Mapping[str, Any], at: datetime) -> Contact:
    """The contact with what is said of it; itself where that is nothing new. Raises InvalidFields."""
    person = Person.told(asdict(contact.person) | dict(said), contact.number)
    return contact if person == contact.person else replace(contact, person=person, updated_at=at)


async def remember(
    scope: AccountScope, number: PhoneNumber | None, name: str, source: ContactSource, at: datetime
) -> None:
    """Whoever gives us their name and number becomes a contact. One that is there stays as it is, but for a
    name that nobody knew."""
    if number is None:
        return
    name = " ".join(filter(str.isprintable, name.split()))[:LONGEST_NAME]
    known = await scope.contacts.by_number(number)
    if known is None:
        await scope.contacts.add_new([new_contact(scope.account_id, number, Person(name=name), source, at)])
    elif name and not known.person.name:
        await scope.contacts.save(changed(known, {"name": name}, at))
