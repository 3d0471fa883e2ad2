"""A server under load: started on a core of its own, and what it uses of it."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_STOP_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running one; figures are the kernel's."""

    url: str
    pid: int
    #: From the start of the process until calls could come in.
    ready_s: float

    def cpu_seconds(self) -> float:
        """Used so far, by all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S

    def memory_mb(self) -> float:
        """Resident now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(resident.split()[1]) / 1024


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int) -> Iterator[Server]:
    """On the first core; whoever called this is on the others meanwhile. Raises RuntimeError where it does
    not come up."""
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryFile() as log:
        # Threads of the server must never have been elsewhere: it inherits its core.
        os.sched_setaffinity(0, {cores[0]})
        began = perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        os.sched_setaffinity(0, set(cores[1:]) or set(cores))
        try:
            _wait_until_ready(process)
            ready_s = perf_counter() - began
            yield Server(
                url=f"ws://127.0.0.1:{port}/telephony/twilio/media", pid=process.pid, ready_s=ready_s
            )
        finally:
            os.sched_setaffinity(0, set(cores))
            process.terminate()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "ready":
            return
    raise RuntimeError(f"{' '.join(map(str, process.args))} did not start")  # type: ignore[arg-type]
