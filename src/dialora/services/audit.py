"""Checks the ledgers: every row of every chain, the signed ends, and the decisions the rows speak of."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dialora.compliance.canonical import canonical
from dialora.compliance.ledger import Damage, Reader, is_signed
from dialora.domain.errors import Invalid, NotFound
from dialora.domain.ledger import ChainCheck, LedgerEntry, LedgerHead
from dialora.ports.clock import Clock
from dialora.services.evidence import EvidenceFiles
from dialora.services.heads import Heads
from dialora.store.consents import GRANTED
from dialora.store.scope import AccountScope, Store

#: The form of an exported chain: its first line names it.
_FORM = "dialora ledger 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of checking one chain."""

    account_id: str
    #: Rows that are right.
    entries: int
    #: Whether a signed head of this account is kept outside the database to compare with.
    kept_outside: bool
    damage: Damage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    store: Store
    heads: Heads
    #: None: files of evidence are not looked at.
    evidence: EvidenceFiles | None = None
    #: None: nobody writes down that a chain was checked.
    clock: Clock | None = None

    async def verify(self) -> tuple[Checked, ...]:
        """Every account's chain, also of accounts that only the folder of heads still knows."""
        async with self.store.platform() as platform:
            known = {account.id for account in await platform.accounts.all()}
        accounts = sorted(known | set(self.heads.accounts()))
        return tuple([await self.verify_account(account_id) for account_id in accounts])

    async def verify_account(self, account_id: str) -> Checked:
        """One chain. May run while calls are decided on."""
        checked = await self._checked(account_id)
        if self.clock is not None:
            await self._write_down(checked, self.clock.now())
        return checked

    async def _checked(self, account_id: str) -> Checked:
        outside = self.heads.of_account(account_id)
        forged = self._forged(account_id, outside)
        if forged is not None:
            return Checked(account_id=account_id, entries=0, kept_outside=True, damage=forged)
        try:
            async with self.store.account(account_id) as scope:
                return await self._verify(scope, outside)
        except NotFound:
            gone = Damage(account_id=account_id, seq=1, problem="the account and its rows are missing")
            return Checked(account_id=account_id, entries=0, kept_outside=True, damage=gone)

    async def _write_down(self, checked: Checked, at: datetime) -> None:
        problem = checked.damage.problem if checked.damage else None
        try:
            async with self.store.account(checked.account_id) as scope:
                await scope.ledger.checked(ChainCheck(at=at, entries=checked.entries, problem=problem))
        except NotFound:
            # The account itself is what is missing; whoever asked is told.
            return

    async def export(self, account_id: str) -> AsyncIterator[str]:
        """The chain as lines of JSON, with the public key and the signed head: can be checked without the
        database. Raises NotFound."""
        key = self.heads.public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        async with self.store.account(account_id) as scope:
            head = await scope.ledger.head() or LedgerHead.empty(account_id)
            yield canonical({"form": _FORM, "account_id": account_id, "public_key": key})
            told: set[str] = set()
            async for entry in scope.ledger.entries():
                if entry.seq <= head.seq:
                    yield canonical({"entry": entry})
                    told |= {entry.subject_id} if entry.kind == GRANTED else set()
            async for consent_id, person in scope.consents.people():
                # Those recorded while this is read are in the next export.
                if consent_id in told:
                    yield canonical({"person": {"consent": consent_id, "said": person}})
            yield canonical({"head": head})

    def _forged(self, account_id: str, outside: Iterable[LedgerHead]) -> Damage | None:
        for head in outside:
            if not is_signed(head, self.heads.public_key):
                problem = "the head kept outside the database does not bear our signature"
                return Damage(account_id=account_id, seq=head.seq, problem=problem)
        return None

    async def _verify(self, scope: AccountScope, outside: Iterable[LedgerHead]) -> Checked:
        # What was the end before reading must be in the chain; rows added meanwhile follow it.
        before = await scope.ledger.head() or LedgerHead.empty(scope.account_id)
        kept = tuple(outside)
        reader = Reader(account_id=scope.account_id, waypoints=_waypoints((before, *kept)))
        damage = _contradiction(scope.account_id, kept)
        async for entry in scope.ledger.entries():
            damage = damage or reader.read(entry)
            if damage is not None:
                break
        damage = damage or reader.end() or await self._end(scope, reader)
        return Checked(
            account_id=scope.account_id, entries=reader.last, kept_outside=bool(kept), damage=damage
        )

    async def _end(self, scope: AccountScope, reader: Reader) -> Damage | None:
        head = await scope.ledger.head() or LedgerHead.empty(scope.account_id)
        if head.seq and not is_signed(head, self.heads.public_key):
            return _damage(scope, head.seq, "the head does not bear our signature")
        if reader.last > head.seq:
            return _damage(scope, head.seq + 1, "the row was added behind the signed head")
        if reader.last == head.seq and reader.hash != head.hash:
            return _damage(scope, head.seq, "the row is not the one whose hash was signed")
        altered = await scope.ledger.first_unlike_its_decision()
        if altered is not None:
            return _damage(scope, altered, "the decision of this row was altered or removed")
        unwritten = await scope.ledger.first_decision_without_entry()
        if unwritten is not None:
            return _damage(scope, None, f"the decision {unwritten} is in no row")
        return await self._consents(scope)

    async def _consents(self, scope: AccountScope) -> Damage | None:
        altered = await scope.consents.first_unlike_its_entry()
        if altered is not None:
            return _damage(scope, altered, "the consent of this row was altered or removed")
        unwritten = await scope.consents.first_without_entry()
        if unwritten is not None:
            return _damage(scope, None, f"the consent {unwritten} is in no row")
        foreign = await scope.consents.first_of_another_person()
        if foreign is not None:
            return _damage(scope, None, f"the person of the consent {foreign} is not the one it was given by")
        damaged = await self.evidence.first_damaged(scope) if self.evidence else None
        if damaged is not None:
            return _damage(scope, None, f"the evidence {damaged} is missing or was altered")
        return None


