"""Spans of a local day, in seconds from midnight; half-open, as all hours of the rulebook."""

from __future__ import annotations

import re
from typing import Final

from dialora.compliance.canonical import Plain
from dialora.compliance.tables import Row, TableInvalid

#: From the first second until before the second.
Span = tuple[int, int]

DAY: Final = 86_400
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


def seconds(text: Plain, where: str) -> int:
    """ "08:00" as seconds from midnight. Raises TableInvalid."""
    if not isinstance(text, str) or _CLOCK.fullmatch(text) is None:
        raise TableInvalid(f"{where} has {text!r}, which is no time of day")
    return int(text[:2]) * 3_600 + int(text[3:]) * 60


def span(cell: Plain, where: str) -> Span:
    """["08:00", "21:00"]. Raises TableInvalid."""
    if not isinstance(cell, list) or len(cell) != 2:
        raise TableInvalid(f"{where} has {cell!r}, which is no span of a day")
    opens, closes = seconds(cell[0], where), seconds(cell[1], where)
    if opens >= closes:
        raise TableInvalid(f"{where} has a span that ends before it begins")
    return opens, closes


def optional_span(row: Row, key: str) -> Span | None:
    """None where the cell says null: no calls on that day. Raises TableInvalid."""
    if key not in row.cells:
        raise TableInvalid(f"{row.where} has no {key}")
    return None if row.cells[key] is None else span(row.cells[key], f"{row.where}: {key}")


def optional_spans(row: Row, key: str) -> tuple[Span, ...]:
    """Several a day; none where the cell says null. Raises TableInvalid."""
    if key not in row.cells:
        raise TableInvalid(f"{row.where} has no {key}")
    cell = row.cells[key]
    if cell is None:
        return ()
    if not isinstance(cell, list) or not cell:
        raise TableInvalid(f"{row.where} has {key} {cell!r}, which is no list of spans")
    return tuple(span(each, f"{row.where}: {key}") for each in cell)


def holds(one: Span, second: int) -> bool:
    return one[0] <= second < one[1]


def clock(second: int) -> str:
    """As an owner reads it."""
    return f"{second // 3_600:02d}:{second % 3_600 // 60:02d}"
