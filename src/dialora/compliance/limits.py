"""The table of limits: hours, days, counts and shares that hold everywhere, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dialora.compliance.canonical import Plain
from dialora.compliance.spans import Span, span
from dialora.compliance.tables import TableFile, TableInvalid, rows_of

_COUNTS = (
    "callback_minutes",
    "registry_days",
    "relationship_months",
    "inquiry_months",
    "sales_calls",
    "sales_hours",
    "exempt_calls",
    "exempt_days",
    "debt_calls",
    "debt_days",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What holds in every state."""

    #: Numbers of emergency services, as they are dialled.
    short_numbers: frozenset[str]
    #: When people may be called at all, at their place.
    open: Span
    #: How near to the moment a person asked for a call must be.
    callback: timedelta
    #: How old a copy of the national list may be.
    registry_days: int
    #: How long a transaction and an inquiry make a business relationship.
    relationship_months: int
    inquiry_months: int
    #: Sales attempts at one number.
    sales_calls: int
    sales_within: timedelta
    #: Calls without consent that inform a landline.
    exempt_calls: int
    exempt_within: timedelta
    #: Attempts about one debt, and the silence after a conversation about it.
    debt_calls: int
    debt_within: timedelta
    #: Of the calls that people answer, the share that may be silent.
    abandoned_share: float


def parse_limits(file: TableFile) -> Limits:
    """Raises TableInvalid."""
    values: dict[str, Plain] = {}
    for row in rows_of(file, "rows"):
        name = row.text("name")
        row.text("source")
        row.confidence()
        if name in values:
            raise TableInvalid(f"{row.where} repeats {name}")
        values[name] = row.cells.get("value")
    counts = {name: _count(values, name) for name in _COUNTS}
    return Limits(
        short_numbers=_short_numbers(file),
        open=span([values.get("open_from"), values.get("open_until")], "limits: open"),
        callback=timedelta(minutes=counts["callback_minutes"]),
        registry_days=counts["registry_days"],
        relationship_months=counts["relationship_months"],
        inquiry_months=counts["inquiry_months"],
        sales_calls=counts["sales_calls"],
        sales_within=timedelta(hours=counts["sales_hours"]),
        exempt_calls=counts["exempt_calls"],
        exempt_within=timedelta(days=counts["exempt_days"]),
        debt_calls=counts["debt_calls"],
        debt_within=timedelta(days=counts["debt_days"]),
        abandoned_share=_share(values.get("abandoned_share")),
    )


def _count(values: dict[str, Plain], name: str) -> int:
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise TableInvalid(f"the table limits has {name} {value!r}, which is no count")
    return value


def _share(value: Plain) -> float:
    if not isinstance(value, float) or not 0 <= value < 1:
        raise TableInvalid(f"the table limits has abandoned_share {value!r}, which is no share")
    return value


def _short_numbers(file: TableFile) -> frozenset[str]:
    listed = file.content.get("short_numbers")
    if not isinstance(listed, list) or not listed:
        raise TableInvalid("the table limits has no list short_numbers")
    if not all(isinstance(number, str) and number.isdigit() for number in listed):
        raise TableInvalid("the table limits has a short number that is none")
    return frozenset(str(number) for number in listed)
