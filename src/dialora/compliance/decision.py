"""A decision of the gate: the same object that the API returns, the ledger chains and a page draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    ALLOW = "allow"
    ALLOW_WITH_CONDITIONS = "allow_with_conditions"
    DENY = "deny"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule found."""

    #: The gate it belongs to, in asking order: "G1", "G2", …
    gate: str
    #: The rule's name.
    rule: str
    #: The reason code where it denies, None where it does not object.
    reason: str | None
    #: The conditions it attaches.
    conditions: tuple[str, ...] = ()
    #: For an owner, in one sentence.
    why: str = ""
    #: The law or table row it rests on.
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """May this call be made, answered or recorded, and under which conditions."""

    decision: Verdict
    #: "OK", "OK_EMERGENCY", or the first failing gate's code.
    reason: str
    all_reasons: tuple[str, ...]
    conditions: tuple[str, ...]
    next_allowed_at: datetime | None
    findings: tuple[Finding, ...]
    rulebook_version: str
    #: SHA-256 of the canonical JSON of intent and facts.
    input_hash: str

    @property
    def allowed(self) -> bool:
        return self.decision is not Verdict.DENY
