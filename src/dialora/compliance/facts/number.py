"""What is known of our own number, and of where it may call."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.compliance.facts.unknown import UNKNOWN, Unknown
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFacts:
    """Our own number in this call. What only outgoing calls need is unknown until somebody says it."""

    ownership: Ownership | Unknown
    #: Whose number it is.
    account_id: str | Unknown
    number: PhoneNumber | Unknown = UNKNOWN
    #: The carrier's proof is there and fresh enough to call with.
    verified: bool | Unknown = UNKNOWN
    #: It is set up: callbacks reach an agent that takes opt-outs.
    ready: bool | Unknown = UNKNOWN
    #: Attached to a registered brand and campaign, or verified where toll-free: for texts.
    a2p_registered: bool | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFacts:
    """Whom a caller may be put through to."""

    #: The numbers that the agent's owner has named.
    destinations: tuple[PhoneNumber, ...]
    #: The numbers that lead to an agent of this account.
    ours: tuple[PhoneNumber, ...]