def verify_export(lines: Iterable[str], key: Ed25519PublicKey | None = None) -> Checked:
    """An exported chain, without any database. `key` is the one we know to be ours; without it the export's
    own key is believed, which shows only that the export is whole. Raises Invalid where it is no export."""
    parsed = [_json_line(line) for line in lines if line.strip()]
    if not parsed or parsed[0].get("form") != _FORM:
        raise Invalid("This is not an exported ledger.", code="export_unreadable")
    try:
        account_id = str(parsed[0]["account_id"])
        signer = key or Ed25519PublicKey.from_public_bytes(bytes.fromhex(parsed[0]["public_key"]))
        entries = [_entry(line["entry"]) for line in parsed if "entry" in line]
        heads = [_head(line["head"]) for line in parsed if "head" in line]
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("A line of this export cannot be read.", code="export_unreadable") from error
    reader = Reader(account_id=account_id, waypoints=_waypoints(heads))
    damage = next((found for entry in entries if (found := reader.read(entry))), None) or reader.end()
    if damage is None:
        problem = _end_of_export(reader, heads, signer)
        damage = Damage(account_id=account_id, seq=reader.last + 1, problem=problem) if problem else None
    return Checked(account_id=account_id, entries=reader.last, kept_outside=False, damage=damage)


def _end_of_export(reader: Reader, heads: list[LedgerHead], signer: Ed25519PublicKey) -> str | None:
    if len(heads) != 1:
        return "the export does not end with one signed head"
    head = heads[0]
    if (head.account_id, head.seq, head.hash) != (reader.account_id, reader.last, reader.hash):
        return "the row was added behind the signed head"
    if head.seq and not is_signed(head, signer):
        return "the head does not bear our signature"
    return None


def _waypoints(heads: Iterable[LedgerHead]) -> dict[int, bytes]:
    return {head.seq: head.hash for head in heads if head.seq}


def _contradiction(account_id: str, kept: Iterable[LedgerHead]) -> Damage | None:
    """Two ends of the same length that differ: the chain was cut back once and grew again."""
    seen: dict[int, bytes] = {}
    for head in kept:
        if seen.setdefault(head.seq, head.hash) != head.hash:
            problem = "two different rows were signed: the chain was cut back and grew again"
            return Damage(account_id=account_id, seq=head.seq, problem=problem)
    return None


def _damage(scope: AccountScope, seq: int | None, problem: str) -> Damage:
    return Damage(account_id=scope.account_id, seq=seq, problem=problem)


def _json_line(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Invalid("A line of this export is not a JSON object.", code="export_unreadable")
    return said


def _entry(said: dict[str, Any]) -> LedgerEntry:
    return LedgerEntry(
        account_id=said["account_id"],
        seq=said["seq"],
        kind=said["kind"],
        subject_id=said["subject_id"],
        payload=said["payload"],
        payload_hash=bytes.fromhex(said["payload_hash"]),
        previous_hash=bytes.fromhex(said["previous_hash"]),
        hash=bytes.fromhex(said["hash"]),
        at=datetime.fromisoformat(said["at"]),
    )


def _head(said: dict[str, Any]) -> LedgerHead:
    signature = said["signature"]
    return LedgerHead(
        account_id=said["account_id"],
        seq=said["seq"],
        hash=bytes.fromhex(said["hash"]),
        signature=None if signature is None else bytes.fromhex(signature),
    )
