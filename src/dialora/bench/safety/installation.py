"""A whole installation of its own, started from outside: `dialora serve` in a folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from dialora.bench.safety.target import Footing, Line, Target
from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier import CarrierAccount

_DIALORA = (sys.executable, "-m", "dialora.cli")
_START_S = 180.0
_STOP_S = 90.0
#: The column of /proc/net/tcp that names the socket.
_INODE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Its processes are found by their data folder: whatever started them."""

    folder: Path
    port: int
    environment: Mapping[str, str]
    world: Mapping[str, Any]

    @property
    def accounts(self) -> list[dict[str, Any]]:
        return [account for agency in self.world["agencies"] for account in agency["accounts"]]

    @property
    def target(self) -> Target:
        lines = tuple(
            Line(
                account=CarrierAccount(
                    sid=account["twilio"]["account_sid"], auth_token=account["twilio"]["auth_token"]
                ),
                number=PhoneNumber(account["numbers"][0]),
            )
            for account in self.accounts
        )
        return Target(
            address=f"http://127.0.0.1:{self.port}",
            lines=lines,
            open_calls=self.open_calls,
            footing=self.footing,
        )

    async def calls(self, account: Mapping[str, Any], **wanted: str) -> list[dict[str, Any]]:
        """All calls of an account."""
        key = {"Authorization": f"Bearer {account['api_keys']['test']}"}
        found: list[dict[str, Any]] = []
        query: dict[str, str] = {"limit": "100", **wanted}
        while True:
            page = (await self._get("/v1/calls", params=query, headers=key)).raise_for_status().json()
            found += page["data"]
            if not page["has_more"]:
                return found
            query["starting_after"] = found[-1]["id"]

    async def plays(self, account: Mapping[str, Any], call_id: str) -> bool:
        """Whether a recording is there from its first second to its last."""
        key = {"Authorization": f"Bearer {account['api_keys']['test']}"}
        answer = await self._get(f"/v1/calls/{call_id}/recording", headers=key)
        promised = int.from_bytes(answer.content[4:8], "little") + 8
        return answer.status_code == 200 and len(answer.content) == promised

    async def open_calls(self) -> int:
        counts = [
            len(await self.calls(account, status=status))
            for account in self.accounts
            for status in ("ringing", "in_progress")
        ]
        return sum(counts)

    async def footing(self) -> Footing:
        figures = (await self._get("/metrics")).text
        tasks = re.search(r"^dialora_tasks (\S+)$", figures, re.MULTILINE)
        children = self.children()
        return Footing(
            tasks=round(float(tasks[1])) if tasks else 0,
            sockets=sum(_sockets(it) for it in children),
            memory_mb=sum(_memory_mb(it) for it in children),
        )

    async def ready(self) -> bool:
        try:
            return (await self._get("/readyz")).status_code == 200
        except httpx.HTTPError:
            return False

    async def _get(self, path: str, **more: Any) -> httpx.Response:
        # A connection for each request: one that was kept would die with the process it leads to.
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=30) as http:
            return await http.get(path, **more)

    def children(self) -> list[int]:
        """The serving processes."""
        return [it for it in self.everything() if "dialora.serving.child" in _command(it)]

    def postgres(self) -> list[int]:
        """Every process of the database, the first of them first."""
        cluster = (self.folder / "postgres/cluster").resolve()
        found = [int(it.name) for it in Path("/proc").glob("[0-9]*") if _works_in(it, cluster)]
        return sorted(found)

    def everything(self) -> list[int]:
        return [int(it.name) for it in Path("/proc").glob("[0-9]*") if self._ours(it)]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Another command on the same folder."""
        return subprocess.run(
            [*_DIALORA, *words], env=self.environment, capture_output=True, text=True, check=False
        )

    def _ours(self, process: Path) -> bool:
        try:
            return f"DIALORA_DATA={self.folder}".encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:
            return False


@contextmanager
def installation(*, processes: int = 1, **settings: str) -> Iterator[Installation]:
    """Started, seeded and ready; stopped and gone afterwards. `settings` are DIALORA_* in small letters."""
    with tempfile.TemporaryDirectory(prefix="dialora-campaign-") as folder:
        data, port = Path(folder) / "data", int(settings.get("port") or _free_port())
        known = {name: value for name, value in os.environ.items() if not name.startswith("DIALORA_")}
        ours = {"data": str(data), "port": str(port), "caller_calls_hour": "0", "caller_calls_day": "0"}
        environment = known | {f"DIALORA_{name.upper()}": value for name, value in (ours | settings).items()}
        with (Path(folder) / "log").open("wb") as log:
            serve = [*_DIALORA, "serve", "--processes", str(processes)]
            parent = subprocess.Popen(serve, env=environment, stdout=log, stderr=log)
        try:
            _until_welcome(parent, Path(folder) / "log")
            seed = [*_DIALORA, "seed", "--json"]
            seeded = subprocess.run(seed, env=environment, capture_output=True, check=True)
            world = json.loads(seeded.stdout)
            yield Installation(folder=data, port=port, environment=environment, world=world)
        finally:
            _stop(parent)


def _until_welcome(parent: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while "Dialora is ready" not in (said := log.read_text(errors="replace")):
        if parent.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the installation did not start:\n{said[-2000:]}")
        time.sleep(0.2)


def _stop(parent: subprocess.Popen[bytes]) -> None:
    parent.send_signal(signal.SIGTERM)
    try:
        parent.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        parent.kill()
        parent.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as it:
        port: int = it.getsockname()[1]
        return port


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink() == folder
    except OSError:
        return False


def _sockets(pid: int) -> int:
    """TCP only: the embedded database is reached over Unix sockets, by a pool that is bounded and kept."""
    tables = [Path(f"/proc/{pid}/net/{name}") for name in ("tcp", "tcp6")]
    try:
        links = [os.readlink(it) for it in Path(f"/proc/{pid}/fd").iterdir()]
        rows = [row.split() for table in tables for row in table.read_text().splitlines()[1:]]
    except OSError:
        return 0
    ours = {f"socket:[{row[_INODE]}]" for row in rows}
    return sum(it in ours for it in links)


def _memory_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    resident = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    return int(resident[1]) / 1024 if resident else 0.0
