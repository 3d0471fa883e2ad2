"""What a number is by its plan, and where whoever has it may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.compliance.facts import ContactFacts, FactUnknown, Place
from dialora.compliance.numbering import is_premium, is_toll_free, numbering_of
from dialora.compliance.whereabouts import Whereabouts, of_number, of_peer, of_place, zones_of
from dialora.domain.phone import PhoneNumber
from unit.compliance.samples import RULEBOOK

TABLES = RULEBOOK.tables
NEW_YORK = PhoneNumber("+12125550123")
LONDON = PhoneNumber("+442079460123")


def test_an_american_number_has_an_area_code_and_an_exchange() -> None:
    found = numbering_of(PhoneNumber("+14235550123"))
    assert (found.valid, found.region, found.regions) == (True, "US", frozenset({"US"}))
    assert (found.npa, found.exchange) == ("423", "555")
    assert (found.toll_free, found.premium, found.protected) == (False, False, False)
    abroad = numbering_of(LONDON)
    assert (abroad.valid, abroad.region, abroad.npa, abroad.exchange) == (True, "GB", None, None)


@pytest.mark.parametrize(
    ("number", "regions"),
    [
        ("+12125550123", {"US"}),
        ("+14165550123", {"CA"}),
        ("+17875550123", {"PR"}),
        ("+441481960123", {"GG"}),
        ("+1212555012", set()),  # of no block: North America is too large to guess in
        ("+44123456", {"GB", "GG", "IM", "JE"}),  # of no block: any of those that share the code
        ("+870773111632", set()),  # ships
        ("+883510000000094", set()),  # no country
        ("+999123456789", set()),  # a code that is nobody's
    ],
)
def test_a_number_may_be_of_every_country_that_shares_its_code(number: str, regions: set[str]) -> None:
    assert numbering_of(PhoneNumber(number)).regions == regions


@pytest.mark.parametrize(
    ("number", "toll_free", "premium", "protected"),
    [
        ("+18005550123", True, False, False),
        ("+448001234567", True, False, False),
        ("+19005550123", False, True, False),
        ("+15005550123", False, True, False),
        ("+449012345678", False, True, False),
        ("+447012345678", False, True, False),  # personal, and charged as such
        ("+353185012345 6", False, False, True),  # shared cost
        ("+447640123456", False, False, True),  # pagers
    ],
)
def test_the_plan_knows_what_a_call_costs_whom(
    number: str, toll_free: bool, premium: bool, protected: bool
) -> None:
    found = numbering_of(PhoneNumber(number.replace(" ", "")))
    assert (found.toll_free, found.premium, found.protected) == (toll_free, premium, protected)
    assert (is_toll_free(found, TABLES.npa), is_premium(found, TABLES.npa)) == (toll_free, premium)


def test_the_table_is_believed_where_the_plan_says_nothing() -> None:
    plain = numbering_of(NEW_YORK)
    assert not is_toll_free(plain, TABLES.npa)
    assert not is_premium(plain, TABLES.npa)
    assert is_toll_free(replace(plain, npa="888"), TABLES.npa)
    assert is_premium(replace(plain, npa="900"), TABLES.npa)
    assert is_premium(replace(plain, npa="533"), TABLES.npa)
    assert is_premium(replace(plain, exchange="976"), TABLES.npa)
    assert is_premium(replace(plain, premium=True), TABLES.npa)
    assert is_toll_free(replace(plain, toll_free=True), TABLES.npa)


@pytest.mark.parametrize(
    ("number", "places"),
    [
        ("+12125550123", Whereabouts(states=frozenset({"NY"}))),
        ("+17875550123", Whereabouts(states=frozenset({"PR"}))),
        ("+18005550123", Whereabouts()),
        ("+15005550123", Whereabouts()),
        ("+442079460123", Whereabouts(countries=frozenset({"GB"}))),
        ("+14165550123", Whereabouts(countries=frozenset({"CA"}))),
        ("+870773111632", Whereabouts()),
    ],
)
def test_a_number_alone_says_where(number: str, places: Whereabouts) -> None:
    assert of_number(PhoneNumber(number), TABLES) == places


def test_an_area_code_that_the_table_does_not_know_names_no_state() -> None:
    fewer = replace(TABLES.npa, states={}, placeless=frozenset())
    assert of_number(NEW_YORK, replace(TABLES, npa=fewer)) == Whereabouts()


def test_number_and_address_book_count_together() -> None:
    for contact, states in (
        (ContactFacts(), {"NY"}),
        (ContactFacts(state="CA"), {"NY", "CA"}),
        (ContactFacts(zip_code="06103"), {"NY", "CT"}),
        (ContactFacts(zip_code=" 06103-1234 "), {"NY", "CT"}),
        (ContactFacts(state="TX", zip_code="06103"), {"NY", "CT", "TX"}),
    ):
        assert of_peer(NEW_YORK, contact, TABLES) == Whereabouts(states=frozenset(states)), contact


def test_a_zip_that_is_nowhere_leaves_the_place_unknown() -> None:
    lost = of_peer(NEW_YORK, ContactFacts(zip_code="00000"), TABLES)
    assert lost == Whereabouts(states=frozenset({"NY"}), unknown=True)
    army = of_peer(NEW_YORK, ContactFacts(zip_code="09001"), TABLES)
    assert army.unknown
    abroad = of_peer(LONDON, ContactFacts(zip_code="SW1A 1AA"), TABLES)
    assert abroad == Whereabouts(countries=frozenset({"GB"}))


def test_a_state_that_is_none_is_an_error_at_home_and_an_address_abroad() -> None:
    with pytest.raises(FactUnknown):
        of_peer(NEW_YORK, ContactFacts(state="ZZ"), TABLES)
    assert of_peer(LONDON, ContactFacts(state="ZZ"), TABLES) == Whereabouts(countries=frozenset({"GB"}))
    assert of_peer(LONDON, ContactFacts(state="CA"), TABLES) == Whereabouts(
        states=frozenset({"CA"}), countries=frozenset({"GB"})
    )


def test_whose_number_says_nothing_is_nowhere_that_anybody_knows() -> None:
    assert of_peer(None, ContactFacts(), TABLES) == Whereabouts(unknown=True)
    assert of_peer(PhoneNumber("+18005550123"), ContactFacts(), TABLES) == Whereabouts(unknown=True)
    assert of_peer(PhoneNumber("+18005550123"), ContactFacts(state="TX"), TABLES) == Whereabouts(
        states=frozenset({"TX"})
    )
    assert of_peer(None, ContactFacts(state="TX"), TABLES) == Whereabouts(
        states=frozenset({"TX"}), unknown=True
    )


@pytest.mark.parametrize(
    ("country", "state", "places"),
    [
        ("US", "CA", Whereabouts(states=frozenset({"CA"}))),
        ("PR", None, Whereabouts(states=frozenset({"PR"}))),
        ("PR", "CA", Whereabouts(states=frozenset({"CA", "PR"}))),
        ("DE", None, Whereabouts(countries=frozenset({"DE"}))),
        ("DE", "BY", Whereabouts(countries=frozenset({"DE"}))),
    ],
)
def test_a_business_is_where_it_says(country: str, state: str | None, places: Whereabouts) -> None:
    assert of_place(Place(country=country, state=state), TABLES) == places


@pytest.mark.parametrize("state", [None, "ZZ", "DE-BY"])
def test_a_business_in_no_state_of_the_us_is_nowhere(state: str | None) -> None:
    with pytest.raises(FactUnknown):
        of_place(Place(country="US", state=state), TABLES)


EASTERN, CENTRAL, PACIFIC = "America/New_York", "America/Chicago", "America/Los_Angeles"


@pytest.mark.parametrize(
    ("number", "contact", "zones"),
    [
        ("+12125550123", ContactFacts(), {EASTERN}),
        ("+14235550123", ContactFacts(), {EASTERN, CENTRAL}),
        ("+12125550123", ContactFacts(zone=PACIFIC), {EASTERN, PACIFIC}),
        # Its own zone takes the place of the state's and the ZIP's, never of the area code's.
        ("+12125550123", ContactFacts(zone=EASTERN, state="CA", zip_code="90210"), {EASTERN}),
        ("+12125550123", ContactFacts(state="CA"), {EASTERN, PACIFIC}),
        ("+12125550123", ContactFacts(zip_code="90210"), {EASTERN, PACIFIC}),
        ("+12125550123", ContactFacts(state="ZZ"), {EASTERN}),
        ("+12125550123", ContactFacts(zip_code="00000"), {EASTERN}),
        # The Navajo Nation keeps summer time, the rest of Arizona does not.
        ("+12125550123", ContactFacts(zip_code="86510"), {EASTERN, "America/Denver", "America/Phoenix"}),
        ("+442079460123", ContactFacts(), set()),
        ("+442079460123", ContactFacts(zone="Europe/London"), {"Europe/London"}),
        ("+15005550123", ContactFacts(), set()),
    ],
)
def test_every_zone_counts_that_number_and_address_book_make_plausible(
    number: str, contact: ContactFacts, zones: set[str]
) -> None:
    assert zones_of(PhoneNumber(number), contact, TABLES) == zones


def test_places_are_put_together() -> None:
    one = Whereabouts(states=frozenset({"NY"}), countries=frozenset({"GB"}))
    two = Whereabouts(states=frozenset({"CA"}), unknown=True)
    both = Whereabouts(states=frozenset({"NY", "CA"}), countries=frozenset({"GB"}), unknown=True)
    assert one | two == two | one == both
    assert not (one | one).unknown
