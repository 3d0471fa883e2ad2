"""A server that takes a question and never answers costs nobody more than their patience."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack

import pytest

from dialora.domain.errors import Unavailable
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from outages import frozen
from worlds import KEYRING, World, build_world


@pytest.fixture
async def impatient(database: DatabaseUrls) -> AsyncIterator[Store]:
    opened = await Store.open(database, KEYRING, connections=2, patience_s=0.5)
    try:
        yield opened
    finally:
        await opened.close()


async def test_a_question_is_given_up_and_the_next_connection_works(
    impatient: Store, cluster: EmbeddedPostgres, database: DatabaseUrls
) -> None:
    world: World = await build_world(impatient)
    with ExitStack() as until_the_end:

        async def asks_a_server_that_freezes() -> None:
            async with asyncio.timeout(3), impatient.account(world.dental.account.id) as scope:
                until_the_end.enter_context(frozen(cluster, database))
                await scope.account()

        with pytest.raises(Unavailable):
            await asks_a_server_that_freezes()
        # Connections that were idle when the server froze are tried first, and given up as well.
        async with asyncio.timeout(3), impatient.account(world.dental.account.id) as scope:
            assert await scope.account() == world.dental.account


async def test_whoever_gives_up_sooner_is_let_go_at_once(
    store: Store, world: World, cluster: EmbeddedPostgres, database: DatabaseUrls
) -> None:
    loop = asyncio.get_running_loop()
    with frozen(cluster, database):
        begun = loop.time()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2), store.account(world.dental.account.id) as scope:
                await scope.account()
        assert loop.time() - begun < 1
        async with asyncio.timeout(5), store.account(world.dental.account.id) as scope:
            assert (await scope.account()).id == world.dental.account.id
