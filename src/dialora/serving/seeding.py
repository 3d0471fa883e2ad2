"""What an installation begins with: the sample world, or an operator of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from dialora.clock import clock_of
from dialora.services.sample_plan import Credentials
from dialora.services.sample_world import SampleWorld
from dialora.serving.database import open_database
from dialora.settings import Settings
from dialora.store.keyring import Keyring
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store


def credentials_file(settings: Settings) -> Path:
    return settings.data / "sample-world.json"


def seed(settings: Settings) -> Credentials:
    """Make the sample world where it is not there. Raises Forbidden, Conflict, Unavailable."""
    keyring = settings.keyring()

    async def make(urls: DatabaseUrls) -> Credentials:
        async with sample_world(settings, urls, keyring) as world:
            return await world.make()

    with open_database(settings, keyring) as urls:
        return asyncio.run(make(urls))


@asynccontextmanager
async def sample_world(
    settings: Settings, urls: DatabaseUrls, keyring: Keyring
) -> AsyncIterator[SampleWorld]:
    """The sample world of this installation, on a few connections of its own."""
    store = await Store.open(urls, keyring, connections=2)
    try:
        yield SampleWorld(
            store=store,
            clock=clock_of(settings.clock_offset_path),
            address=settings.address,
            loopback=settings.loopback,
            file=credentials_file(settings),
        )
    finally:
        await store.close()


async def has_operator(urls: DatabaseUrls, keyring: Keyring) -> bool:
    """Whether anybody can set this installation up."""
    store = await Store.open(urls, keyring, connections=1)
    try:
        async with store.platform() as platform:
            return await platform.members.has_operator()
    finally:
        await store.close()
