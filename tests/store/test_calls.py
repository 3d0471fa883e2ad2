"""Audio is let in once; running calls are counted; lost ones are found."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from dialora.domain.calls import Call, CallStatus
from dialora.domain.errors import NotFound
from dialora.store.scope import Store
from store.filled import call_of
from worlds import NOW, Tenancy, World

SOON = NOW + timedelta(seconds=60)
LATER = NOW + timedelta(seconds=61)


async def added(store: Store, tenancy: Tenancy, **changes: object) -> Call:
    call = call_of(tenancy, **changes)
    async with store.account(call.account_id) as scope:
        await scope.calls.add(call)
    return call


async def redeemed(store: Store, token_hash: bytes) -> tuple[str, str] | None:
    try:
        async with store.platform() as platform:
            return await platform.stream_tokens.redeem(token_hash, NOW)
    except NotFound:
        return None


async def test_of_many_sockets_at_once_exactly_one_gets_the_call(store: Store, world: World) -> None:
    call = await added(store, world.dental)
    async with store.platform() as platform:
        await platform.stream_tokens.replace(b"token", call.account_id, call.id, SOON)
    answers = await asyncio.gather(*(redeemed(store, b"token") for _ in range(16)))
    assert sorted(answers, key=repr) == [(call.account_id, call.id), *[None] * 15]


async def test_a_fresh_token_ends_the_one_before(store: Store, world: World) -> None:
    call = await added(store, world.dental)
    async with store.platform() as platform:
        await platform.stream_tokens.replace(b"first", call.account_id, call.id, SOON)
        await platform.stream_tokens.replace(b"second", call.account_id, call.id, SOON)
    assert await redeemed(store, b"first") is None
    assert await redeemed(store, b"second") == (call.account_id, call.id)


async def test_an_old_token_lets_nobody_in(store: Store, world: World) -> None:
    call = await added(store, world.dental)
    async with store.platform() as platform:
        await platform.stream_tokens.replace(b"token", call.account_id, call.id, NOW)
    assert await redeemed(store, b"token") is None


async def test_running_calls_are_those_that_ring_and_those_whose_process_lives(
    store: Store, world: World
) -> None:
    async with store.platform() as platform:
        await platform.processes.beat("proc_alive", now=NOW, until=SOON)
        await platform.processes.beat("proc_dead", now=NOW, until=NOW)
    await added(store, world.dental)
    await added(store, world.barber, status=CallStatus.IN_PROGRESS, process_id="proc_alive")
    await added(store, world.barber, status=CallStatus.IN_PROGRESS, process_id="proc_dead")
    await added(store, world.barber, status=CallStatus.COMPLETED, process_id="proc_alive")
    async with store.platform() as platform:
        running = await platform.calls.running(NOW + timedelta(seconds=1))
        assert {it.account_id: it.calls for it in running} == {
            world.dental.account.id: 1,
            world.barber.account.id: 1,
        }
        later = await platform.calls.running(LATER)
        assert [(it.account_id, it.calls) for it in later] == [(world.dental.account.id, 1)]


async def test_lost_calls_are_those_whose_process_is_gone_and_those_that_ring_too_long(
    store: Store, world: World
) -> None:
    async with store.platform() as platform:
        await platform.processes.beat("proc_alive", now=NOW, until=LATER)
        await platform.processes.beat("proc_dead", now=NOW, until=NOW)
    held = {"status": CallStatus.IN_PROGRESS}
    await added(store, world.dental, **held, process_id="proc_alive")
    dead = await added(store, world.dental, **held, process_id="proc_dead")
    unknown = await added(store, world.barber, **held, process_id="proc_never_heard_of")
    rings_long = await added(store, world.barber, created_at=NOW - timedelta(minutes=5))
    await added(store, world.barber, created_at=NOW)
    async with store.platform() as platform:
        lost = await platform.calls.lost(SOON, ringing_since=NOW - timedelta(minutes=1))
    assert {call.id for call in lost} == {dead.id, unknown.id, rings_long.id}


async def test_a_process_that_leaves_is_known_no_longer(store: Store) -> None:
    async with store.platform() as platform:
        await platform.processes.beat("proc_1", now=NOW, until=SOON)
        await platform.processes.beat("proc_1", now=SOON, until=LATER)
        [seen] = await platform.processes.seen_since(SOON)
        assert (seen.started_at, seen.leased_until) == (NOW, LATER)
        await platform.processes.delete("proc_1")
        assert await platform.processes.seen_since(NOW) == ()
