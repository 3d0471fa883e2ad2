"""What is kept of a person is told, emptied and forgotten from the command line."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from callbook import Callbook
from dialora.cli import app
from dialora.clock import SystemClock
from dialora.domain.calls import RecordingState
from dialora.domain.errors import Invalid
from dialora.store.scope import Store
from sites import recordings_in
from worlds import SECRET, World

CALLED = "+12125550147"


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DIALORA_DATABASE_URL", database_url)
    monkeypatch.setenv("DIALORA_SECRET_KEY", SECRET.decode())
    monkeypatch.setenv("DIALORA_DATA", str(tmp_path))


async def dialora(*arguments: str) -> Result:
    """In a thread: the command has an event loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, app, list(arguments))


@pytest.fixture
def book(store: Store, world: World, tmp_path: Path) -> Callbook:
    return Callbook(
        store=store, tenancy=world.dental, recordings=recordings_in(tmp_path / "recordings", store)
    )


async def test_a_person_is_told_of_and_forgotten(store: Store, world: World, book: Callbook) -> None:
    account_id = world.dental.account.id
    call = await book.booked(SystemClock().now() - timedelta(days=1))
    told = await dialora("rights", "show", CALLED, "--account", account_id)
    assert "1 call, " in told.stdout
    unsure = await dialora("rights", "erase", CALLED, "--account", account_id)
    assert isinstance(unsure.exception, Invalid)
    done = await dialora("rights", "erase", CALLED, "--account", account_id, "--yes")
    assert done.exit_code == 0, done.exception
    assert done.stdout.startswith("Erased: 1 call")
    async with store.account(account_id) as scope:
        assert (await scope.calls.get(call.id)).peer is None
    again = await dialora("rights", "show", CALLED, "--account", account_id)
    assert "Nothing is kept" in again.stdout


async def test_what_is_over_goes_without_waiting_for_the_night(
    store: Store, world: World, book: Callbook
) -> None:
    account_id, now = world.dental.account.id, SystemClock().now()
    old, new = await book.booked(now - timedelta(days=400)), await book.booked(now - timedelta(days=29))
    message = await book.left_a_message(now - timedelta(days=366))
    told = await dialora("rights", "purge", "--account", account_id)
    assert told.stdout.startswith("Deleted: 1 recording, 2 transcripts, 1 message")
    async with store.account(account_id) as scope:
        assert (await scope.calls.get(old.id)).recording is RecordingState.ERASED
        assert (await scope.calls.get(new.id)).recording is RecordingState.KEPT
        assert await scope.messages.of_calls([message.id]) == {}
        [appointment] = (await scope.appointments.of_calls([old.id]))[old.id]
        assert (appointment.name, appointment.phone) == ("", None)
        [kept] = (await scope.appointments.of_calls([new.id]))[new.id]
        assert kept.name
    again = await dialora("rights", "purge", "--account", account_id)
    assert "nothing was due" in again.stdout
