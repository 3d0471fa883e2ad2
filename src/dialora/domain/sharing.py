"""Links that show one call to somebody without an account, for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum


class Days(IntEnum):
    """How long a link may last."""

    ONE = 1
    SEVEN = 7
    THIRTY = 30

    @property
    def span(self) -> timedelta:
        return timedelta(days=self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLink:
    """A way to one call. Only the hash of its token is kept: whoever lost the link makes another."""

    id: str
    account_id: str
    call_id: str
    token_hash: bytes
    with_sound: bool
    #: A member or an API key, and what it was called then.
    author_id: str
    author_name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    opened: int
    last_opened_at: datetime | None

    def open_at(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
