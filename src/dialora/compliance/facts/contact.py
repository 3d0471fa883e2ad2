"""What the account's own address book says of the other party."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LineType(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    VOIP = "voip"
    UNKNOWN = "unknown"


class LineFlag(StrEnum):
    """Lines that nobody may ring by machine, whatever for."""

    EMERGENCY_LINE = "emergency_line"
    PATIENT_ROOM = "patient_room"
    SHARED_COST = "shared_cost"
    PAGER = "pager"
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """The other party. None: the address book does not say."""

    state: str | None = None
    zip_code: str | None = None
    #: IANA, as the person or the ZIP says.
    zone: str | None = None
    line_type: LineType = LineType.UNKNOWN
    line_flags: frozenset[LineFlag] = frozenset()
    ported: bool | None = None
