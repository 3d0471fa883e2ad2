"""Who uses Dialora: the operator, agencies, their accounts, and the people and keys of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """How an account stands with the policy."""

    ACTIVE = "active"
    WARNED = "warned"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


class Role(StrEnum):
    """What a member may do. The first two belong to the operator and to an agency."""

    OPERATOR = "operator"
    AGENCY_ADMIN = "agency_admin"
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


class KeyMode(StrEnum):
    """Test keys never reach a carrier."""

    TEST = "test"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A partner with many accounts under its own brand."""

    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One business. Everything it owns is invisible to every other account."""

    id: str
    agency_id: str
    name: str
    #: Legal name, as callers are told and as consents name it.
    seller: str
    #: ISO 3166-1 alpha-2.
    country: str
    #: Two letters, where the country is US.
    state: str | None
    #: IANA time zone of the business.
    zone: str
    standing: Standing
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person who signs in. An operator has neither agency nor account, an agency admin no account."""

    id: str
    email: str
    name: str
    role: Role
    agency_id: str | None
    account_id: str | None
    password_hash: str
    disabled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSession:
    """One signed-in browser. Only the hash of its cookie is kept."""

    token_hash: bytes
    member_id: str
    account_id: str | None
    csrf_token: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A program's key to one account. Only its SHA-256 and last four characters are kept."""

    id: str
    account_id: str
    mode: KeyMode
    secret_hash: bytes
    last_four: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
