"""A real PostgreSQL for every test that asks: one cluster a session, a fresh database a test.

Ask for `store` (an empty migrated database), or for `world` (two tenants in it, see worlds.py).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import make_url

from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.ids import new_id
from dialora.store.migrate import migrate
from dialora.store.roles import DatabaseUrls, database_urls
from dialora.store.scope import Store
from worlds import KEYRING, World, build_world

_TEMPLATE = "dialora"


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The product's own embedded PostgreSQL, with one migrated database to copy from."""
    postgres = EmbeddedPostgres(tmp_path_factory.mktemp("cluster"), KEYRING, durable=False)
    postgres.start()
    try:
        migrate(database_urls(postgres.owner_url(), KEYRING))
        yield postgres
    finally:
        postgres.stop()


@contextmanager
def fresh_database(cluster: EmbeddedPostgres) -> Iterator[DatabaseUrls]:
    """A migrated, empty database."""
    name = new_id("test")
    with cluster.superuser() as superuser:
        superuser.execute(f"create database {name} template {_TEMPLATE} owner dialora".encode())
        # What is allowed on a database as a whole is not copied with it.
        superuser.execute(f"revoke temporary on database {name} from public".encode())
        try:
            yield database_urls(cluster.owner_url(name), KEYRING)
        finally:
            superuser.execute(f"drop database {name} with (force)".encode())


@pytest.fixture
def database(cluster: EmbeddedPostgres) -> Iterator[DatabaseUrls]:
    """A database of this test's own."""
    with fresh_database(cluster) as urls:
        yield urls


@pytest.fixture(scope="module")
def shared_database(cluster: EmbeddedPostgres) -> Iterator[DatabaseUrls]:
    """A database that all tests of a file look at."""
    with fresh_database(cluster) as urls:
        yield urls


@pytest.fixture
async def store(database: DatabaseUrls) -> AsyncIterator[Store]:
    opened = await Store.open(database, KEYRING)
    try:
        yield opened
    finally:
        await opened.close()


@pytest.fixture
async def world(store: Store) -> World:
    return await build_world(store)


@pytest.fixture
def database_url(database: DatabaseUrls) -> str:
    """The owner's address of this test's database, as DIALORA_DATABASE_URL takes it."""
    return make_url(database.owner).set(drivername="postgresql").render_as_string(hide_password=False)
