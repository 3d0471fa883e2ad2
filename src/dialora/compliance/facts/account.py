"""What is known of the business that calls or is called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialora.compliance.facts.unknown import UNKNOWN, Unknown
from dialora.domain.accounts import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody is, as law sees it."""

    #: ISO 3166-1 alpha-2.
    country: str
    #: Two letters, where the country is the US.
    state: str | None


class Kyc(StrEnum):
    """Whether we know who the business is (know your customer)."""

    VERIFIED = "verified"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """The business that answers or calls. What only outgoing calls need is unknown until somebody says it."""

    standing: Standing | Unknown
    place: Place | Unknown
    #: Legal name, as consents must name it.
    seller: str | Unknown = UNKNOWN
    kyc: Kyc | Unknown = UNKNOWN
    policy_accepted: bool | Unknown = UNKNOWN
    #: May place emergency calls.
    emergency_approved: bool | Unknown = UNKNOWN
    #: May inform landlines without consent, within the FCC's exemption.
    exempt_informational_enabled: bool | Unknown = UNKNOWN
    #: States with a seller registration, or a claimed exemption from it, on file.
    state_registrations: frozenset[str] | Unknown = UNKNOWN
    spend_cap_reached: bool | Unknown = UNKNOWN
