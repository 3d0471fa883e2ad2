"""The table of the states' holidays: tabled for some years, and outside them nothing is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dialora.compliance.canonical import Plain
from dialora.compliance.tables import TableFile, TableInvalid, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayTable:
    #: First and last day that the table knows.
    first: date
    last: date
    #: By state, the name of every holiday by its day.
    days: Mapping[str, Mapping[date, str]]


def parse_holidays(file: TableFile) -> HolidayTable:
    """Raises TableInvalid."""
    first, last = _day(file.content.get("from")), _day(file.content.get("through"))
    days: dict[str, dict[date, str]] = {}
    for row in rows_of(file, "rows"):
        row.text("source")
        row.confidence()
        state, listed = row.text("state"), row.cells.get("days")
        if state in days or not isinstance(listed, dict) or not listed:
            raise TableInvalid(f"{row.where} repeats {state} or has no days")
        days[state] = {_day(day): str(name) for day, name in listed.items()}
        if not all(first <= day <= last for day in days[state]):
            raise TableInvalid(f"{row.where} has a day outside the table")
    return HolidayTable(first=first, last=last, days=days)


def _day(text: Plain) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise TableInvalid(f"the table holidays has {text!r}, which is no day") from None
