"""The ledger's nouns: one chain of entries per account, and its head. How they are linked and signed is
`compliance.ledger`'s to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: The hash that the first entry follows.
GENESIS = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One thing that happened. Its hash covers all of it but the payload, of which it covers the hash."""

    account_id: str
    #: From 1, without gaps.
    seq: int
    #: "decision", …
    kind: str
    #: The id of what it is about.
    subject_id: str
    #: Canonical JSON.
    payload: str
    payload_hash: bytes
    #: Of the entry before; zeros for the first.
    previous_hash: bytes
    hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHead:
    """Where an account's chain ends. Sequence 0 and a hash of zeros is a chain without entries."""

    account_id: str
    seq: int
    hash: bytes
    #: Ed25519 over account, sequence and hash (RFC 8032); None where there is no entry yet.
    signature: bytes | None

    @classmethod
    def empty(cls, account_id: str) -> LedgerHead:
        """The head of a chain without entries."""
        return cls(account_id=account_id, seq=0, hash=GENESIS, signature=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """A decision of the gate as it is kept."""

    id: str
    account_id: str
    #: "allow", "allow_with_conditions", "deny".
    decision: str
    reason: str
    #: The whole decision, as canonical JSON; the ledger holds its hash.
    payload: str
    #: What was decided on, as canonical JSON, sealed at rest; None once it had to be forgotten.
    inputs: str | None
    at: datetime
    #: What the call was for; None where that was not written down.
    purpose: str | None = None
    #: Stands for the other party's number; None where there was none, or it had to be forgotten.
    number_hash: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainCheck:
    """What came of it when an account's chain was last checked."""

    at: datetime
    #: Entries that were right.
    entries: int
    #: The first thing that is wrong, for people; None where all is right.
    problem: str | None
