"""What is known when a decision is made. What is not known says so, and a rule that needs it denies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeVar

from dialora.domain.accounts import Standing
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber

T = TypeVar("T")


class Unknown(Enum):
    """Nobody could say. Not the same as "there is none"."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


class FactUnknown(Exception):
    """A rule needed a fact that nobody knows: the gate denies."""


def known(fact: T | Unknown, what: str) -> T:
    """The fact itself. Raises FactUnknown, naming it."""
    if isinstance(fact, Unknown):
        raise FactUnknown(f"nobody knows {what}")
    return fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody is, as law sees it."""

    #: ISO 3166-1 alpha-2.
    country: str
    #: Two letters, where the country is the US.
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """The business that answers or calls."""

    standing: Standing | Unknown
    place: Place | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFacts:
    """Our own number in this call."""

    ownership: Ownership | Unknown
    #: Whose number it is.
    account_id: str | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFacts:
    """Whom a caller may be put through to."""

    #: The numbers that the agent's owner has named.
    destinations: tuple[PhoneNumber, ...]
    #: The numbers that lead to an agent of this account.
    ours: tuple[PhoneNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """What the account's own address book says of the other party. None: it does not say."""

    state: str | None = None
    zip_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything rules may know besides the intent."""

    at: datetime
    account: AccountFacts | Unknown
    #: None where no number of ours is involved: a browser call.
    number: NumberFacts | Unknown | None
    contact: ContactFacts | Unknown
    #: A human of the business who is put through, if one is.
    bridged: Place | Unknown | None
    #: None where nobody is to be put through.
    transfer: TransferFacts | Unknown | None = None
