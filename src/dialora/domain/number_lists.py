"""Lists of numbers from outside: national and state registries, reassigned numbers, protected lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class ListKind(StrEnum):
    NATIONAL = "national"
    STATE = "state"
    #: Answers of the reassigned numbers database: number, and the day it was disconnected for good.
    REASSIGNED = "reassigned"
    #: Lines that are never called: emergency, hospital, pager …
    PROTECTED = "protected"

    @property
    def whole(self) -> bool:
        """Whether a new list takes the place of the one before it. Else each adds to the others."""
        return self in (ListKind.NATIONAL, ListKind.STATE)


#: What a protected line may be.
LINE_FLAGS = ("emergency_line", "patient_room", "shared_cost", "pager", "hospital")

#: A registry's list may be used for so many days after its date (47 CFR 64.1200(c)(2)).
FRESH_FOR = timedelta(days=31)


class ListStatus(StrEnum):
    LOADING = "loading"
    #: Its numbers count.
    CURRENT = "current"
    #: A newer one has taken its place.
    REPLACED = "replaced"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberList:
    """One file that was read in, and how far."""

    id: str
    #: What its numbers are kept under.
    no: int
    kind: ListKind
    #: Of a state's registry: its two letters.
    state: str | None
    #: Of protected lines: what they are.
    flag: str | None
    #: The day of the registry, as it says itself.
    list_date: date
    status: ListStatus
    file_name: str
    file_sha256: str | None
    bytes_total: int
    bytes_read: int
    #: Numbers in it, and lines that hold none.
    rows_kept: int
    rows_refused: int
    #: Why it failed, for people.
    problem: str | None
    began_at: datetime
    #: When it was last seen to go on.
    beat_at: datetime
    ended_at: datetime | None

    def age_days(self, today: date) -> int:
        return (today - self.list_date).days

    def stale(self, today: date) -> bool:
        """Whether it is too old for a sales call. A list of the future says nothing of today."""
        return not 0 <= self.age_days(today) <= FRESH_FOR.days

    @property
    def share(self) -> float:
        """How much of the file was read, from 0 to 1."""
        return min(1.0, self.bytes_read / self.bytes_total) if self.bytes_total else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the lists say of one number."""

    kind: ListKind
    state: str | None
    flag: str | None
    list_date: date
    #: Of a reassigned number: the day it was disconnected.
    on_day: date | None
