"""Whoever asks to be forgotten is: a life full of traces, then a search through everything that is kept.

These run in real time, since a database does not wait in virtual time.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dialora.compliance.intent import CallIntent, CallPurpose
from dialora.compliance.replay import Outcome
from dialora.domain.errors import Conflict
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import RequestState
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.services.gate import CallRefused
from dialora.store.keyring import AccountSeal, SealBroken
from dialora.store.scope import Store
from dialora.testing import ScriptedDialogue
from services.lives import Life, leave_everything
from sites import WallClock, make_services
from worlds import World

PERSON, ANOTHER = PhoneNumber("+12125550147"), PhoneNumber("+12125550149")
SOURCE = Path(__file__).parents[2] / "src" / "dialora" / "store"
#: What the law keeps, sealed under keys that no account has.
RESTRICTED_TABLES = {"restricted_people", "restricted_records"}
#: Suppression: a keyed hash that still blocks, and the chain, which holds it too.
HASHES_STAY = {
    *("revocations", "dnc_entries", "sms_choices", "attempts", "consents", "opt_out_requests"),
    *("person_requests", "restricted_people", "ledger_entries"),
}


@dataclass(frozen=True)
class Finding:
    """Somewhere that still tells of somebody."""

    place: str
    canary: str


@pytest.fixture
def services(store: Store, tmp_path: Path) -> Services:
    CARRIERS.discover("dialora.providers.telephony")
    made = make_services(store, WallClock(), tmp_path)
    calls = replace(made.calls, capacity=16)
    live = replace(
        made.live,
        calls=calls,
        dialogue_for=lambda agent, call, words: ScriptedDialogue(outcome="All was said"),
    )
    return replace(made, calls=calls, live=live)


def _names_of_seals() -> list[str]:
    """Under which name each thing is sealed, as the store's source has it."""
    text = "\n".join(path.read_text() for path in SOURCE.glob("*.py"))
    named = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', text))
    return sorted(named | {f"turn.{it}" for it in ("caller_text", "agent_text", "agent_heard_text")})


def _opened(seal: AccountSeal, sealed: bytes, names: list[str]) -> str:
    for name in names:
        try:
            return seal.open(name, sealed).decode("utf-8", "replace")
        except SealBroken:
            continue
    return ""


async def _searched(store: Store, database_url: str, account_id: str, folder: Path) -> dict[str, str]:
    """Everything that is kept outside the restricted store, by where: rows as they lie, what the account's
    key opens of them, and files."""
    async with store.account(account_id) as scope:
        seal = scope.seal
    names, kept = _names_of_seals(), {}
    with psycopg.connect(database_url) as owner:
        tables = owner.execute(
            "select relname, relnamespace::regnamespace::text from pg_class where relkind = 'r'"
            " and relnamespace in ('public'::regnamespace, 'queue'::regnamespace)"
        ).fetchall()
        for table, schema in tables:
            if table in RESTRICTED_TABLES:
                continue
            owner.execute(f"alter table {schema}.{table} no force row level security")
            read = owner.execute(f"select * from {schema}.{table} t")
            for row in read.fetchall():
                for column, value in zip(read.description or (), row, strict=True):
                    place = f"{table}.{column.name}"
                    text = value.hex() if isinstance(value, bytes) else str(value)
                    kept[place] = kept.get(place, "") + "\n" + text
                    if isinstance(value, bytes):
                        kept[place] += "\n" + _opened(seal, value, names)
        owner.rollback()
    for path in folder.rglob("*"):
        if path.is_file() and "restricted" not in path.relative_to(folder).parts:
            kept[str(path.relative_to(folder))] = path.read_bytes().decode("latin-1")
    return kept


def _findings(kept: dict[str, str], life: Life, number_hash: bytes) -> set[Finding]:
    found = {
        Finding(place, canary)
        for place, text in kept.items()
        for canary in life.canaries
        if canary.casefold() in text.casefold()
    }
    hashed = {place for place, text in kept.items() if number_hash.hex() in text}
    return found | {Finding(place, "the hash") for place in hashed if place.split(".")[0] not in HASHES_STAY}


