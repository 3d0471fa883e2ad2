"""Everything about contacts, wired once: who is known, lists of them, and whether they may be called now."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.services.contact_imports import ContactImports
from dialora.services.contacts import Contacts
from dialora.services.foresight import Foresight
from dialora.services.may_we_call import MayWeCall


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    contacts: Contacts
    imports: ContactImports
    may_we_call: MayWeCall

    @classmethod
    def over(cls, foresight: Foresight) -> AddressBook:
        store, clock = foresight.store, foresight.clock
        return cls(
            contacts=Contacts(store=store, clock=clock),
            imports=ContactImports(store=store, clock=clock),
            may_we_call=MayWeCall(foresight=foresight),
        )
