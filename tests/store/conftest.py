"""Two tenants with a row of everything each."""

from __future__ import annotations

import pytest

from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from store.filled import Filled, fill
from worlds import World


@pytest.fixture
async def ours(store: Store, database: DatabaseUrls, world: World) -> Filled:
    return await fill(store, database, world.dental)


@pytest.fixture
async def theirs(store: Store, database: DatabaseUrls, world: World) -> Filled:
    return await fill(store, database, world.barber)
