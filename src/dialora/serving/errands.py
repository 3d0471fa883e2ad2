"""What a command does with the store: opened for it, and closed after."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from dialora.serving.database import open_database
from dialora.settings import Settings
from dialora.store.scope import Store

T = TypeVar("T")


def with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """On the running database, or one that is started for as long. Raises Unavailable."""
    keyring = settings.keyring()

    async def run() -> T:
        store = await Store.open(urls, keyring, connections=2)
        try:
            return await work(store)
        finally:
            await store.close()

    with open_database(settings, keyring) as urls:
        return asyncio.run(run())
