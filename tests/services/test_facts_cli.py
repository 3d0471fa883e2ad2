"""The operator says from the command line what an account may open, where an emergency lasts and which number
may text."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dialora.cli import app
from dialora.clock import SystemClock
from dialora.domain.errors import Conflict, Invalid, NotFound
from dialora.domain.text_registrations import Registered
from dialora.store.scope import Store
from worlds import SECRET, World


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DIALORA_DATABASE_URL", database_url)
    monkeypatch.setenv("DIALORA_SECRET_KEY", SECRET.decode())
    monkeypatch.setenv("DIALORA_DATA", str(tmp_path))


async def dialora(*arguments: str) -> Result:
    """In a thread: the command has an event loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, app, list(arguments))


async def test_countries_and_a_days_money_are_approved_and_the_rest_stays(store: Store, world: World) -> None:
    account_id = world.dental.account.id
    await dialora("account", "approve", account_id, "--policy", "--country", "gb", "--country", "CA")
    result = await dialora("account", "approve", account_id, "--spend-day", "25.5 usd")
    assert result.exit_code == 0, result.exception
    async with store.account(account_id) as scope:
        approvals = await scope.approvals.get()
    assert (approvals.policy_accepted, approvals.countries) == (True, ("CA", "GB"))
    assert (approvals.spend_day_micros, approvals.spend_currency) == (25_500_000, "USD")
    await dialora("account", "approve", account_id, "--spend-day", "none")
    async with store.account(account_id) as scope:
        assert (await scope.approvals.get()).spend_day_micros is None
    for wrong in (("--country", "Mars"), ("--spend-day", "much")):
        assert isinstance((await dialora("account", "approve", account_id, *wrong)).exception, Invalid)


async def test_an_emergency_is_declared_shown_and_ended(store: Store, world: World) -> None:
    asked = ("emergency", "declare", "ny", "--reason", "Executive order", "--until")
    assert isinstance((await dialora(*asked, "soon")).exception, Invalid)
    assert isinstance((await dialora(*asked, "2020-01-01")).exception, Invalid)
    assert isinstance(
        (await dialora("emergency", "declare", "XX", *asked[3:], "2099-01-01")).exception, Invalid
    )
    until = (SystemClock().now() + timedelta(days=10)).date().isoformat()
    declared = await dialora(*asked, until)
    assert declared.exit_code == 0, declared.exception
    emergency_id = declared.stdout.partition(":")[0]
    assert (await dialora("emergency", "end", emergency_id, "--reason", "Lifted")).exit_code == 0
    again = await dialora("emergency", "end", emergency_id, "--reason", "Lifted")
    assert isinstance(again.exception, Conflict)
    (told,) = json.loads((await dialora("emergency", "list", "--json")).stdout)["emergencies"]
    assert (told["state"], told["reason"], told["end_reason"]) == ("NY", "Executive order", "Lifted")
    async with store.account(world.barber.account.id) as scope:
        kinds = [entry.kind async for entry in scope.ledger.entries()]
    assert kinds == ["emergency_declared", "emergency_ended"], "every account's ledger says so"
    assert (await dialora("audit", "verify")).exit_code == 0


async def test_the_operator_says_what_the_carriers_console_shows(store: Store, world: World) -> None:
    ours = world.dental
    asked = ("number", "texts", "--account", ours.account.id, "--registered", "yes", "--reference", "QEseen")
    result = await dialora(*asked, ours.number.number.e164)
    assert result.exit_code == 0, result.exception
    async with store.account(ours.account.id) as scope:
        (kept,) = await scope.text_registrations.all()
    assert (kept.registered, kept.reference) == (Registered.YES, "QEseen")
    foreign = await dialora(*asked, world.barber.number.number.e164)
    assert isinstance(foreign.exception, NotFound)
