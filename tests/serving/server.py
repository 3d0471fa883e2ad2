"""A whole `dialora serve` as its own processes, on a free port and a data folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

#: Long enough for two processes to load their models on a machine that does other things too.
PATIENCE = 120.0
_POLL = 0.05


def until(happened: Callable[[], bool], what: str, seconds: float = PATIENCE) -> float:
    """Wait for something; how long it took."""
    started = time.monotonic()
    while not happened():
        assert time.monotonic() - started < seconds, f"not in time: {what}"
        time.sleep(_POLL)
    return time.monotonic() - started


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as it:
        port: int = it.getsockname()[1]
        return port


@dataclass(kw_only=True)
class Server:
    """Started, looked at and killed from outside, as a newcomer would."""

    data: Path
    port: int = field(default_factory=free_port)
    _parent: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Until everything is ready; how many seconds that took."""
        with self._said.open("wb") as said:
            self._parent = subprocess.Popen(
                _what_make_runs(),
                cwd=_ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        return until(self._welcomed, "the server is ready")

    def stop(self) -> int:
        """As from a service manager; the exit status."""
        assert self._parent is not None
        self._parent.send_signal(signal.SIGTERM)
        return self._parent.wait(PATIENCE)

    def kill(self) -> None:
        """The parent alone, without a word. Does nothing where it has ended."""
        if self._parent is not None:
            self._parent.kill()
            self._parent.wait()

    def run(self, *words: str) -> Any:
        """Another command on the same data folder; the JSON that it prints."""
        return json.loads(self.command(*words))

    def command(self, *words: str) -> str:
        """Another command on the same data folder; what it prints."""
        done = subprocess.run(
            [*_DIALORA, *words], env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def children(self) -> list[int]:
        """The serving processes."""
        return [it for it in self.everything() if b"dialora.serving.child" in _command(it)]

    def holds_calls(self, child: int) -> bool:
        """Whether a serving process has a connection open."""
        opened = (os.readlink(it) for it in Path(f"/proc/{child}/fd").iterdir())
        inodes = {it[8:-1] for it in opened if it.startswith("socket:[")}
        return bool(inodes & _connections(self.port))

    def everything(self) -> list[int]:
        """All processes that belong to this data folder: those that hold a file of it open, or work in it."""
        return [int(it.name) for it in Path("/proc").glob("[0-9]*") if self._ours(it)]

    def said(self) -> str:
        return self._said.read_text(errors="replace")

    def _ours(self, process: Path) -> bool:
        try:
            if (process / "cwd").readlink() == self.data.resolve() / "postgres/cluster":
                return True
            return f"DIALORA_DATA={self.data}".encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:
            return False

    def _welcomed(self) -> bool:
        assert self._parent is not None
        assert self._parent.poll() is None, self.said()
        return "Dialora is ready" in self.said()

    @property
    def _said(self) -> Path:
        return self.data.with_name(f"{self.data.name}.log")

    @property
    def _environment(self) -> dict[str, str]:
        known = {name: value for name, value in os.environ.items() if not name.startswith("DIALORA_")}
        return known | {"DIALORA_DATA": str(self.data), "DIALORA_PORT": str(self.port)}


_ROOT = Path(__file__).parents[2]
_DIALORA = (sys.executable, "-m", "dialora.cli")


def _what_make_runs() -> list[str]:
    """The command of `make run`, without the set-up before it."""
    # Run by make itself, this one would say in which folder it is.
    dry_run = ["make", "--no-print-directory", "--dry-run", "run"]
    dry = subprocess.run(dry_run, cwd=_ROOT, capture_output=True, text=True, check=True)
    return next(line for line in dry.stdout.splitlines() if "dialora serve" in line).split()


def _connections(port: int) -> set[str]:
    """The inodes of all connections that were accepted on a port."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    established = "01"
    return {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == established}


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
