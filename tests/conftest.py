"""A real PostgreSQL for every test that asks: one cluster a session, a fresh database a test.

Ask for `store` (an empty migrated database), for `world` (two tenants in it, see worlds.py) or for `people`
(those who can sign in there, see sites.py). What stands in a database at first is written once a session:
every test has a copy of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import make_url

from dialora.services import identity
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.ids import new_id
from dialora.store.migrate import migrate
from dialora.store.roles import DatabaseUrls, database_urls
from dialora.store.scope import Store
from sites import People, make_people
from worlds import KEYRING, World, build_world

Written = TypeVar("Written")

#: Databases to copy from: a migrated one, one with two tenants in it, and one with their people too.
_EMPTY, _WORLD, _PEOPLE = "dialora", "written_world", "written_people"


@pytest.fixture(scope="session", autouse=True)
def product_passwords() -> Iterator[PasswordHash]:
    """Passwords are hashed as everywhere, but cheaply; how the product does it is what this gives."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    with pytest.MonkeyPatch.context() as patch:
        product = identity._PASSWORDS
        patch.setattr(identity, "_PASSWORDS", cheap)
        yield product


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


@pytest.fixture(scope="session")
def written_world(cluster: EmbeddedPostgres) -> World:
    return _write(cluster, _WORLD, build_world, upon=_EMPTY)


@pytest.fixture(scope="session")
def written_people(cluster: EmbeddedPostgres, written_world: World) -> People:
    return _write(cluster, _PEOPLE, lambda store: make_people(store, written_world), upon=_WORLD)


def _write(
    cluster: EmbeddedPostgres, name: str, write: Callable[[Store], Awaitable[Written]], *, upon: str
) -> Written:
    """A database to copy from, itself a copy of another and more."""
    with cluster.superuser() as superuser:
        _copy(superuser, upon, name)

    async def written() -> Written:
        store = await Store.open(database_urls(cluster.owner_url(name), KEYRING), KEYRING)
        try:
            return await write(store)
        finally:
            await store.close()

    return asyncio.run(written())


def _copy(superuser: psycopg.Connection[Any], template: str, name: str) -> None:
    superuser.execute(f"create database {name} template {template} owner dialora strategy file_copy".encode())
    # What is allowed on a database as a whole is not copied with it.
    superuser.execute(f"revoke temporary on database {name} from public".encode())


@contextmanager
def fresh_database(cluster: EmbeddedPostgres, template: str = _EMPTY) -> Iterator[DatabaseUrls]:
    """A migrated database, empty or a copy of another."""
    name = new_id("test")
    with cluster.superuser() as superuser:
        _copy(superuser, template, name)
        try:
            yield database_urls(cluster.owner_url(name), KEYRING)
        finally:
            superuser.execute(f"drop database {name} with (force)".encode())


@pytest.fixture
def database(cluster: EmbeddedPostgres, request: pytest.FixtureRequest) -> Iterator[DatabaseUrls]:
    """A database of this test's own."""
    asked = [name for name in (_PEOPLE, _WORLD) if name in request.fixturenames]
    for name in asked:
        request.getfixturevalue(name)
    with fresh_database(cluster, *asked[:1]) as urls:
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
def world(store: Store, written_world: World) -> World:
    return written_world


@pytest.fixture
def people(world: World, written_people: People) -> People:
    return written_people


@pytest.fixture
def database_url(database: DatabaseUrls) -> str:
    """The owner's address of this test's database, as DIALORA_DATABASE_URL takes it."""
    return make_url(database.owner).set(drivername="postgresql").render_as_string(hide_password=False)
