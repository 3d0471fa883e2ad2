"""The table of the countries: which may be called for what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from dialora.compliance.spans import Span, optional_spans
from dialora.compliance.tables import Row, TableFile, TableInvalid, rows_of

#: The row for every country that has none.
ANY_OTHER = "*"


class Outbound(Enum):
    """What may be done there."""

    RULES_ENGINE = "rules_engine"
    #: Sales with a documented opt-in only.
    ALLOW_WITH_WRITTEN_CONSENT = "allow_with_written_consent"
    DENY_TELEMARKETING = "deny_telemarketing"
    DENY_ALL_OUTBOUND = "deny_all_outbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRow:
    """One country besides the US, whose states have rows of their own."""

    country: str
    name: str
    outbound: Outbound
    zones: tuple[str, ...]
    #: By weekday, Monday first; none: no calls.
    days: tuple[tuple[Span, ...], ...]
    holidays_prohibited: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryTable:
    #: The US and its territories: the US rows hold there.
    united_states: frozenset[str]
    rows: Mapping[str, CountryRow]

    def row(self, country: str | None) -> CountryRow:
        """The strictest row where it has none of its own."""
        return self.rows.get(country or ANY_OTHER, self.rows[ANY_OTHER])


def parse_countries(file: TableFile) -> CountryTable:
    """Raises TableInvalid."""
    rows: dict[str, CountryRow] = {}
    united_states: frozenset[str] = frozenset()
    for row in rows_of(file, "rows"):
        country = row.text("country")
        row.text("read")
        row.confidence()
        if country in rows or country in united_states:
            raise TableInvalid(f"{row.where} repeats {country}")
        if row.one_of("outbound", _OUTBOUND) is Outbound.RULES_ENGINE:
            united_states = frozenset({country, *row.texts("also")})
        else:
            rows[country] = _country(row)
    if "US" not in united_states or ANY_OTHER not in rows:
        raise TableInvalid("the table countries lacks the US or the row for any other country")
    if rows[ANY_OTHER].outbound is not Outbound.DENY_ALL_OUTBOUND:
        raise TableInvalid("the table countries lets any other country be called")
    return CountryTable(united_states=united_states, rows=rows)


_OUTBOUND = {each.value: each for each in Outbound}


def _country(row: Row) -> CountryRow:
    weekday = optional_spans(row, "mon_fri")
    return CountryRow(
        country=row.text("country"),
        name=row.text("name"),
        outbound=row.one_of("outbound", _OUTBOUND),
        # Where every day is closed it is closed in any zone.
        zones=("UTC",) if row.text("country") == ANY_OTHER else row.zones("zones"),
        days=(*(weekday,) * 5, optional_spans(row, "sat"), optional_spans(row, "sun")),
        holidays_prohibited=row.one_of("holidays", {"allowed": False, "prohibited": True}),
        source=row.text("source"),
    )
