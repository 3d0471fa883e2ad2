"""The ledger: each entry's hash covers the one before it, and the last one is signed.

An entry's hash is SHA-256 over the canonical JSON of what it says and the hash of its predecessor. The
payload itself is covered by its own hash, so that it can be erased without breaking the chain.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dialora.compliance.canonical import canonical
from dialora.domain.ledger import GENESIS, LedgerEntry, LedgerHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """The first thing that is wrong with a chain."""

    account_id: str
    #: The row; None where the chain as a whole is meant.
    seq: int | None
    problem: str


def next_entry(head: LedgerHead, *, kind: str, subject_id: str, payload: str, at: datetime) -> LedgerEntry:
    """The entry that follows the head."""
    payload_hash = hashlib.sha256(payload.encode()).digest()
    seq = head.seq + 1
    return LedgerEntry(
        account_id=head.account_id,
        seq=seq,
        kind=kind,
        subject_id=subject_id,
        payload=payload,
        payload_hash=payload_hash,
        previous_hash=head.hash,
        hash=_hash_of(head.account_id, seq, kind, subject_id, payload_hash, head.hash, at),
        at=at,
    )


def signed_head(entry: LedgerEntry, key: Ed25519PrivateKey) -> LedgerHead:
    """The head once this entry is the last."""
    signature = key.sign(_signed_text(entry.account_id, entry.seq, entry.hash))
    return LedgerHead(account_id=entry.account_id, seq=entry.seq, hash=entry.hash, signature=signature)


def is_signed(head: LedgerHead, key: Ed25519PublicKey) -> bool:
    """Whether the head bears our signature."""
    try:
        key.verify(head.signature or b"", _signed_text(head.account_id, head.seq, head.hash))
    except InvalidSignature:
        return False
    return True


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads one chain row by row and stops at the first that is wrong.

    `waypoints` are hashes that rows must have, known from elsewhere: a signed head kept outside.
    """

    account_id: str
    waypoints: dict[int, bytes]
    last: int = 0
    hash: bytes = GENESIS

    def read(self, entry: LedgerEntry) -> Damage | None:
        problem = self._problem(entry)
        if problem is not None:
            return Damage(account_id=self.account_id, seq=self.last + 1, problem=problem)
        self.last, self.hash = entry.seq, entry.hash
        return None

    def end(self) -> Damage | None:
        """What is wrong once there are no more rows."""
        missing = [seq for seq in self.waypoints if seq > self.last]
        if missing:
            problem = f"the row is missing: the chain once ended at {max(missing)}"
            return Damage(account_id=self.account_id, seq=self.last + 1, problem=problem)
        return None

    def _problem(self, entry: LedgerEntry) -> str | None:
        expected = self.last + 1
        if entry.seq != expected:
            return f"the row is missing: {entry.seq} follows {self.last}"
        if entry.account_id != self.account_id:
            return "the row belongs to another account"
        if entry.previous_hash != self.hash:
            return "the row does not follow the one before it"
        if hashlib.sha256(entry.payload.encode()).digest() != entry.payload_hash:
            return "what the row says was altered"
        if entry.hash != _hash_of(
            entry.account_id,
            entry.seq,
            entry.kind,
            entry.subject_id,
            entry.payload_hash,
            entry.previous_hash,
            entry.at,
        ):
            return "the row was altered"
        if self.waypoints.get(entry.seq, entry.hash) != entry.hash:
            return "the row is not the one whose hash was signed"
        return None


def _hash_of(
    account_id: str,
    seq: int,
    kind: str,
    subject_id: str,
    payload_hash: bytes,
    previous_hash: bytes,
    at: datetime,
) -> bytes:
    said = canonical(
        {
            "account_id": account_id,
            "seq": seq,
            "kind": kind,
            "subject_id": subject_id,
            "payload_hash": payload_hash,
            "at": at,
        }
    )
    return hashlib.sha256(said.encode() + previous_hash).digest()


def _signed_text(account_id: str, seq: int, hash: bytes) -> bytes:
    return canonical({"account_id": account_id, "seq": seq, "hash": hash}).encode()
