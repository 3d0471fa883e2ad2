"""Consents: who agreed to be called or texted, to what, and how that can be proved. Never changed; what ends
one is a record of its own."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from dialora.domain.errors import InvalidFields
from dialora.domain.phone import PhoneNumber

LONGEST_NAME = 200
LONGEST_TEXT = 20_000
MOST_EVIDENCE = 10
#: Before the law that asks for consent (TCPA, 20 December 1991) nobody gave one.
_EARLIEST = datetime(1991, 12, 20, tzinfo=UTC)


class ConsentLevel(StrEnum):
    EXPRESS = "express"
    #: In writing and signed (47 CFR 64.1200(f)(9)).
    EXPRESS_WRITTEN = "express_written"


class ConsentPurpose(StrEnum):
    INFORMATIONAL = "informational"
    TELEMARKETING = "telemarketing"
    ANY = "any"


class ConsentChannel(StrEnum):
    VOICE = "voice"
    SMS = "sms"


class ConsentWay(StrEnum):
    """How it came to us."""

    API = "api"
    CSV = "csv"
    FORM = "form"
    SPOKEN = "spoken"
    KEYWORD = "keyword"

    @property
    def by_the_person(self) -> bool:
        """We were there when the person agreed; otherwise the business tells us that they did."""
        return self not in (ConsentWay.API, ConsentWay.CSV)


class Signature(StrEnum):
    """How it was signed (E-SIGN, 15 USC 7006(5))."""

    TYPED_NAME = "typed_name"
    CLICK = "click"
    KEY_PRESS = "key_press"
    VOICE = "voice"
    TEXT_MESSAGE = "text_message"
    INK = "ink"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file that proves something: kept sealed, found and proved by the hash of what it holds."""

    id: str
    account_id: str
    sha256: str
    media_type: str
    size: int
    #: As whoever gave it called it.
    name: str
    #: A member, an API key, or what made it.
    recorded_by: str
    recorded_at: datetime
    #: When whoever it is of was forgotten: from then on the restricted store has it.
    restricted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """What a consent says of one of its files."""

    id: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A consent ended by whoever gave it."""

    id: str
    account_id: str
    consent_id: str
    at: datetime
    #: "api", "web", "call", "sms", …
    via: str
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A consent as it is told to us, before it is on record."""

    number: PhoneNumber
    name: str
    level: ConsentLevel
    purpose: ConsentPurpose
    channels: tuple[ConsentChannel, ...]
    obtained_at: datetime
    way: ConsentWay
    #: Who may call; None: the account's own legal name.
    seller: str | None = None
    authorizes_artificial_voice: bool = False
    not_condition_of_purchase: bool = False
    #: The person asked to be called.
    consumer_initiated: bool = False
    signature: Signature | None = None
    #: The request as it was shown or read out.
    disclosure_text: str = ""
    disclosure_version: str | None = None
    #: What the person answered, in their own words.
    words: str = ""
    evidence_ids: tuple[str, ...] = ()
    ip: str | None = None
    user_agent: str | None = None
    call_id: str | None = None

    def check(self, now: datetime) -> None:
        """Raises InvalidFields, naming every field that cannot be kept."""
        wrong: dict[str, str] = {}
        lengths = {
            "name": (self.name, LONGEST_NAME),
            "seller": (self.seller or "", LONGEST_NAME),
            "disclosure_text": (self.disclosure_text, LONGEST_TEXT),
            "disclosure_version": (self.disclosure_version or "", LONGEST_NAME),
            "words": (self.words, LONGEST_TEXT),
            "ip": (self.ip or "", LONGEST_NAME),
            "user_agent": (self.user_agent or "", LONGEST_NAME * 5),
        }
        for field, (text, most) in lengths.items():
            if len(text) > most:
                wrong[f"/{field}"] = f"At most {most:,} characters."
            elif not _readable(text):
                wrong[f"/{field}"] = "It holds characters that cannot be read."
        if self.seller is not None and not self.seller.strip():
            wrong["/seller"] = "Say who may call, or leave it out for the account's own name."
        if not self.channels:
            wrong["/channels"] = "At least one of voice, sms."
        if self.obtained_at > now:
            wrong["/obtained_at"] = "That has not happened yet."
        elif self.obtained_at < _EARLIEST:
            wrong["/obtained_at"] = "That is before anybody could agree to be called."
        if len(self.evidence_ids) > MOST_EVIDENCE:
            wrong["/evidence"] = f"At most {MOST_EVIDENCE} files."
        elif not all(each.isascii() and each.isprintable() for each in self.evidence_ids):
            wrong["/evidence"] = "That is no id of a file."
        if wrong:
            raise InvalidFields(wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent on record. What tells of the person is gone where it had to be forgotten."""

    id: str
    account_id: str
    #: What the number is looked up by.
    number_hash: bytes
    #: None once it had to be forgotten.
    number: PhoneNumber | None
    name: str
    level: ConsentLevel
    purpose: ConsentPurpose
    channels: tuple[ConsentChannel, ...]
    seller: str
    way: ConsentWay
    authorizes_artificial_voice: bool
    not_condition_of_purchase: bool
    consumer_initiated: bool
    signature: Signature | None
    disclosure_text: str
    disclosure_version: str | None
    disclosure_sha256: str | None
    words: str
    evidence: tuple[Exhibit, ...]
    ip: str | None
    user_agent: str | None
    call_id: str | None
    #: A member, an API key, "form", "call", "sms".
    recorded_by: str
    obtained_at: datetime
    recorded_at: datetime
    #: Random, so that nobody can guess a person from what the chain says of them.
    salt: bytes
    withdrawal: Withdrawal | None = None

    @property
    def revoked_at(self) -> datetime | None:
        """When it was withdrawn; stopping everything for a number is a record of its own."""
        return self.withdrawal.at if self.withdrawal else None

    @property
    def missing(self) -> tuple[str, ...]:
        """What the record lacks of 16 CFR 310.5 and, where it was signed, of 47 CFR 64.1200(f)(9)."""
        written = self.level is ConsentLevel.EXPRESS_WRITTEN
        there = {
            "name": bool(self.name.strip()),
            "number": self.number is not None,
            "copy_of_request": bool(self.disclosure_text or self.evidence),
            # What was signed is proved by a copy of it, not by somebody's word.
            "copy_of_consent": bool(self.evidence) or (bool(self.words) and not written),
            "signature": self.signature is not None or not written,
            "not_condition_of_purchase": self.not_condition_of_purchase or not written,
        }
        return tuple(part for part, is_there in there.items() if not is_there)

    @property
    def evidence_complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFilter:
    """Which consents are wanted; None: any."""

    number: PhoneNumber | None = None
    purpose: ConsentPurpose | None = None
    way: ConsentWay | None = None
    revoked: bool | None = None


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _readable(text: str) -> bool:
    """No control characters but the ends of lines, and nothing that is no character at all."""
    return all(char in "\n\r\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn") for char in text)
