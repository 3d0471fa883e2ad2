"""A database is brought up to date once, by whoever comes first, and agrees with the tables in code."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from dialora.domain.errors import Forbidden
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store import migrate as migrations
from dialora.store.ids import new_id
from dialora.store.keyring import Keyring
from dialora.store.migrate import migrate
from dialora.store.roles import DatabaseUrls, database_urls
from dialora.store.scope import Store
from dialora.store.tables import metadata
from worlds import KEYRING

_STEPS = Path(migrations.__file__ or "").parent / "migrations"
_NEWEST = ScriptDirectory(str(_STEPS)).get_current_head()


@pytest.fixture
def empty(cluster: EmbeddedPostgres) -> Iterator[str]:
    """The owner's address of a database with nothing in it."""
    name = new_id("empty")
    with cluster.superuser() as superuser:
        superuser.execute(f"create database {name} owner dialora".encode())
        yield cluster.owner_url(name)
        superuser.execute(f"drop database {name} with (force)".encode())


def test_the_migrations_make_the_tables_that_the_code_knows(database: DatabaseUrls) -> None:
    engine = create_engine(database.owner)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: (name, kind) != ("access_state", "table")}
        )
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


def test_many_processes_may_migrate_at_once(empty: str) -> None:
    urls = database_urls(empty, KEYRING)
    with ThreadPoolExecutor(4) as processes:
        for done in [processes.submit(migrate, urls) for _ in range(4)]:
            done.result()
    with psycopg.connect(empty) as owner:
        assert owner.execute("select version_num from alembic_version").fetchall() == [(_NEWEST,)]


async def test_a_new_secret_key_brings_new_logins_and_ends_what_the_old_ones_saw(empty: str) -> None:
    old, new = Keyring(b"o" * 32), Keyring(b"n" * 32)
    migrate(database_urls(empty, old))
    migrate(database_urls(empty, new))
    store = await Store.open(database_urls(empty, new), new)
    await store.close()
    with psycopg.connect(empty) as owner:
        roles = owner.execute(
            "select distinct unnest(roles) from pg_policies where policyname <> 'owner_rows'"
        ).fetchall()
    assert {role for (role,) in roles} == {
        database_urls(empty, new).app.username,
        database_urls(empty, new).platform.username,
    }


def test_a_login_that_may_not_make_roles_is_told_what_it_lacks(empty: str, cluster: EmbeddedPostgres) -> None:
    login, password = new_id("weak"), "only-for-this-test"
    owner = database_urls(empty, KEYRING).owner
    with cluster.superuser() as superuser:
        superuser.execute(f"create role {login} login password '{password}'".encode())
        superuser.execute(f"alter database {owner.database} owner to {login}".encode())
        superuser.execute(f"grant {login} to dialora".encode())
        weak = owner.set(username=login, password=password).render_as_string(hide_password=False)
        with pytest.raises(Forbidden, match="CREATEROLE"):
            migrate(database_urls(weak, Keyring(b"w" * 32)))


def test_the_address_must_be_of_postgresql() -> None:
    with pytest.raises(ValueError, match="PostgreSQL"):
        database_urls("sqlite:///there", KEYRING)
