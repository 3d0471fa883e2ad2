"""The numbers an account brings from its carrier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from dialora.domain.phone import PhoneNumber


class Ownership(StrEnum):
    """How the carrier proves that a number is the account's."""

    INCOMING_PHONE_NUMBER = "incoming_phone_number"
    VERIFIED_CALLER_ID = "verified_caller_id"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipProof:
    """What the carrier says of a number and an account."""

    ownership: Ownership
    #: What the carrier calls the number there.
    carrier_number_id: str | None


NOT_OWNED: Final = OwnershipProof(ownership=Ownership.NONE, carrier_number_id=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedNumber:
    """A number of ours at a carrier, and the agent that answers it."""

    id: str
    account_id: str
    number: PhoneNumber
    #: Name of the carrier in the catalogue, such as "twilio".
    carrier: str
    #: The account's id at the carrier.
    carrier_account_id: str
    #: The agent that answers; None is a polite refusal.
    agent_id: str | None
    ownership: Ownership
    verified: bool
    #: When the carrier last said that it is.
    verified_at: datetime | None
    created_at: datetime
    #: What the carrier calls it.
    carrier_number_id: str | None = None
    #: When the carrier was last asked whose it is.
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierCredentials:
    """What proves us to the carrier and the carrier to us. Sealed at rest, never logged."""

    carrier_account_id: str
    auth_token: str

    def __repr__(self) -> str:
        return f"CarrierCredentials({self.carrier_account_id!r}, auth_token=…)"
