"""Whether the carriers let a number text people for a business: 10DLC campaigns, toll-free verification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

#: How long the carrier's word on it is believed.
BELIEVED: Final = timedelta(hours=24)


class Registered(StrEnum):
    YES = "yes"
    #: Asked for, and not decided.
    PENDING = "pending"
    NO = "no"


class RegistrySource(StrEnum):
    #: Its API says so.
    CARRIER = "carrier"
    #: The operator has seen it in the carrier's console.
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationProof:
    """What a carrier says of a number."""

    registered: Registered
    #: What it calls the campaign or the verification.
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRegistration:
    """Of one number of the account's, the latest that is known."""

    account_id: str
    number_id: str
    registered: Registered
    reference: str | None
    source: RegistrySource
    checked_at: datetime

    def holds(self, now: datetime) -> bool | None:
        """Whether it may text; None where what we know is too old to say."""
        if self.source is RegistrySource.CARRIER and not timedelta(0) <= now - self.checked_at < BELIEVED:
            return None
        return self.registered is Registered.YES
