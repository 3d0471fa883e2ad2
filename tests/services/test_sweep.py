"""What nobody will ask for again is thrown away, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dialora.domain.accounts import WebSession
from dialora.domain.errors import Conflict, NotFound
from dialora.services.sweep import KEPT, Sweep
from dialora.store.scope import Store
from store.filled import call_of
from worlds import NOW, World

SECOND = timedelta(seconds=1)


class StoppedClock:
    def now(self) -> datetime:
        return NOW


async def test_expired_sessions_go_and_others_stay(store: Store, world: World) -> None:
    living = WebSession(
        token_hash=b"living",
        member_id=world.dental.owner.id,
        account_id=world.dental.account.id,
        csrf_token="-",
        created_at=NOW - timedelta(days=3),
        expires_at=NOW + SECOND,
    )
    async with store.platform() as platform:
        await platform.sessions.add(living)
        await platform.sessions.add(replace(living, token_hash=b"dead", expires_at=NOW))
    await Sweep(store=store, clock=StoppedClock()).sweep()
    async with store.platform() as platform:
        assert await platform.sessions.by_token_hash(b"living") == living
        assert await platform.sessions.by_token_hash(b"dead") is None


async def test_expired_tokens_go_and_others_still_let_in(store: Store, world: World) -> None:
    calls = [call_of(world.dental), call_of(world.dental)]
    async with store.account(world.dental.account.id) as scope:
        for call in calls:
            await scope.calls.add(call)
    async with store.platform() as platform:
        for call, token, expires_at in zip(calls, (b"dead", b"living"), (NOW, NOW + SECOND), strict=True):
            await platform.stream_tokens.replace(token, call.account_id, call.id, expires_at)
    await Sweep(store=store, clock=StoppedClock()).sweep()
    async with store.platform() as platform:
        assert (await platform.stream_tokens.redeem(b"living", NOW))[1] == calls[1].id
    with pytest.raises(NotFound):
        async with store.platform() as platform:
            await platform.stream_tokens.redeem(b"dead", NOW - SECOND)


async def test_processes_long_gone_are_forgotten(store: Store) -> None:
    async with store.platform() as platform:
        await platform.processes.beat("gone", now=NOW - KEPT - SECOND, until=NOW - KEPT)
        await platform.processes.beat("here", now=NOW - KEPT, until=NOW)
    await Sweep(store=store, clock=StoppedClock()).sweep()
    async with store.platform() as platform:
        seen = await platform.processes.seen_since(NOW - 2 * KEPT)
    assert [each.id for each in seen] == ["here"]


async def test_a_key_may_be_used_again_once_its_answer_is_thrown_away(store: Store, world: World) -> None:
    account = world.dental.account.id
    async with store.account(account) as scope:
        await scope.idempotency_keys.begin("old", b"request", NOW - KEPT - SECOND)
        await scope.idempotency_keys.begin("new", b"request", NOW - KEPT)
    await Sweep(store=store, clock=StoppedClock()).sweep()
    async with store.account(account) as scope:
        assert await scope.idempotency_keys.begin("old", b"another", NOW) is None
        with pytest.raises(Conflict):
            await scope.idempotency_keys.begin("new", b"another", NOW)


async def test_attempts_to_sign_in_are_counted_from_one_again(store: Store) -> None:
    window = timedelta(days=365)
    async with store.platform() as platform:
        for subject, then in ((b"old", NOW - KEPT - SECOND), (b"new", NOW - KEPT)):
            await platform.sign_in_attempts.note(subject, then, window)
    await Sweep(store=store, clock=StoppedClock()).sweep()
    async with store.platform() as platform:
        assert (await platform.sign_in_attempts.note(b"old", NOW, window)).count == 1
        assert (await platform.sign_in_attempts.note(b"new", NOW, window)).count == 2
