"""A row in every table about contacts."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.consent_imports import ImportState, RowFault
from dialora.domain.contact_imports import ContactImport
from dialora.domain.contacts import Contact, ContactSource, Person
from dialora.domain.phone import PhoneNumber
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope
from worlds import NOW, Tenancy

KNOWN = PhoneNumber("+12125550150")
CONTACT_FAULT = RowFault(3, "number", "Sam Faulty wrote no number.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRows:
    """One of everything about contacts."""

    contact: Contact
    imported: ContactImport

    async def add(self, scope: AccountScope) -> None:
        await scope.contacts.add(self.contact)
        await scope.contact_imports.add(self.imported)
        await scope.contact_imports.add_faults(self.imported.id, [CONTACT_FAULT])


def contact_rows(tenancy: Tenancy) -> ContactRows:
    """Not yet stored."""
    imported = ContactImport(
        id=new_id("ctim"),
        account_id=tenancy.account.id,
        file_name="patients of the winter.csv",
        state=ImportState.DONE,
        dry_run=False,
        size=1_000,
        seen=1_000,
        rows=3,
        added=1,
        changed=0,
        known=1,
        refused=1,
        problem=None,
        started_by=tenancy.owner.id,
        started_at=NOW,
        ended_at=NOW,
    )
    return ContactRows(contact=contact_of(tenancy), imported=imported)


def contact_of(tenancy: Tenancy, number: PhoneNumber = KNOWN, **said: object) -> Contact:
    known: dict[str, object] = {
        "name": "Sam Known",
        "email": "sam@example.com",
        "state": "NY",
        "postcode": "10001",
        "tags": ["regular"],
        "notes": "Prefers mornings.",
    }
    return Contact(
        id=new_id("ctct"),
        account_id=tenancy.account.id,
        number=number,
        person=Person.told(known | said, number),
        source=ContactSource.API,
        created_at=NOW,
        updated_at=NOW,
    )
