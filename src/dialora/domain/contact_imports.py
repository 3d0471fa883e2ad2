"""A list of contacts that a business brings with it: how far it has been read, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialora.domain.consent_imports import ImportState


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactImport:
    """One list, read row by row."""

    id: str
    account_id: str
    file_name: str
    state: ImportState
    #: Only tried: nothing of it is kept but its faults.
    dry_run: bool
    #: Bytes of the file, where whoever sends it says so, and those read so far.
    size: int | None
    seen: int
    #: Rows read so far, without the one that names the columns.
    rows: int
    added: int
    #: Rows of a number that was known, and of which the list says something new.
    changed: int
    #: Rows that say nothing new.
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