async def test_nothing_of_a_person_is_found_once_they_are_forgotten(
    services: Services,
    store: Store,
    world: World,
    tmp_path: Path,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    account_id, owner = world.dental.account.id, world.dental.owner
    gone = await leave_everything(
        services, store, world, number=PERSON, word="zanzibarium", name="Quentin Quagmire"
    )
    stays = await leave_everything(
        services, store, world, number=ANOTHER, word="timbuktuite", name="Wilma Wombat"
    )
    before = await _searched(store, database_url, account_id, tmp_path)
    hashed = store.keyring.number_hash(PERSON)
    everywhere = {it.place for it in _findings(before, gone, hashed)}
    assert {
        *("turns.caller_text_sealed", "messages.text_sealed", "messages.name", "calls.peer", "calls.outcome"),
        *("call_notes.text_sealed", "call_tags.tag", "appointments.name", "attempts.about_sealed"),
        *("consents.person_sealed", "consent_evidence.name_sealed", "dnc_entries.reason_sealed"),
        *("decisions.inputs_sealed", "events.subject_sealed", "delivery_attempts.answer_sealed"),
        *("idempotency_keys.body_sealed", "call_views.query_sealed", "contacts.person_sealed"),
    } <= everywhere, "the search finds what is there"
    kept_of_another = {it.place for it in _findings(before, stays, b"no hash")}

    done = await services.rights.erasure.erase(account_id, PERSON, by=Author(id=owner.id, name=owner.name))

    assert done.state is RequestState.DONE
    assert done.counts["calls"] == 2
    after = await _searched(store, database_url, account_id, tmp_path)
    assert _findings(after, gone, hashed) == set()
    assert {it.place for it in _findings(after, stays, b"no hash")} == kept_of_another
    assert not list(tmp_path.rglob(f"{gone.call_id}.sealed")), "their sound is gone"
    assert list(tmp_path.rglob(f"{stays.call_id}.sealed")), "nobody else's is"
    logs = caplog.text + "".join(capfd.readouterr())
    assert [canary for canary in gone.canaries if canary in logs] == []


async def test_what_holds_of_the_law_still_holds_of_somebody_forgotten(
    services: Services, store: Store, world: World, tmp_path: Path, database_url: str
) -> None:
    account_id = world.dental.account.id
    life = await leave_everything(services, store, world, number=PERSON, word="zanzibarium", name="Q. Q.")
    async with store.account(account_id) as scope:
        decision_id = (await scope.calls.get(life.call_id)).decision_id
    again = services.decisions.again
    assert decision_id
    assert (await again(account_id, decision_id)).outcome is Outcome.EQUAL

    await services.rights.erasure.erase(account_id, PERSON, by=Author(id="key_1", name="A program"))

    assert (await again(account_id, decision_id)).outcome is Outcome.ERASED
    checked = await services.consenting.audit.verify_account(account_id)
    assert checked.damage is None
    with pytest.raises(CallRefused) as refused:
        await services.calls.gate.clear(_calling(world, PERSON))
    assert "INTERNAL_DNC" in refused.value.decision.all_reasons
    async with store.account(account_id) as scope:
        assert [it.number for it in await scope.dnc_entries.holding(PERSON)] == [None]
        [consent] = await scope.consents.for_number(store.keyring.number_hash(PERSON))
    assert consent.withdrawal is not None
    assert (consent.withdrawal.via, consent.number, consent.name) == ("erasure", None, "")


async def test_what_law_keeps_is_opened_by_the_restricted_keyring_alone(
    services: Services, store: Store, world: World, tmp_path: Path
) -> None:
    account_id = world.dental.account.id
    life = await leave_everything(services, store, world, number=PERSON, word="zanzibarium", name="Q. Q.")
    done = await services.rights.erasure.erase(account_id, PERSON, by=Author(id="key_1", name="A program"))
    kept = {"consent_person", "decision_inputs", "dnc_entry", "notice", "evidence_files"}
    assert kept <= set(done.restricted)
    async with store.account(account_id) as scope:
        [(person, seal)] = await scope.restricted.of_number(PERSON)
        records = await scope.restricted.records(person, seal)
        with pytest.raises(SealBroken):
            await scope.restricted.records(person, scope.seal)
    said = {record.kind: record.said for record in records}
    assert "zanzibarium" in said["consent_person"]
    assert PERSON.e164 in said["decision_inputs"]
    [moved] = (tmp_path / "restricted" / account_id / person.id).iterdir()
    assert seal.open(f"evidence:{life.evidence.sha256}", moved.read_bytes()) == b"%PDF-1.7 zanzibarium"
    async with store.account(account_id) as scope:
        assert await scope.restricted.destroy_due(person.keep_until - timedelta(seconds=1)) == ()
        assert await scope.restricted.destroy_due(person.keep_until) == (person.id,)
        assert await scope.restricted.of_number(PERSON) == ()


async def test_a_legal_hold_stops_an_erasure_and_says_whose_it_is(
    services: Services, store: Store, world: World
) -> None:
    account_id, by = world.dental.account.id, Author(id="memb_1", name="Sample Owner")
    holds, erase = services.rights.holds, services.rights.erasure.erase
    hold = await holds.place(account_id, reason="A lawsuit about a crown", by=by, number=PERSON)
    with pytest.raises(Conflict, match=r"Sample Owner .* A lawsuit about a crown") as refused:
        await erase(account_id, PERSON, by=by)
    assert refused.value.code == "legal_hold"
    assert (await erase(account_id, ANOTHER, by=by)).state is RequestState.DONE
    await holds.release(account_id, hold.id, reason="It was settled", by=by)
    assert (await erase(account_id, PERSON, by=by)).state is RequestState.DONE


async def test_somebody_unknown_is_forgotten_without_a_trace_of_them(
    services: Services, store: Store, world: World
) -> None:
    by = Author(id="key_1", name="A program")
    done = await services.rights.erasure.erase(world.dental.account.id, ANOTHER, by=by)
    assert (done.counts, done.restricted, done.number) == ({}, {}, None)
    async with store.account(world.dental.account.id) as scope:
        assert await scope.restricted.of_number(ANOTHER) == ()


async def test_records_can_be_emptied_and_not_rewritten(
    services: Services, store: Store, world: World, database_url: str
) -> None:
    """Even for the application's own login."""
    await leave_everything(services, store, world, number=PERSON, word="zanzibarium", name="Q. Q.")
    async with store.account(world.dental.account.id) as scope:
        connection: Any = scope._tenant.connection
        for statement in (
            "update consents set person_sealed = 'else'",
            "update decisions set inputs_sealed = 'else'",
            "update notices set text = 'We said something else.'",
            "update dnc_entries set number_sealed = 'else'",
        ):
            with pytest.raises(Exception, match="can only be forgotten"):
                async with connection.begin_nested():
                    await connection.exec_driver_sql(statement)


def _calling(world: World, number: PhoneNumber) -> CallIntent:
    return CallIntent.to_reach(
        account_id=world.dental.account.id,
        agent_id=world.dental.agent.id,
        number_id=world.dental.number.id,
        callee=number,
        purpose=CallPurpose.INFORMATIONAL,
        subject=None,
        recording_wanted=False,
    )
