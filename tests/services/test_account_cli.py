"""The operator stops an account, lets it go on and limits its callers, from the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dialora.cli import app
from dialora.domain.accounts import Standing
from dialora.domain.admission import CallLimits
from dialora.store.scope import Store
from worlds import SECRET, World


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DIALORA_DATABASE_URL", database_url)
    monkeypatch.setenv("DIALORA_SECRET_KEY", SECRET.decode())
    monkeypatch.setenv("DIALORA_DATA", str(tmp_path))


async def dialora(*arguments: str) -> Result:
    """In a thread: the command has an event loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, app, list(arguments))


async def standing(store: Store, account_id: str) -> Standing:
    async with store.account(account_id) as scope:
        return (await scope.account()).standing


async def test_an_account_is_suspended_and_reinstated_and_the_ledger_says_so(
    store: Store, world: World, installation: None
) -> None:
    account_id = world.dental.account.id
    result = await dialora("account", "suspend", account_id)
    assert result.exit_code == 0, result.output
    assert await standing(store, account_id) is Standing.SUSPENDED
    assert await standing(store, world.barber.account.id) is Standing.ACTIVE
    await dialora("account", "reinstate", account_id)
    assert await standing(store, account_id) is Standing.ACTIVE
    async with store.account(account_id) as scope:
        entries = [entry async for entry in scope.ledger.entries()]
    assert [(it.kind, it.payload) for it in entries] == [
        ("standing", '{"standing":"suspended"}'),
        ("standing", '{"standing":"active"}'),
    ]
    assert (await dialora("audit", "verify")).exit_code == 0


async def test_limits_are_set_one_by_one_and_shown(store: Store, world: World, installation: None) -> None:
    account_id = world.dental.account.id
    await dialora("account", "limits", account_id, "--caller-hour", "5")
    result = await dialora("account", "limits", account_id, "--longest-s", "600")
    assert "caller_hour   5" in result.stdout
    assert "caller_day    as the installation" in result.stdout
    async with store.account(account_id) as scope:
        assert await scope.limits.get() == CallLimits(caller_hour=5, longest_s=600)


async def test_an_account_that_is_not_there_is_said_so(world: World, installation: None) -> None:
    result = await dialora("account", "suspend", "acct_01arz3ndektsv4rrffq69g5fav")
    assert result.exit_code != 0
