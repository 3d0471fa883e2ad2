"""Saved views: a name for what the list of calls is often asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST_NAME = 60
#: Of one member, and as many for the whole account.
MOST_VIEWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """One saved view."""

    id: str
    account_id: str
    #: Whose it is; None where everybody of the account sees it.
    member_id: str | None
    name: str
    #: What stands behind the question mark in the list's address.
    query: str
    created_at: datetime
