"""What is known when a decision is made. What is not known says so, and a rule that needs it denies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dialora.compliance.facts.account import AccountFacts, Kyc, Place
from dialora.compliance.facts.consent import (
    ConsentFacts,
    ConsentLevel,
    ConsentPurpose,
    EbrFacts,
    RevocationFacts,
    RevocationScope,
)
from dialora.compliance.facts.contact import ContactFacts, LineFlag, LineType
from dialora.compliance.facts.history import AttemptFacts, CampaignFacts
from dialora.compliance.facts.lists import DncFacts
from dialora.compliance.facts.number import NumberFacts, TransferFacts
from dialora.compliance.facts.unknown import UNKNOWN, FactUnknown, Unknown, known

__all__ = [
    "UNKNOWN",
    "AccountFacts",
    "AttemptFacts",
    "CampaignFacts",
    "ConsentFacts",
    "ConsentLevel",
    "ConsentPurpose",
    "ContactFacts",
    "DncFacts",
    "EbrFacts",
    "FactUnknown",
    "Facts",
    "Kyc",
    "LineFlag",
    "LineType",
    "NumberFacts",
    "Place",
    "RevocationFacts",
    "RevocationScope",
    "TransferFacts",
    "Unknown",
    "known",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything rules may know besides the intent. What only outgoing calls need is unknown until somebody
    says it."""

    at: datetime
    account: AccountFacts | Unknown
    #: None where no number of ours is involved: a browser call.
    number: NumberFacts | Unknown | None
    contact: ContactFacts | Unknown
    #: A human of the business who is put through, if one is.
    bridged: Place | Unknown | None
    #: None where nobody is to be put through.
    transfer: TransferFacts | Unknown | None = None
    #: Every record that names the other party, used up or not.
    consents: tuple[ConsentFacts, ...] | Unknown = UNKNOWN
    #: Every time the other party took consent back from this account.
    revocations: tuple[RevocationFacts, ...] | Unknown = UNKNOWN
    dnc: DncFacts | Unknown = UNKNOWN
    #: None where there was never a deal nor an inquiry.
    ebr: EbrFacts | Unknown | None = UNKNOWN
    #: At least those of the last 30 days.
    attempts: tuple[AttemptFacts, ...] | Unknown = UNKNOWN
    #: The person said "not today", or the like.
    refused_today: bool | Unknown = UNKNOWN
    #: When the reassigned numbers database says that the number was given up; None: it does not.
    reassigned_on: date | Unknown | None = UNKNOWN
    #: The states in which an emergency is declared now, two letters each.
    emergencies: frozenset[str] | Unknown = UNKNOWN
    campaign: CampaignFacts | Unknown = UNKNOWN
    #: The account may call into the other party's country.
    destination_allowed: bool | Unknown = UNKNOWN
