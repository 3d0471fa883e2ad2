"""What people write about a call, for each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialora.domain.errors import Invalid

LONGEST_NOTE = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note on a call. Only its author takes it away, and may bring it back for a while."""

    id: str
    account_id: str
    call_id: str
    #: A member or an API key, and what it was called then.
    author_id: str
    author_name: str
    text: str
    created_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes or shares: a member, or a program by its key."""

    id: str
    name: str


def note_text(text: str) -> str:
    """A note's words as they are kept. Raises Invalid."""
    kept = text.replace("\r\n", "\n").strip()
    if not kept or len(kept) > LONGEST_NOTE or "\x00" in kept:
        raise Invalid(f"A note has 1 to {LONGEST_NOTE:,} characters.", field="text", code="note_invalid")
    return kept
