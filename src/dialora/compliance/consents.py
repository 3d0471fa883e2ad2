"""Which consent a call rests on: every record is judged, from the newest, and the first that passes is used.

The order of the questions to a record is the law's own here: number, seller, revoked, not yet valid, channel,
purpose, level, artificial voice, evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from dialora.compliance.facts import ConsentFacts, ConsentLevel, ConsentPurpose
from dialora.compliance.intent import Channel
from dialora.domain.phone import PhoneNumber


class Basis(Enum):
    """What an outgoing call rests on."""

    RECORD = "record"
    #: An established business relationship, for people who call.
    RELATIONSHIP = "relationship"
    #: The FCC's exemption for informing landlines.
    EXEMPTION = "exemption"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """What a call rests on, or why on nothing."""

    basis: Basis
    #: The record that is used.
    record: ConsentFacts | None = None
    #: The newest record, used or not.
    newest: ConsentFacts | None = None
    #: Why on nothing.
    reason: str | None = None

    @property
    def written(self) -> bool:
        return self.record is not None and self.record.level is ConsentLevel.EXPRESS_WRITTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the consent must cover."""

    now: datetime
    number: PhoneNumber | None
    seller: str
    channel: Channel
    sale: bool
    #: A machine speaks.
    artificial: bool
    #: Only a signed consent will do.
    written: bool
    #: When the person took consent back.
    revoked: Sequence[datetime]


SALES_PURPOSES: Final = frozenset({ConsentPurpose.TELEMARKETING, ConsentPurpose.ANY})


def newest_first(records: Sequence[ConsentFacts]) -> Sequence[ConsentFacts]:
    if len(records) < 2:
        return records
    return sorted(records, key=lambda record: record.obtained_at, reverse=True)


def judge(records: Sequence[ConsentFacts], asked: Asked) -> Resting:
    """On the first record that passes, or on nothing for the reason that speaks against the newest."""
    ordered = newest_first(records)
    reason: str | None = None
    for record in ordered:
        found = objection(record, asked)
        if found is None:
            return Resting(basis=Basis.RECORD, record=record, newest=ordered[0])
        reason = reason or found
    newest = ordered[0] if ordered else None
    return Resting(basis=Basis.NOTHING, newest=newest, reason=reason or "CONSENT_MISSING")


def objection(record: ConsentFacts, asked: Asked) -> str | None:
    """The first thing that speaks against a record."""
    if record.number != asked.number:
        return "CONSENT_NUMBER_MISMATCH"
    if record.seller != asked.seller:
        return "CONSENT_SELLER_MISMATCH"
    if is_revoked(record, asked):
        return "CONSENT_REVOKED"
    if record.obtained_at > asked.now:
        return "CONSENT_NOT_YET_VALID"
    if asked.channel not in record.channels:
        return "CONSENT_SCOPE_INSUFFICIENT"
    return (_sale_objection(record, asked) if asked.sale else None) or (
        None if record.evidence_complete else "CONSENT_EVIDENCE_INCOMPLETE"
    )


def is_revoked(record: ConsentFacts, asked: Asked) -> bool:
    if record.revoked_at is not None and record.revoked_at <= asked.now:
        return True
    return any(at >= record.obtained_at for at in asked.revoked)


def _sale_objection(record: ConsentFacts, asked: Asked) -> str | None:
    if record.purpose not in SALES_PURPOSES:
        return "CONSENT_SCOPE_INSUFFICIENT"
    if asked.written and record.level is not ConsentLevel.EXPRESS_WRITTEN:
        return "CONSENT_NOT_WRITTEN"
    if asked.artificial and not record.authorizes_artificial_voice:
        return "CONSENT_SCOPE_INSUFFICIENT"
    return None
