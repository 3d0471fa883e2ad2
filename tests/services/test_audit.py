"""What somebody with the database password can do to a ledger, and that it is found."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dialora.compliance.ledger import Damage, next_entry
from dialora.domain.errors import Invalid
from dialora.domain.ledger import GENESIS, LedgerEntry, LedgerHead
from dialora.services.audit import Audit, Checked, verify_export
from dialora.services.gate import Gate
from dialora.services.heads import Heads
from dialora.store.keyring import Keyring
from dialora.store.scope import Store
from services.owner import owner_of
from services.test_gate import RULEBOOK, StoppedClock, ringing
from worlds import KEYRING, World

Tamper = Callable[[psycopg.Connection[Any], str], None]
ROWS = 6


@pytest.fixture
def heads(tmp_path: Path) -> Heads:
    return Heads(folder=tmp_path / "heads", keyring=KEYRING)


@pytest.fixture
def audit(store: Store, heads: Heads) -> Audit:
    return Audit(store=store, heads=heads)


@pytest.fixture
async def decided(store: Store, heads: Heads, world: World) -> str:
    """An account with some decisions on record; another has one."""
    gate = Gate(store=store, clock=StoppedClock(), rulebook=RULEBOOK, heads=heads)
    for _ in range(ROWS):
        await gate.clear(ringing(world.dental))
    await gate.clear(ringing(world.barber))
    return world.dental.account.id


async def damage_of(audit: Audit, account_id: str) -> Damage | None:
    checked = {each.account_id: each for each in await audit.verify()}
    others = [each for id, each in checked.items() if id != account_id]
    assert [each.damage for each in others] == [None] * len(others)
    return checked[account_id].damage


def as_owner(database_url: str, account_id: str, tamper: Tamper) -> None:
    with owner_of(database_url) as owner:
        tamper(owner, account_id)


async def test_untouched_chains_are_whole(audit: Audit, decided: str) -> None:
    checked = {each.account_id: each for each in await audit.verify()}
    assert checked[decided] == Checked(account_id=decided, entries=ROWS, kept_outside=True, damage=None)
    assert sorted(each.entries for each in checked.values()) == [1, ROWS]


def edit_payload(owner: psycopg.Connection[Any], account_id: str) -> None:
    owner.execute(
        "update ledger_entries set payload = replace(payload, 'allow', 'deny!')"
        " where account_id = %s and seq = 3",
        [account_id],
    )


def edit_payload_and_its_hash(owner: psycopg.Connection[Any], account_id: str) -> None:
    owner.execute(
        "update ledger_entries set payload = '{}', payload_hash = sha256('{}')"
        " where account_id = %s and seq = 3",
        [account_id],
    )


def edit_time(owner: psycopg.Connection[Any], account_id: str) -> None:
    owner.execute(
        "update ledger_entries set at = at + interval '1 microsecond' where account_id = %s and seq = 3",
        [account_id],
    )


def delete_row(owner: psycopg.Connection[Any], account_id: str) -> None:
    owner.execute("delete from ledger_entries where account_id = %s and seq = 3", [account_id])


def delete_row_and_close_the_gap(owner: psycopg.Connection[Any], account_id: str) -> None:
    delete_row(owner, account_id)
    for seq in range(4, ROWS + 1):
        owner.execute(
            "update ledger_entries set seq = seq - 1 where account_id = %s and seq = %s", [account_id, seq]
        )


def swap_rows(owner: psycopg.Connection[Any], account_id: str) -> None:
    for before, after in ((3, 99), (4, 3), (99, 4)):
        owner.execute(
            "update ledger_entries set seq = %s where account_id = %s and seq = %s",
            [after, account_id, before],
        )


def take_anothers_row(owner: psycopg.Connection[Any], account_id: str) -> None:
    delete_row(owner, account_id)
    owner.execute(
        "insert into ledger_entries select %s, 3, kind, subject_id, payload, payload_hash, previous_hash,"
        " hash, at from ledger_entries where account_id <> %s",
        [account_id, account_id],
    )


def edit_the_decision(owner: psycopg.Connection[Any], account_id: str) -> None:
    owner.execute(
        "update decisions set payload = replace(payload, 'OK', 'KO') where id ="
        " (select subject_id from ledger_entries where account_id = %s and seq = 3)",
        [account_id],
    )


def delete_the_decision(owner: psycopg.Connection[Any], account_id: str) -> None:
    owner.execute(
        "delete from decisions where id ="
        " (select subject_id from ledger_entries where account_id = %s and seq = 3)",
        [account_id],
    )


@pytest.mark.parametrize(
    "tamper",
    [
        edit_payload,
        edit_payload_and_its_hash,
        edit_time,
        delete_row,
        delete_row_and_close_the_gap,
        swap_rows,
        take_anothers_row,
        edit_the_decision,
        delete_the_decision,
    ],
    ids=lambda tamper: tamper.__name__,
)
async def test_the_first_bad_row_is_named(
    tamper: Tamper, audit: Audit, decided: str, database_url: str
) -> None:
    as_owner(database_url, decided, tamper)
    damage = await damage_of(audit, decided)
    assert damage is not None
    assert (damage.account_id, damage.seq) == (decided, 3)


def cut_off(owner: psycopg.Connection[Any], account_id: str) -> None:
    owner.execute("delete from ledger_entries where account_id = %s and seq > 4", [account_id])


def cut_off_with_head(owner: psycopg.Connection[Any], account_id: str) -> None:
    """As a restored older database would look, but for the signature."""
    cut_off(owner, account_id)
    owner.execute(
        "update ledger_heads set seq = 4, hash = (select hash from ledger_entries"
        " where account_id = %s and seq = 4) where account_id = %s",
        [account_id, account_id],
    )


@pytest.mark.parametrize("tamper", [cut_off, cut_off_with_head], ids=lambda tamper: tamper.__name__)
async def test_a_chain_cut_short_is_found(
    tamper: Tamper, audit: Audit, decided: str, database_url: str
) -> None:
    as_owner(database_url, decided, tamper)
    damage = await damage_of(audit, decided)
    assert damage is not None
    assert damage.seq == 5


async def test_a_rollback_with_its_old_signed_head_is_found_and_stays_found(
    audit: Audit, heads: Heads, decided: str, database_url: str, store: Store, world: World
) -> None:
    """Everything about the older state is genuine; only the folder knows that there was more."""
    signed_then = heads.of_account(decided)[3]

    def roll_back(owner: psycopg.Connection[Any], account_id: str) -> None:
        cut_off(owner, account_id)
        owner.execute(
            "delete from decisions d where account_id = %s and not exists"
            " (select from ledger_entries e where e.subject_id = d.id)",
            [account_id],
        )
        owner.execute(
            "update ledger_heads set seq = %s, hash = %s, signature = %s where account_id = %s",
            [signed_then.seq, signed_then.hash, signed_then.signature, account_id],
        )

    as_owner(database_url, decided, roll_back)
    damage = await damage_of(audit, decided)
    assert damage is not None
    assert damage.seq == 5
    gate = Gate(store=store, clock=StoppedClock(), rulebook=RULEBOOK, heads=heads)
    for _ in range(ROWS):
        await gate.clear(ringing(world.dental))
    grown = await damage_of(audit, decided)
    assert grown is not None
    assert (grown.seq, "grew again" in grown.problem) == (5, True)


async def test_a_chain_written_anew_is_found(audit: Audit, decided: str, database_url: str) -> None:
    """Every hash fits, but nobody could sign the end of it."""

    def rewrite(owner: psycopg.Connection[Any], account_id: str) -> None:
        rows = owner.execute(
            "select kind, subject_id, payload, at from ledger_entries where account_id = %s order by seq",
            [account_id],
        ).fetchall()
        owner.execute("delete from ledger_entries where account_id = %s", [account_id])
        head = LedgerHead.empty(account_id)
        for seq, (kind, subject, payload, at) in enumerate(rows, start=1):
            said = payload.replace("OK", "KO") if seq == 2 else payload
            entry = next_entry(head, kind=kind, subject_id=subject, payload=said, at=at)
            head = LedgerHead(account_id=account_id, seq=entry.seq, hash=entry.hash, signature=None)
            owner.execute(
                "insert into ledger_entries values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    account_id,
                    seq,
                    kind,
                    subject,
                    said,
                    entry.payload_hash,
                    entry.previous_hash,
                    entry.hash,
                    at,
                ],
            )
        owner.execute("update ledger_heads set hash = %s where account_id = %s", [head.hash, account_id])

    as_owner(database_url, decided, rewrite)
    damage = await damage_of(audit, decided)
    assert damage is not None
    assert damage.seq == 2


async def test_rows_added_behind_the_head_are_found(audit: Audit, decided: str, database_url: str) -> None:
    def add(owner: psycopg.Connection[Any], account_id: str) -> None:
        head = owner.execute(
            "select seq, hash from ledger_heads where account_id = %s", [account_id]
        ).fetchone()
        assert head is not None
        before = LedgerHead(account_id=account_id, seq=head[0], hash=bytes(head[1]), signature=None)
        entry = next_entry(before, kind="made up", subject_id="x", payload="{}", at=StoppedClock().now())
        owner.execute(
            "insert into ledger_entries values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                account_id,
                entry.seq,
                entry.kind,
                entry.subject_id,
                entry.payload,
                entry.payload_hash,
                entry.previous_hash,
                entry.hash,
                entry.at,
            ],
        )

    as_owner(database_url, decided, add)
    damage = await damage_of(audit, decided)
    assert damage is not None
    assert damage.seq == ROWS + 1


async def test_a_decision_that_is_in_no_row_is_found(audit: Audit, decided: str, database_url: str) -> None:
    def slip_in(owner: psycopg.Connection[Any], account_id: str) -> None:
        owner.execute(
            "insert into decisions (account_id, id, decision, reason, payload, at)"
            " select account_id, id || 'x', decision, reason, payload, at from decisions"
            " where account_id = %s limit 1",
            [account_id],
        )

    as_owner(database_url, decided, slip_in)
    damage = await damage_of(audit, decided)
    assert damage is not None
    assert "in no row" in damage.problem


async def test_a_whole_ledger_removed_is_found(audit: Audit, decided: str, database_url: str) -> None:
    def remove(owner: psycopg.Connection[Any], account_id: str) -> None:
        for table in ("ledger_entries", "ledger_heads", "decisions"):
            owner.execute(f"delete from {table} where account_id = %s", [account_id])

    as_owner(database_url, decided, remove)
    damage = await damage_of(audit, decided)
    assert damage is not None
    assert damage.seq == 1


async def test_an_account_that_only_the_folder_knows_is_found(
    audit: Audit, heads: Heads, decided: str
) -> None:
    gone = next_entry(
        LedgerHead.empty("acct_gone"), kind="x", subject_id="x", payload="{}", at=StoppedClock().now()
    )
    heads.keep(LedgerHead(account_id="acct_gone", seq=1, hash=gone.hash, signature=heads.key.sign(b"other")))
    checked = {each.account_id: each.damage for each in await audit.verify()}
    assert checked["acct_gone"] is not None


async def test_a_head_signed_by_somebody_else_is_found(audit: Audit, heads: Heads, decided: str) -> None:
    stranger = Heads(folder=heads.folder, keyring=Keyring(b"the secret key of somebody else!"))
    last = heads.of_account(decided)[-1]
    stranger.keep(LedgerHead(account_id=decided, seq=last.seq + 1, hash=GENESIS, signature=b"\0" * 64))
    damage = await damage_of(audit, decided)
    assert damage is not None
    assert "signature" in damage.problem


async def test_a_torn_last_line_of_the_folder_does_no_harm(audit: Audit, heads: Heads, decided: str) -> None:
    [file] = heads.folder.glob(f"{decided}*")
    with file.open("a") as torn:
        torn.write('\n{"seq": 7, "ha')
    assert await damage_of(audit, decided) is None


async def test_eight_at_once_still_make_one_chain(
    audit: Audit, store: Store, heads: Heads, world: World
) -> None:
    gate = Gate(store=store, clock=StoppedClock(), rulebook=RULEBOOK, heads=heads)

    async def decide_five() -> None:
        for _ in range(5):
            await gate.clear(ringing(world.dental))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(8):
            tasks.create_task(decide_five())
    checked = await audit.verify_account(world.dental.account.id)
    assert (checked.entries, checked.damage) == (40, None)
    assert {head.seq for head in heads.of_account(world.dental.account.id)} == set(range(1, 41))


async def exported(audit: Audit, account_id: str) -> list[str]:
    return [line async for line in audit.export(account_id)]


async def test_an_export_verifies_without_the_database(audit: Audit, heads: Heads, decided: str) -> None:
    lines = await exported(audit, decided)
    checked = verify_export(lines, heads.public_key)
    assert (checked.account_id, checked.entries, checked.damage) == (decided, ROWS, None)
    assert verify_export(lines).damage is None


async def test_a_damaged_export_names_its_first_bad_row(audit: Audit, heads: Heads, decided: str) -> None:
    lines = await exported(audit, decided)
    altered = [line.replace("OK", "KO") if n == 3 else line for n, line in enumerate(lines)]
    for damaged, row in (
        (altered, 3),
        (lines[:3] + lines[4:], 3),
        ([*lines[:3], lines[4], lines[3], *lines[5:]], 3),
        (lines[:-2] + lines[-1:], ROWS),
        (lines[:-1], ROWS + 1),
    ):
        found = verify_export(damaged, heads.public_key).damage
        assert found is not None
        assert found.seq == row


async def test_an_export_signed_with_another_key_is_not_ours(audit: Audit, decided: str) -> None:
    lines = await exported(audit, decided)
    other = Heads(folder=Path("unused"), keyring=Keyring(b"the secret key of somebody else!"))
    damage = verify_export(lines, other.public_key).damage
    assert damage is not None
    assert "signature" in damage.problem


@pytest.mark.parametrize("lines", [[], ["not json"], ["[]"], ['{"form":"something else"}']])
def test_what_is_no_export_is_unusable(lines: list[str]) -> None:
    with pytest.raises(Invalid):
        verify_export(lines)


async def test_an_accounts_empty_chain_is_whole(audit: Audit, world: World) -> None:
    assert [each.damage for each in await audit.verify()] == [None, None]
    lines = await exported(audit, world.dental.account.id)
    assert verify_export(lines).damage is None


def test_the_hash_covers_every_field_of_a_row() -> None:
    at = StoppedClock().now()

    def hash_of(**changes: Any) -> bytes:
        said = {"kind": "decision", "subject_id": "dec_1", "payload": "{}", "at": at} | changes
        return next_entry(LedgerHead.empty("acct_a"), **said).hash

    entry: LedgerEntry = next_entry(LedgerHead.empty("acct_a"), kind="a", subject_id="b", payload="c", at=at)
    assert entry.payload_hash == hashlib.sha256(b"c").digest()
    hashes = {
        hash_of(),
        hash_of(kind="x"),
        hash_of(subject_id="x"),
        hash_of(payload="x"),
        hash_of(at=at.replace(year=2027)),
    }
    assert len(hashes) == 5
