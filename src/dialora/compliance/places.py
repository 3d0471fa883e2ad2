"""The rulebook's tables about places: who is where, and how a call may be recorded there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from dialora.compliance.tables import TableFile, TableInvalid, rows_of

#: The row for every country that has none.
ANY_OTHER = "*"


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
    #: Codes that say nothing about where somebody is: toll-free, personal and premium numbers.
    placeless: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryTable:
    #: The US and its territories: the US rows hold there.
    united_states: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What rules look up."""

    recording: RecordingTable
    npa: NpaTable
    countries: CountryTable


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
    for row in rows_of(file, "rows"):
        npa = row.text("npa")
        row.confidence()
        row.texts("zones")
        if npa in states or not _is_npa(npa):
            raise TableInvalid(f"{row.where} repeats or misspells the area code {npa}")
        states[npa] = row.texts("states")
    placeless = frozenset(npa for key in ("toll_free", "personal", "premium") for npa in _npas(file, key))
    if placeless & states.keys():
        raise TableInvalid(f"the table npa places {sorted(placeless & states.keys())}, which have no place")
    return NpaTable(states=states, placeless=placeless)


def parse_countries(file: TableFile) -> CountryTable:
    """Raises TableInvalid."""
    known: set[str] = set()
    united_states: frozenset[str] = frozenset()
    for row in rows_of(file, "rows"):
        country = row.text("country")
        row.text("outbound")
        row.confidence()
        row.text("name")
        if country in known:
            raise TableInvalid(f"{row.where} repeats {country}")
        known.add(country)
        if country == "US":
            united_states = frozenset({country, *row.texts("also")})
    if not united_states or ANY_OTHER not in known:
        raise TableInvalid("the table countries lacks the US or the row for any other country")
    return CountryTable(united_states=united_states)


def check_together(tables: Tables) -> Tables:
    """What one table leaves to another must be there. Raises TableInvalid."""
    placed = {state for states in tables.npa.states.values() for state in states}
    territories = tables.countries.united_states - {"US"}
    lacking = {s for s in placed | territories if tables.recording.in_state(s) is None}
    if lacking:
        raise TableInvalid(f"the table recording has no row for {sorted(lacking)}")
    return tables


def _npas(file: TableFile, key: str) -> tuple[str, ...]:
    listed = file.content.get(key)
    if not isinstance(listed, list) or not all(isinstance(npa, str) and _is_npa(npa) for npa in listed):
        raise TableInvalid(f"the table npa has no list of area codes called {key}")
    return tuple(str(npa) for npa in listed)


def _is_npa(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isdigit() and text[0] in "23456789"
