"""What is known of the other party's consent: what was given, what was taken back, what was dealt before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dialora.compliance.intent import Channel
from dialora.domain.phone import PhoneNumber


class ConsentLevel(StrEnum):
    EXPRESS = "express"
    #: Signed, with all that 47 CFR 64.1200(f)(9) asks of it.
    EXPRESS_WRITTEN = "express_written"


class ConsentPurpose(StrEnum):
    TELEMARKETING = "telemarketing"
    INFORMATIONAL = "informational"
    ANY = "any"


class RevocationScope(StrEnum):
    ALL = "all"
    TELEMARKETING = "telemarketing"
    INFORMATIONAL = "informational"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """One record of consent."""

    level: ConsentLevel
    purpose: ConsentPurpose
    channels: frozenset[Channel]
    #: The business that was named.
    seller: str
    #: None: what is called, where that is no number in E.164 form.
    number: PhoneNumber | None
    obtained_at: datetime
    revoked_at: datetime | None
    authorizes_artificial_voice: bool
    #: Everything that 16 CFR 310.5 wants kept is kept.
    evidence_complete: bool
    #: The person asked for the call.
    consumer_initiated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationFacts:
    """The person took consent back."""

    at: datetime
    scope: RevocationScope


@dataclass(frozen=True, slots=True, kw_only=True)
class EbrFacts:
    """An established business relationship (47 CFR 64.1200(f)(5)). None: no such day."""

    last_transaction: date | None
    last_inquiry: date | None
