"""The table of the states: when sales calls may ring there, how often, and what else the state asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from dialora.compliance.spans import Span, optional_span, span
from dialora.compliance.tables import Row, TableFile, TableInvalid, rows_of


class Holidays(Enum):
    """What the state's holidays change."""

    ALLOWED = "allowed"
    PROHIBITED = "prohibited"
    #: Hours of their own.
    HOURS = "hours"


class AutomatedSales(Enum):
    """What a sales call by machine needs besides a written consent."""

    WRITTEN_CONSENT = "written_consent"
    #: The person asked for the call.
    ASKED_FOR = "asked_for"
    #: An established business relationship as well.
    RELATIONSHIP = "relationship"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCap:
    """How often a state lets somebody be called to sell."""

    calls: int
    within: timedelta
    #: Only attempts about the same subject count.
    same_subject: bool
    automated_only: bool
    #: A transaction of the last months lifts it.
    relationship_lifts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    """One state."""

    state: str
    name: str
    zones: tuple[str, ...]
    #: By weekday, Monday first; None: no calls.
    days: tuple[Span | None, ...]
    holidays: Holidays
    #: Where holidays have hours of their own.
    holiday_hours: Span | None
    #: The hours bind calls by machine only.
    automated_only: bool
    #: A valid consent lifts hours, days and holidays, by the law's own words.
    consent_lifts: bool
    automated_sales: AutomatedSales
    cap: StateCap | None
    identify_within_s: int | None
    ask_to_continue: bool
    emergency_ban: bool
    say_artificial: bool
    seller_registers: bool
    #: Calls by machine need consent whatever they say.
    information_needs_consent: bool
    statute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowTable:
    rows: Mapping[str, StateRow]


def parse_windows(file: TableFile) -> WindowTable:
    """Raises TableInvalid."""
    rows: dict[str, StateRow] = {}
    for row in rows_of(file, "rows"):
        found = _state(row)
        if found.state in rows:
            raise TableInvalid(f"{row.where} repeats {found.state}")
        rows[found.state] = found
    return WindowTable(rows=rows)


def _state(row: Row) -> StateRow:
    row.confidence()
    row.text("source")
    row.text("read")
    weekday = optional_span(row, "mon_fri")
    holidays, hours = _holidays(row)
    return StateRow(
        state=row.text("state"),
        name=row.text("name"),
        zones=row.zones("zones"),
        days=(*(weekday,) * 5, optional_span(row, "sat"), optional_span(row, "sun")),
        holidays=holidays,
        holiday_hours=hours,
        automated_only=row.one_of("calls", {"all": False, "automated": True}),
        consent_lifts=row.flag("consent_lifts"),
        automated_sales=row.one_of("automated_sales", {each.value: each for each in AutomatedSales}),
        cap=_cap(row),
        identify_within_s=row.optional_count("identify_within_s"),
        ask_to_continue=row.flag("ask_to_continue"),
        emergency_ban=row.flag("emergency_ban"),
        say_artificial=row.flag("say_artificial"),
        seller_registers=row.flag("seller_registers"),
        information_needs_consent=row.flag("information_needs_consent"),
        statute=row.text("statute"),
    )


def _holidays(row: Row) -> tuple[Holidays, Span | None]:
    cell = row.cells.get("holidays")
    if isinstance(cell, list):
        return Holidays.HOURS, span(cell, f"{row.where}: holidays")
    plain = {each.value: each for each in (Holidays.ALLOWED, Holidays.PROHIBITED)}
    return row.one_of("holidays", plain), None


def _cap(row: Row) -> StateCap | None:
    cell = row.cells.get("cap")
    if cell is None:
        return None
    if not isinstance(cell, dict):
        raise TableInvalid(f"{row.where} has a cap that is none")
    cap = Row(where=f"{row.where}: cap", cells=cell)
    return StateCap(
        calls=cap.count("calls"),
        within=timedelta(hours=cap.count("hours")),
        same_subject=cap.flag("same_subject"),
        automated_only=cap.flag("automated_only"),
        relationship_lifts=cap.flag("relationship_lifts"),
    )
