"""A real PostgreSQL for every test that asks: one cluster a session, a database as new a test.

Ask for `store` (an empty migrated database), for `world` (two tenants in it, see worlds.py) or for `people`
(those who can sign in there, see sites.py). What stands in a database at first is written once a session:
every test has a copy that nobody else uses meanwhile, see databases.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeVar

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import make_url

from databases import Databases
from dialora.services import identity
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.migrate import migrate
from dialora.store.roles import DatabaseUrls, database_urls
from dialora.store.scope import Store
from journals import Journals
from sites import People, make_people
from worlds import KEYRING, World, build_world

Written = TypeVar("Written")

#: Databases to copy from: a migrated one, one with two tenants in it, and one with their people too.
_EMPTY, _WORLD, _PEOPLE = "dialora", "written_world", "written_people"

#: Whoever is dialled by a test is held against the ledger in its database when it ends.
_JOURNALS = pytest.StashKey[Journals]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_JOURNALS] = Journals()


def pytest_unconfigure(config: pytest.Config) -> None:
    print(f"Dialled in this run, each after a decision in the ledger: {config.stash[_JOURNALS].checked}")


@pytest.fixture(scope="session")
def journals(pytestconfig: pytest.Config) -> Iterator[Journals]:
    it = pytestconfig.stash[_JOURNALS]
    with it.read():
        yield it


@pytest.fixture(autouse=True)
def nobody_is_dialled_beside_the_ledger(journals: Journals, request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    journals.all_were_held(str(request.path))


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
def written_world(databases: Databases) -> World:
    return _write(databases, _WORLD, build_world, upon=_EMPTY)


@pytest.fixture(scope="session")
def written_people(databases: Databases, written_world: World) -> People:
    return _write(databases, _PEOPLE, lambda store: make_people(store, written_world), upon=_WORLD)


@pytest.fixture(scope="session")
def databases(cluster: EmbeddedPostgres) -> Databases:
    return Databases(cluster)


def _write(
    databases: Databases, name: str, write: Callable[[Store], Awaitable[Written]], *, upon: str
) -> Written:
    """A database to copy from, itself a copy of another and more."""
    databases.copy(upon, name)

    async def written() -> Written:
        store = await Store.open(database_urls(databases.cluster.owner_url(name), KEYRING), KEYRING)
        try:
            return await write(store)
        finally:
            await store.close()

    return asyncio.run(written())


@pytest.fixture
def database(
    databases: Databases, journals: Journals, request: pytest.FixtureRequest
) -> Iterator[DatabaseUrls]:
    """A database of this test's own."""
    asked = [name for name in (_PEOPLE, _WORLD) if name in request.fixturenames]
    for name in asked:
        request.getfixturevalue(name)
    with databases.lent([*asked, _EMPTY][0]) as name:
        yield database_urls(databases.cluster.owner_url(name), KEYRING)
        if journals.waiting:
            with databases.cluster.superuser(name) as ledger:
                journals.hold_against(ledger)


@pytest.fixture(scope="module")
def shared_database(databases: Databases) -> Iterator[DatabaseUrls]:
    """A database that all tests of a file look at."""
    with databases.lent(_EMPTY) as name:
        yield database_urls(databases.cluster.owner_url(name), KEYRING)


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
