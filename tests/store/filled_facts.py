"""Facts that only people can say of an account, and how another account would reach for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from dialora.domain.calling import CallingSettings
from dialora.domain.phone import PhoneNumber
from dialora.domain.relationships import Deal, DealKind, DealSource
from dialora.domain.text_registrations import Registered, RegistrySource, TextRegistration
from dialora.store.ids import new_id
from dialora.store.keyring import Keyring
from dialora.store.scope import AccountScope
from worlds import NOW, Tenancy

CUSTOMER = PhoneNumber("+12125550150")


def deal_of(keyring: Keyring, tenancy: Tenancy) -> Deal:
    return Deal(
        id=new_id("deal"),
        account_id=tenancy.account.id,
        number_hash=keyring.number_hash(CUSTOMER),
        number=CUSTOMER,
        kind=DealKind.PURCHASE,
        on_day=date(2026, 6, 1),
        source=DealSource.API,
        recorded_at=NOW,
        recorded_by=tenancy.owner.id,
    )


def registration_of(tenancy: Tenancy) -> TextRegistration:
    return TextRegistration(
        account_id=tenancy.account.id,
        number_id=tenancy.number.id,
        registered=Registered.YES,
        reference="QEcampaign",
        source=RegistrySource.CARRIER,
        checked_at=NOW,
    )


async def add_facts(scope: AccountScope, deal: Deal, tenancy: Tenancy) -> None:
    await scope.deals.add(deal)
    await scope.text_registrations.put(registration_of(tenancy))
    await scope.calling_settings.put(CallingSettings(countries=("US",), changed_at=NOW))


FACT_CROSSINGS: dict[str, Callable[[Any, Any], Awaitable[object]]] = {
    "deals.add_all": lambda deals, theirs: deals.add_all([theirs.deal]),
    "deals.delete_of": lambda deals, theirs: deals.delete_of(CUSTOMER),
    "deals.last_of": lambda deals, theirs: deals.last_of(CUSTOMER),
    "deals.remove": lambda deals, theirs: deals.remove(theirs.deal.id, at=NOW, by="ours"),
    "text_registrations.of_number": lambda rows, theirs: rows.of_number(theirs.tenancy.number.id),
    "text_registrations.put": lambda rows, theirs: rows.put(registration_of(theirs.tenancy)),
}
#: Without an id of anybody: ours are shown, ours are set.
FACT_HARMLESS = {
    "calling_settings.get",
    "calling_settings.hold_spending",
    "calling_settings.put",
    "calling_settings.spent",
    "deals.hash_of",
    "text_registrations.all",
}
#: Asked by a number that both accounts have dealt with: ours are shown.
FACTS_OF_BOTH = {"deals.last_of"}
