"""A list of consents that a business brings with it: how far it has been read, and what was wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ImportState(StrEnum):
    READING = "reading"
    DONE = "done"
    #: It could not be read to its end; what came before is recorded.
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentImport:
    """One list, read row by row."""

    id: str
    account_id: str
    file_name: str
    state: ImportState
    #: Bytes of the file, where whoever sends it says so, and those read so far.
    size: int | None
    seen: int
    #: Rows read so far, without the one that names the columns.
    rows: int
    recorded: int
    #: Rows that an earlier list held already.
    known: int
    refused: int
    #: Why it is broken.
    problem: str | None
    #: A member or an API key.
    started_by: str
    started_at: datetime
    ended_at: datetime | None

    @property
    def percent(self) -> int | None:
        """How much of the file has been read; None where nobody said how long it is."""
        if self.state is ImportState.DONE:
            return 100
        return min(99, self.seen * 100 // self.size) if self.size else None


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row was not recorded."""

    #: In the file, from 1; the first names the columns.
    line: int
    column: str
    why: str
