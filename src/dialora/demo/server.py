"""A server of the demo's own: both processes, on a free port, with a data folder that is new."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from dialora.domain.errors import Unavailable

_PROCESSES: Final = 2
_READY_S: Final = 120.0
_STOP_S: Final = 20.0
_ASK_EVERY_S: Final = 0.1
_LAST_LINES: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where to call, and the folder with the sample world's secrets."""

    url: str
    data: Path


@contextmanager
def own_server() -> Iterator[Server]:
    """Started, ready, and gone with its folder afterwards. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="dialora-demo-", ignore_cleanup_errors=True) as folder:
        # The embedded database runs as a user of its own, who must reach its folder.
        Path(folder).chmod(0o711)
        server = Server(url=f"http://127.0.0.1:{_free_port()}", data=Path(folder) / "data")
        log = Path(folder) / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                (sys.executable, "-m", "dialora.cli", "serve", "--processes", str(_PROCESSES)),
                env=_environment(server),
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
            )
        try:
            _await_ready(server, process, log)
            yield server
        finally:
            _stop(process)


def _environment(server: Server) -> dict[str, str]:
    """Ours without what is set for another server."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("DIALORA_")}
    port = server.url.rpartition(":")[2]
    return ours | {"DIALORA_DATA": str(server.data), "DIALORA_HOST": "127.0.0.1", "DIALORA_PORT": port}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _await_ready(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _READY_S
    while process.poll() is None and time.monotonic() < deadline:
        if _answers(f"{server.url}/readyz"):
            return
        time.sleep(_ASK_EVERY_S)
    said = "\n".join(log.read_text(errors="replace").splitlines()[-_LAST_LINES:])
    raise Unavailable(f"The demo's own server did not start:\n{said}", code="demo_server_failed")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
