"""What the operator has found out about an account, and lets it do: without this it calls nobody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Identity(StrEnum):
    """Whether the operator knows who the business is."""

    VERIFIED = "verified"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """Nothing is approved that nobody has said."""

    identity: Identity = Identity.PENDING
    #: Somebody of the account has accepted the policy.
    policy_accepted: bool = False
    #: May place emergency calls.
    emergencies: bool = False
    #: May inform landlines without consent, within the FCC's exemption.
    exempt_landlines: bool = False
    #: States with a seller registration, or a claimed exemption from it, on file.
    seller_states: tuple[str, ...] = ()
    #: Countries that it may open to its calls, beside its own.
    countries: tuple[str, ...] = ()
    #: The most that it may spend on calls in a day, in millionths of the currency; None: as it likes.
    spend_day_micros: int | None = None
    spend_currency: str | None = None
