"""What has happened with the other party before, and in the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialora.compliance.facts.unknown import UNKNOWN, Unknown
from dialora.compliance.intent import CallPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFacts:
    """One earlier attempt at this number, from any of the account's numbers, answered or not."""

    at: datetime
    purpose: CallPurpose
    #: None: no subject was named, which counts as the same.
    subject: str | None = None
    answered: bool = False
    #: The debt it was about.
    debt_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """The campaign that the call belongs to; a call of no campaign has a rate of 0."""

    #: Of the calls that people answered in 30 days, the share that nobody spoke on: 0.03 is 3 percent.
    abandon_rate_30d: float | Unknown = UNKNOWN
    paused: bool | Unknown = UNKNOWN
