"""What the gate may know of the other party from the account's own contacts: where they may be."""

from __future__ import annotations

from typing import Final

from dialora.compliance.facts import ContactFacts
from dialora.domain.phone import PhoneNumber
from dialora.store.scope import AccountScope

#: The US and Canada: only there a postcode can be told from one that looks alike elsewhere.
_NORTH_AMERICA: Final = "+1"


async def contact_facts(scope: AccountScope, peer: PhoneNumber | None) -> ContactFacts:
    """What the contact of this number says; nothing where there is none. Which kind of line it is nobody
    learns from an address book."""
    contact = None if peer is None else await scope.contacts.by_number(peer)
    if contact is None:
        return ContactFacts()
    at_home = contact.number.e164.startswith(_NORTH_AMERICA)
    return ContactFacts(
        state=contact.person.state,
        zip_code=contact.person.postcode if at_home else None,
        zone=contact.person.zone,
    )
