"""The rulebook's tables about places: who is where, and how a call may be recorded there; and all tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from dialora.compliance.countries import ANY_OTHER, CountryTable
from dialora.compliance.holiday_table import HolidayTable
from dialora.compliance.limits import Limits
from dialora.compliance.tables import TableFile, TableInvalid, is_zone, rows_of
from dialora.compliance.windows import Holidays, WindowTable


class Treatment(IntEnum):
    """How a recording may begin; the strictest of all places wins."""

    ONE_PARTY = 0
    ANNOUNCE = 1
    ALL_PARTY = 2
    EXPLICIT_CONSENT = 3


TREATMENTS = {treatment.name.lower(): treatment for treatment in Treatment}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRow:
    """How a call may be recorded when one end is here."""

    #: "US-CA", "DE", "*".
    place: str
    name: str
    treatment: Treatment
    statute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingTable:
    unknown_place: Treatment
    rows: Mapping[str, RecordingRow]

    def in_state(self, state: str) -> RecordingRow | None:
        return self.rows.get(f"US-{state}")

    def in_country(self, country: str) -> RecordingRow:
        """Of a country outside the US; the strictest row where it has none of its own."""
        return self.rows.get(country, self.rows[ANY_OTHER])


@dataclass(frozen=True, slots=True, kw_only=True)
class NpaTable:
    """North American area codes."""

    states: Mapping[str, tuple[str, ...]]
    zones: Mapping[str, tuple[str, ...]]
    toll_free: frozenset[str]
    personal: frozenset[str]
    premium: frozenset[str]
    #: Exchanges at a premium in any area code.
    premium_exchange: frozenset[str]
    #: Codes that say nothing about where somebody is: toll-free, personal and premium numbers.
    placeless: frozenset[str]
    #: Zones of ZIPs that keep another time than their state, by their first digits.
    zip_zones: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What rules look up."""

    recording: RecordingTable
    npa: NpaTable
    countries: CountryTable
    windows: WindowTable
    holidays: HolidayTable
    limits: Limits


def parse_recording(file: TableFile) -> RecordingTable:
    """Raises TableInvalid."""
    rows: dict[str, RecordingRow] = {}
    for row in rows_of(file, "rows"):
        place = row.text("place")
        row.confidence()
        row.text("read")
        if place in rows:
            raise TableInvalid(f"{row.where} repeats {place}")
        rows[place] = RecordingRow(
            place=place,
            name=row.text("name"),
            treatment=row.one_of("treatment", TREATMENTS),
            statute=row.text("statute"),
        )
    if ANY_OTHER not in rows or rows[ANY_OTHER].treatment is not Treatment.EXPLICIT_CONSENT:
        raise TableInvalid("the table recording has no strictest row for any other country")
    order = file.content.get("strictest_last")
    if order != [treatment.name.lower() for treatment in Treatment]:
        raise TableInvalid(f"the table recording orders its treatments as {order}")
    unknown = file.content.get("unknown_place")
    if not isinstance(unknown, str) or unknown not in TREATMENTS:
        raise TableInvalid("the table recording does not say how an unknown place is treated")
    return RecordingTable(unknown_place=TREATMENTS[unknown], rows=rows)


def parse_npa(file: TableFile) -> NpaTable:
    """Raises TableInvalid."""
    states: dict[str, tuple[str, ...]] = {}
    zones: dict[str, tuple[str, ...]] = {}
    for row in rows_of(file, "rows"):
        npa = row.text("npa")
        row.confidence()
        if npa in states or not _is_npa(npa):
            raise TableInvalid(f"{row.where} repeats or misspells the area code {npa}")
        states[npa] = row.texts("states")
        zones[npa] = row.zones("zones")
    toll_free, personal, premium = (_npas(file, key) for key in ("toll_free", "personal", "premium"))
    placeless = toll_free | personal | premium
    if placeless & states.keys():
        raise TableInvalid(f"the table npa places {sorted(placeless & states.keys())}, which have no place")
    return NpaTable(
        states=states,
        zones=zones,
        toll_free=toll_free,
        personal=personal,
        premium=premium,
        premium_exchange=_npas(file, "premium_exchange"),
        placeless=placeless,
        zip_zones=_zip_zones(file),
    )


def check_together(tables: Tables) -> Tables:
    """What one table leaves to another must be there. Raises TableInvalid."""
    placed = {state for states in tables.npa.states.values() for state in states}
    territories = tables.countries.united_states - {"US"}
    for name, there in (
        ("recording", {s for s in placed | territories if tables.recording.in_state(s)}),
        ("windows", tables.windows.rows.keys()),
    ):
        lacking = (placed | territories) - there
        if lacking:
            raise TableInvalid(f"the table {name} has no row for {sorted(lacking)}")
    keeping = {s for s, row in tables.windows.rows.items() if row.holidays is not Holidays.ALLOWED}
    if keeping - tables.holidays.days.keys():
        raise TableInvalid(f"the table holidays lacks {sorted(keeping - tables.holidays.days.keys())}")
    return tables


def _zip_zones(file: TableFile) -> Mapping[str, tuple[str, ...]]:
    listed = file.content.get("zip_zones")
    if not isinstance(listed, dict):
        raise TableInvalid("the table npa has no zones by ZIP")
    found: dict[str, tuple[str, ...]] = {}
    for prefix, zones in listed.items():
        if not isinstance(zones, list) or not all(isinstance(z, str) and is_zone(z) for z in zones):
            raise TableInvalid(f"the table npa has zones of the ZIP {prefix} that nobody knows")
        found[prefix] = tuple(str(zone) for zone in zones)
    return found


def _npas(file: TableFile, key: str) -> frozenset[str]:
    listed = file.content.get(key)
    if not isinstance(listed, list) or not all(isinstance(npa, str) and _is_npa(npa) for npa in listed):
        raise TableInvalid(f"the table npa has no list of area codes called {key}")
    return frozenset(str(npa) for npa in listed)


def _is_npa(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isdigit() and text[0] in "23456789"
