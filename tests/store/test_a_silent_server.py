"""A server that takes the connection and says nothing holds nobody up for long."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator

import pytest

from dialora.domain.errors import Unavailable
from dialora.store import roles
from dialora.store.migrate import migrate
from dialora.store.roles import DatabaseUrls, database_urls
from dialora.store.scope import Store
from worlds import KEYRING


@pytest.fixture
def silent() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as it:
        yield f"postgresql://dialora:secret@127.0.0.1:{it.getsockname()[1]}/dialora"


@pytest.fixture
def impatient(silent: str, monkeypatch: pytest.MonkeyPatch) -> DatabaseUrls:
    monkeypatch.setattr(roles, "_WIRE", {**roles._WIRE, "connect_timeout": "2"})
    return database_urls(silent, KEYRING)


async def test_starting_and_asking_are_given_up(impatient: DatabaseUrls) -> None:
    begun = time.monotonic()

    async def starting() -> None:
        with pytest.raises(Unavailable):
            await asyncio.to_thread(migrate, impatient)

    async def asking() -> None:
        with pytest.raises(Unavailable):
            await Store.open(impatient, KEYRING)

    await asyncio.gather(starting(), asking())
    assert time.monotonic() - begun < 10


def test_every_login_is_impatient_unless_the_operator_says_otherwise(silent: str) -> None:
    urls = database_urls(f"{silent}?connect_timeout=20", KEYRING)
    for login in (urls.owner, urls.app, urls.platform, urls.queue):
        assert login.query["connect_timeout"] == "20"
        assert login.query["tcp_user_timeout"] == "10000"
        assert int(database_urls(silent, KEYRING).queue.query["connect_timeout"]) <= 10
