"""Two tenants with a row of everything each."""

from __future__ import annotations

import pytest

from dialora.store.scope import Store
from store.filled import Filled, fill
from worlds import World


@pytest.fixture
async def ours(store: Store, world: World) -> Filled:
    return await fill(store, world.dental)


@pytest.fixture
async def theirs(store: Store, world: World) -> Filled:
    return await fill(store, world.barber)
