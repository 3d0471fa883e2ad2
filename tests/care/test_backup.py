"""An installation comes back from its backup whole: rows, sound, ledger heads; or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from dialora.care.backup import backup, restore
from dialora.domain.errors import Conflict, DialoraError, Forbidden, Invalid
from dialora.serving.postgres import EmbeddedPostgres
from dialora.settings import Settings
from dialora.store.access import SEES_ALL
from dialora.store.ids import new_id
from dialora.store.roles import database_urls
from dialora.store.scope import Store
from worlds import KEYRING, SECRET, World

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KEY = SECRET.decode()


@pytest.fixture
def empty_database_url(cluster: EmbeddedPostgres) -> Iterator[str]:
    """The owner's address of a database without tables."""
    name = new_id("test")
    with cluster.superuser() as superuser:
        superuser.execute(f"create database {name} template template0 owner dialora".encode())
        yield cluster.owner_url(name)
        superuser.execute(f"drop database {name} with (force)".encode())


def _settings(folder: Path, url: str, *, key: str = KEY) -> Settings:
    return Settings.read(data=folder, database_url=url, secret_key=key)


def _rows(url: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with psycopg.connect(url, options=f"-c {SEES_ALL}=on") as connection:
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'access_state'"
        ).fetchall()
        return {
            table: sorted(row[0] for row in connection.execute(f"select t::text from {table} t".encode()))
            for (table,) in tables
        }


@pytest.fixture
def installation(tmp_path: Path, world: World, database_url: str) -> Settings:
    """Two tenants, a recording, and a ledger head."""
    old = tmp_path / "old"
    (old / "recordings" / "acct_1").mkdir(parents=True)
    (old / "recordings" / "acct_1" / "call_1").write_bytes(bytes(range(256)) * 1_000)
    (old / "heads").mkdir()
    (old / "heads" / "acct_1.json").write_text("{}")
    return _settings(old, database_url)


def test_everything_comes_back(
    installation: Settings, tmp_path: Path, database_url: str, empty_database_url: str
) -> None:
    told: list[str] = []
    backup(installation, tmp_path / "copy.tar", NOW, lambda name, _: told.append(name))
    new = _settings(tmp_path / "new", empty_database_url)
    contents = restore(new, tmp_path / "copy.tar", lambda *_: None)

    assert told == ["database.dump", "recordings/acct_1/call_1", "heads/acct_1.json"]
    assert contents.made_at == "2026-11-24T09:00:00+00:00"
    before = _rows(database_url)
    assert sum(map(len, before.values())) > 10
    assert _rows(empty_database_url) == before
    for name in ("recordings/acct_1/call_1", "heads/acct_1.json"):
        assert (new.data / name).read_bytes() == (installation.data / name).read_bytes()


async def test_a_restored_installation_keeps_its_tenants_apart(
    installation: Settings, world: World, tmp_path: Path, empty_database_url: str
) -> None:
    backup(installation, tmp_path / "copy.tar", NOW, lambda *_: None)
    new = _settings(tmp_path / "new", empty_database_url)
    restore(new, tmp_path / "copy.tar", lambda *_: None)
    store = await Store.open(database_urls(empty_database_url, KEYRING), KEYRING)
    try:
        for tenant in (world.dental, world.barber):
            async with store.account(tenant.account.id) as scope:
                numbers = await scope.numbers.page()
            assert {number.account_id for number in numbers.items} == {tenant.account.id}
    finally:
        await store.close()


def test_the_owners_login_sees_nothing_unless_it_says_so(world: World, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from accounts").fetchone() == (0,)


@pytest.mark.parametrize("damage", ["cut", "changed", "none"])
def test_a_broken_backup_changes_nothing(
    damage: str, installation: Settings, tmp_path: Path, empty_database_url: str
) -> None:
    file = tmp_path / "copy.tar"
    backup(installation, file, NOW, lambda *_: None)
    whole = bytearray(file.read_bytes())
    if damage == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif damage == "changed":
        at = whole.index(bytes(range(256)))
        whole[at] ^= 1
        file.write_bytes(whole)
    else:
        file.write_text("nothing of the kind")
    new = _settings(tmp_path / "new", empty_database_url)
    with pytest.raises(Invalid, match="no whole backup"):
        restore(new, file, lambda *_: None)
    assert _rows(empty_database_url) == {}
    assert list(new.data.iterdir()) == []


def test_a_backup_of_another_key_is_refused(
    installation: Settings, tmp_path: Path, empty_database_url: str
) -> None:
    backup(installation, tmp_path / "copy.tar", NOW, lambda *_: None)
    with pytest.raises(Forbidden, match="another secret key"):
        restore(
            _settings(tmp_path / "new", empty_database_url, key="y" * 40),
            tmp_path / "copy.tar",
            lambda *_: None,
        )
    assert _rows(empty_database_url) == {}


@pytest.mark.parametrize("what", ["the file", "the folder", "the database"])
def test_nothing_that_is_there_is_written_over(what: str, installation: Settings, tmp_path: Path) -> None:
    file = tmp_path / "copy.tar"
    backup(installation, file, NOW, lambda *_: None)
    assert installation.database_url is not None
    taken = installation.database_url.get_secret_value()
    tries = {
        "the file": lambda: backup(installation, file, NOW, lambda *_: None),
        "the folder": lambda: restore(installation, file, lambda *_: None),
        "the database": lambda: restore(_settings(tmp_path / "new", taken), file, lambda *_: None),
    }
    with pytest.raises(Conflict):
        tries[what]()


def test_a_missing_file_is_said(tmp_path: Path, empty_database_url: str) -> None:
    with pytest.raises(DialoraError, match="There is no file"):
        restore(_settings(tmp_path / "new", empty_database_url), tmp_path / "none.tar", lambda *_: None)
