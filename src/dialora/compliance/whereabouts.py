"""Where the other party may be: every place that the number and the address book make plausible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import zipcodes

from dialora.compliance.facts import ContactFacts, FactUnknown, Place
from dialora.compliance.numbering import numbering_of
from dialora.compliance.places import Tables
from dialora.domain.phone import PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """All places that count. Several states at once are common: a number keeps its area code when its
    owner moves."""

    #: Of the US, two letters each.
    states: frozenset[str] = frozenset()
    #: Outside the US.
    countries: frozenset[str] = frozenset()
    #: The places above may not be all: nobody knows where the person is.
    unknown: bool = False

    def __or__(self, other: Whereabouts) -> Whereabouts:
        return Whereabouts(
            states=self.states | other.states,
            countries=self.countries | other.countries,
            unknown=self.unknown or other.unknown,
        )


def of_peer(peer: PhoneNumber | None, contact: ContactFacts, tables: Tables) -> Whereabouts:
    """Number and address book together; neither replaces the other. Raises FactUnknown for a state
    that is none."""
    by_number = of_number(peer, tables) if peer else Whereabouts(unknown=True)
    found = by_number | _of_contact(contact, abroad=bool(by_number.countries), tables=tables)
    nowhere = not found.states and not found.countries
    return found | Whereabouts(unknown=nowhere)


def of_number(number: PhoneNumber, tables: Tables) -> Whereabouts:
    """What a number alone says; nothing where it is toll-free, personal, or of no country."""
    if number.e164.startswith("+1"):
        npa = number.e164[2:5]
        if npa in tables.npa.states:
            return Whereabouts(states=frozenset(tables.npa.states[npa]))
        if npa in tables.npa.placeless:
            return Whereabouts()
    regions = numbering_of(number).regions
    united_states = regions & tables.countries.united_states
    return Whereabouts(
        # An area code of the US that the table does not know names no state.
        states=united_states - {"US"},
        countries=regions - united_states,
    )


def of_place(place: Place, tables: Tables) -> Whereabouts:
    """Where a business or its person is. Raises FactUnknown for a state that is none."""
    if place.country not in tables.countries.united_states:
        return Whereabouts(countries=frozenset({place.country}))
    state = place.state or (place.country if place.country != "US" else None)
    if state is None or tables.recording.in_state(state) is None:
        raise FactUnknown(f"nobody knows a state {state!r} of the US")
    territory = {place.country} - {"US"}
    return Whereabouts(states=frozenset({state, *territory}))


def zones_of(number: PhoneNumber, contact: ContactFacts, tables: Tables) -> frozenset[str]:
    """Every time zone of the US that number and address book make plausible; the area code is never
    dropped, even for a number that was ported."""
    zones = set(tables.npa.zones.get(number.e164[2:5], ())) if number.e164.startswith("+1") else set()
    if contact.zone is not None:
        return frozenset(zones | {contact.zone})
    states = {contact.state} if contact.state is not None else set()
    if contact.zip_code is not None:
        states |= _states_of_zip(contact.zip_code)
        by_zip = (z for start, z in tables.npa.zip_zones.items() if contact.zip_code.startswith(start))
        zones.update(zone for found in by_zip for zone in found)
    rows = (tables.windows.rows.get(state) for state in states)
    return frozenset(zones.union(*(row.zones for row in rows if row is not None)))


def _of_contact(contact: ContactFacts, *, abroad: bool, tables: Tables) -> Whereabouts:
    """A state or ZIP of no place in the US is one of the country that the number names, if it names one."""
    by_zip = _states_of_zip(contact.zip_code) if contact.zip_code else frozenset()
    placed = {state for state in by_zip if tables.recording.in_state(state)}
    lost = contact.zip_code is not None and not placed
    if contact.state is not None:
        if tables.recording.in_state(contact.state):
            placed.add(contact.state)
        elif not abroad:
            raise FactUnknown(f"nobody knows a state {contact.state!r} of the US")
    return Whereabouts(states=frozenset(placed), unknown=lost and not abroad)


@cache
def _zip_states() -> Mapping[str, frozenset[str]]:
    states: dict[str, set[str]] = {}
    for row in zipcodes.list_all():
        states.setdefault(row["zip_code"], set()).add(row["state"])
    return {code: frozenset(found) for code, found in states.items()}


def _states_of_zip(code: str) -> frozenset[str]:
    return _zip_states().get(code.strip()[:5], frozenset())
