"""The ledger's chain: every entry covers the one before it, and whatever is altered, lost or put in shows."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dialora.compliance.ledger import Damage, Reader, is_signed, next_entry, signed_head
from dialora.domain.ledger import GENESIS, LedgerEntry, LedgerHead

ACCOUNT = "acct_meadow"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
AT = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def chain(length: int = 4, account: str = ACCOUNT) -> list[LedgerEntry]:
    head, entries = LedgerHead.empty(account), []
    for number in range(length):
        at = AT + timedelta(seconds=number)
        payload = f'{{"n":{number}}}'
        entry = next_entry(head, kind="decision", subject_id=f"dec_{number}", payload=payload, at=at)
        entries.append(entry)
        head = signed_head(entry, KEY)
    return entries


CHAIN = chain()


def first_damage(entries: list[LedgerEntry], **waypoints: bytes) -> Damage | None:
    reader = Reader(account_id=ACCOUNT, waypoints={int(seq[1:]): sha for seq, sha in waypoints.items()})
    for entry in entries:
        damage = reader.read(entry)
        if damage is not None:
            return damage
    return reader.end()


def test_a_chain_begins_at_one_and_each_entry_follows_the_last() -> None:
    assert [entry.seq for entry in CHAIN] == [1, 2, 3, 4]
    assert [entry.previous_hash for entry in CHAIN] == [GENESIS, *(entry.hash for entry in CHAIN[:-1])]
    assert len({entry.hash for entry in CHAIN}) == 4
    assert first_damage(CHAIN) is None
    assert first_damage([]) is None


def test_anybody_can_work_out_the_hash_of_an_entry() -> None:
    """As the page for auditors says: SHA-256 over the canonical JSON and the hash before."""
    entry = CHAIN[1]
    payload = hashlib.sha256(b'{"n":1}').hexdigest()
    said = (
        '{"account_id":"acct_meadow","at":"2026-11-24T17:30:01.000000Z","kind":"decision",'
        f'"payload_hash":"{payload}","seq":2,"subject_id":"dec_1"}}'
    )
    assert entry.payload_hash.hex() == payload
    assert entry.hash == hashlib.sha256(said.encode() + CHAIN[0].hash).digest()


def test_anybody_can_check_the_signature_of_a_head() -> None:
    head = signed_head(CHAIN[3], KEY)
    assert (head.account_id, head.seq, head.hash) == (ACCOUNT, 4, CHAIN[3].hash)
    said = f'{{"account_id":"acct_meadow","hash":"{head.hash.hex()}","seq":4}}'
    assert head.signature is not None
    KEY.public_key().verify(head.signature, said.encode())
    assert is_signed(head, KEY.public_key())


@pytest.mark.parametrize(
    "change",
    [{"account_id": "acct_other"}, {"seq": 3}, {"hash": bytes(32)}, {"signature": None}],
    ids=lambda change: next(iter(change)),
)
def test_a_head_that_says_something_else_is_not_ours(change: dict[str, object]) -> None:
    head = signed_head(CHAIN[3], KEY)
    assert not is_signed(replace(head, **change), KEY.public_key())  # type: ignore[arg-type]
    assert not is_signed(head, Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"seq": 5}, "the row is missing: 5 follows 1"),
        ({"account_id": "acct_other"}, "the row belongs to another account"),
        ({"previous_hash": bytes(32)}, "the row does not follow the one before it"),
        ({"payload": '{"n":9}'}, "what the row says was altered"),
        ({"kind": "consent"}, "the row was altered"),
        ({"subject_id": "dec_9"}, "the row was altered"),
        ({"at": AT}, "the row was altered"),
        ({"hash": bytes(32)}, "the row was altered"),
    ],
    ids=lambda part: next(iter(part)) if isinstance(part, dict) else "",
)
def test_an_altered_row_is_named(change: dict[str, object], problem: str) -> None:
    altered = [CHAIN[0], replace(CHAIN[1], **change), *CHAIN[2:]]  # type: ignore[arg-type]
    assert first_damage(altered) == Damage(account_id=ACCOUNT, seq=2, problem=problem)


def test_what_a_row_says_cannot_be_changed_with_its_hash_alone() -> None:
    other = '{"n":9}'
    forged = replace(CHAIN[1], payload=other, payload_hash=hashlib.sha256(other.encode()).digest())
    damage = first_damage([CHAIN[0], forged])
    assert damage is not None
    assert damage.problem == "the row was altered"


def test_a_lost_row_is_named_wherever_it_stood() -> None:
    damages = [first_damage(CHAIN[:lost] + CHAIN[lost + 1 :]) for lost in range(3)]
    assert [damage and damage.seq for damage in damages] == [1, 2, 3]
    assert [damage and damage.problem for damage in damages] == [
        f"the row is missing: {n + 1} follows {n - 1}" for n in (1, 2, 3)
    ]


def test_a_row_twice_or_in_another_order_is_named() -> None:
    assert first_damage([*CHAIN[:2], CHAIN[1]]) is not None
    assert first_damage([CHAIN[1], CHAIN[0]]) is not None


def test_rows_lost_at_the_end_show_by_a_head_that_is_kept_outside() -> None:
    assert first_damage(CHAIN[:2]) is None
    damage = first_damage(CHAIN[:2], s2=CHAIN[1].hash, s3=CHAIN[2].hash, s4=CHAIN[3].hash)
    assert damage == Damage(
        account_id=ACCOUNT, seq=3, problem="the row is missing: the chain once ended at 4"
    )
    assert first_damage(CHAIN, s2=CHAIN[1].hash, s4=CHAIN[3].hash) is None


def test_a_chain_written_anew_shows_by_a_head_that_is_kept_outside() -> None:
    head, entries = LedgerHead.empty(ACCOUNT), []
    for number in range(4):
        entry = next_entry(head, kind="decision", subject_id="dec_new", payload=f"{number}", at=AT)
        entries.append(entry)
        head = signed_head(entry, KEY)
    assert first_damage(entries) is None
    assert first_damage(entries, s3=CHAIN[2].hash) == Damage(
        account_id=ACCOUNT, seq=3, problem="the row is not the one whose hash was signed"
    )


def test_a_reader_stays_at_the_last_row_that_was_right() -> None:
    reader = Reader(account_id=ACCOUNT, waypoints={})
    assert (reader.last, reader.hash) == (0, GENESIS)
    assert reader.read(CHAIN[0]) is None
    assert reader.read(replace(CHAIN[1], kind="other")) is not None
    assert (reader.last, reader.hash) == (1, CHAIN[0].hash)
    assert reader.read(CHAIN[1]) is None
    assert (reader.last, reader.hash) == (2, CHAIN[1].hash)
