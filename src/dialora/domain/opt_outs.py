"""Asking on the public page not to be called, and proving with a text that the number is one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: How long a code can be sent.
CODE_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutRequest:
    """Made on the page; confirmed by a text with its code from the number itself."""

    id: str
    number_hash: bytes
    code: str
    #: Of the page that waits for it.
    token_hash: bytes
    language: str
    created_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None

    def open_at(self, now: datetime) -> bool:
        return self.confirmed_at is None and now < self.expires_at
