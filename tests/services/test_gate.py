"""The gate on a real database: what it writes down, whom it refuses, and that nothing passes without."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from dialora.compliance.book import load_rulebook
from dialora.compliance.facts import known
from dialora.compliance.intent import CallIntent
from dialora.domain.accounts import Standing
from dialora.domain.errors import Forbidden, NotFound, Unavailable
from dialora.domain.ledger import LedgerEntry
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber
from dialora.services.decisions import Decisions
from dialora.services.facts import gather
from dialora.services.gate import CallRefused, Gate
from dialora.services.heads import Heads
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from services.owner import owner_of
from worlds import KEYRING, NOW, Tenancy, World

RULEBOOK = load_rulebook()
NEW_YORKER = PhoneNumber("+12125550150")
CALIFORNIAN = PhoneNumber("+14155550150")


@dataclass(frozen=True)
class StoppedClock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def gate(store: Store, tmp_path: Path) -> Gate:
    heads = Heads(folder=tmp_path / "heads", keyring=KEYRING)
    return Gate(store=store, clock=StoppedClock(), rulebook=RULEBOOK, heads=heads)


def ringing(tenancy: Tenancy, caller: PhoneNumber | None = NEW_YORKER) -> CallIntent:
    return CallIntent.from_carrier(
        account_id=tenancy.account.id,
        agent_id=tenancy.agent.id,
        number_id=tenancy.number.id,
        caller=caller,
        recording_wanted=tenancy.agent.recording_wanted,
    )


async def ledger_of(store: Store, tenancy: Tenancy) -> list[LedgerEntry]:
    async with store.account(tenancy.account.id) as scope:
        return [entry async for entry in scope.ledger.entries()]


async def test_a_clearance_stands_in_the_ledger(gate: Gate, store: Store, world: World) -> None:
    clearance = await gate.clear(ringing(world.dental, CALIFORNIAN))
    assert clearance.decision.conditions == ("AI_DISCLOSURE", "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL")
    [entry] = await ledger_of(store, world.dental)
    assert (entry.kind, entry.subject_id, entry.at) == ("decision", clearance.decision_id, NOW)
    decided = await Decisions(store=store, rulebook=gate.rulebook).get(
        world.dental.account.id, clearance.decision_id
    )
    assert decided.decision == clearance.decision
    assert json.loads(entry.payload)["input_hash"] == clearance.decision.input_hash


async def test_the_inputs_are_kept_sealed_and_show_in_the_explanation(
    gate: Gate, store: Store, world: World, database_url: str
) -> None:
    clearance = await gate.clear(ringing(world.dental))
    decided = await Decisions(store=store, rulebook=gate.rulebook).get(
        world.dental.account.id, clearance.decision_id
    )
    assert NEW_YORKER.e164 in {fact.value for fact in decided.explanation.facts}
    with owner_of(database_url) as owner:
        for table in ("decisions", "ledger_entries"):
            rows = owner.execute(f"select row_to_json(t)::text from {table} t").fetchall()
            assert rows
            assert NEW_YORKER.e164 not in str(rows)


async def test_a_refusal_is_written_down_too(gate: Gate, store: Store, world: World) -> None:
    async with store.platform() as platform:
        await platform.accounts.set_standing(world.dental.account.id, Standing.SUSPENDED)
    with pytest.raises(CallRefused) as refused:
        await gate.clear(ringing(world.dental))
    assert refused.value.decision.reason == "TENANT_SUSPENDED"
    assert "suspended" in refused.value.message
    [entry] = await ledger_of(store, world.dental)
    assert entry.subject_id == refused.value.decision_id


async def test_another_accounts_number_is_refused(gate: Gate, world: World) -> None:
    foreign = replace(ringing(world.dental), number_id=world.barber.number.id)
    with pytest.raises(CallRefused) as refused:
        await gate.clear(foreign)
    assert refused.value.decision.reason == "CALLER_ID_NOT_OWNED"


async def test_a_number_whose_ownership_lapsed_is_refused(gate: Gate, store: Store, world: World) -> None:
    async with store.account(world.dental.account.id) as scope:
        await scope.numbers.save(replace(world.dental.number, ownership=Ownership.NONE))
    with pytest.raises(CallRefused) as refused:
        await gate.clear(ringing(world.dental))
    assert refused.value.decision.all_reasons == ("CALLER_ID_NOT_OWNED",)


async def test_a_browser_call_needs_no_number_and_its_place_is_unknown(gate: Gate, world: World) -> None:
    intent = CallIntent.from_browser(
        account_id=world.dental.account.id, agent_id=world.dental.agent.id, recording_wanted=True
    )
    clearance = await gate.clear(intent)
    assert "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL" in clearance.decision.conditions


async def test_an_unknown_account_gets_no_clearance(gate: Gate, world: World) -> None:
    with pytest.raises(NotFound):
        await gate.clear(replace(ringing(world.dental), account_id="acct_nobody"))


async def test_a_row_that_cannot_be_read_denies_and_says_so(
    gate: Gate, store: Store, world: World, database_url: str
) -> None:
    with owner_of(database_url) as owner:
        owner.execute("update phone_numbers set ownership = 'borrowed'")
    with pytest.raises(CallRefused) as refused:
        await gate.clear(ringing(world.dental))
    assert refused.value.decision.reason == "ENGINE_ERROR"
    assert len(await ledger_of(store, world.dental)) == 1


async def test_nothing_passes_where_the_ledgers_end_cannot_be_kept_outside(
    gate: Gate, world: World, tmp_path: Path
) -> None:
    (tmp_path / "heads").write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        await gate.clear(ringing(world.dental))


async def test_nothing_passes_where_the_decision_cannot_be_written_down(
    gate: Gate, store: Store, world: World, database_url: str, database: DatabaseUrls
) -> None:
    with owner_of(database_url) as owner:
        owner.execute(f"revoke insert on ledger_entries from {database.app.username}")
    with pytest.raises(Forbidden):
        await gate.clear(ringing(world.dental))
    async with store.account(world.dental.account.id) as scope:
        assert (await scope.decisions.page()).items == ()


async def test_a_suspension_waits_for_a_decision_in_the_making(store: Store, world: World) -> None:
    account_id, at = world.dental.account.id, NOW

    async def suspend() -> None:
        async with store.platform() as platform:
            await platform.accounts.set_standing(account_id, Standing.SUSPENDED)

    async with asyncio.TaskGroup() as tasks, store.account(account_id) as scope:
        facts = await gather(scope, ringing(world.dental), at)
        suspension = tasks.create_task(suspend())
        finished, _ = await asyncio.wait({suspension}, timeout=0.3)
        assert not finished
    assert known(facts.account, "the account").standing is Standing.ACTIVE
    async with store.account(account_id) as scope:
        assert (await scope.account()).standing is Standing.SUSPENDED
