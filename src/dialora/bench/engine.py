"""The engine under load: one serving process on one core, callers on another, one report."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dialora.bench.load import Tally, load, percentile
from dialora.bench.speech import utterances

_VAD_STOP_S = 0.2
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One run: what callers saw, and what it cost the server."""

    callers: int
    seconds: float
    tally: Tally
    #: Of one core, all calls together, 0 to 1.
    cpu: float
    memory_mb: float


async def measure(callers: list[int], seconds: float) -> list[Load]:
    """Each number of callers in turn against one server that stays; the first is the floor."""
    speech = await utterances()
    with _server() as (port, pid):
        return [await _run(port, pid, speech, count, seconds) for count in callers]


async def _run(port: int, pid: int, speech: list[bytes], callers: int, seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    began, used = loop.time(), _cpu_seconds(pid)
    url = f"ws://127.0.0.1:{port}/telephony/twilio/media"
    tally = await load(url, speech, callers=callers, seconds=seconds, seed=1)
    took = loop.time() - began
    return Load(
        callers=callers,
        seconds=took,
        tally=tally,
        cpu=(_cpu_seconds(pid) - used) / took,
        memory_mb=_memory_mb(pid),
    )


@contextmanager
def _server() -> Iterator[tuple[int, int]]:
    """The serving process, on the first core; everything else of this one on the others."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cores = sorted(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "dialora.cli", "bench", "media", "--serve"]
    command += ["--port", str(port), "--vad-stop", str(_VAD_STOP_S)]
    with tempfile.TemporaryFile() as events:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=events, text=True)
    try:
        os.sched_setaffinity(server.pid, {cores[0]})
        os.sched_setaffinity(0, set(cores[1:]) or set(cores))
        assert server.stdout is not None
        if server.stdout.readline().strip() != "ready":
            raise RuntimeError("the media process did not start")
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()
        os.sched_setaffinity(0, set(cores))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def _memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(resident.split()[1]) / 1024


def report(runs: list[Load]) -> str:
    """The runs as a Markdown page."""
    floor, *_ = runs
    lines = [
        "# The media engine under load",
        "",
        f"One process on one core of {_processor()}; callers on another core, on the carrier's wire, in real",
        "time. Scripted speech and language answer at once; the voice detector, the sealed recorder,",
        f"the figures and the event log are on. Turns end after {1000 * _VAD_STOP_S:.0f} ms of silence. The",
        "first row is the floor: one caller alone. Written by `make bench`.",
        "",
        "| callers | answers | to first audio p50 / p95 | added p50 / p95 | barge-in to clear p50 / p95 "
        "| underruns per 1,000 frames | gap p99 | dropped | cpu per call | memory per extra call |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_row(run, floor) for run in runs), ""])


def _row(run: Load, floor: Load) -> str:
    seen = run.tally
    p50, p95 = percentile(seen.answers_ms, 0.5), percentile(seen.answers_ms, 0.95)
    alone50, alone95 = percentile(floor.tally.answers_ms, 0.5), percentile(floor.tally.answers_ms, 0.95)
    extra = max(1, run.callers - floor.callers)
    memory = (run.memory_mb - floor.memory_mb) / extra
    return (
        f"| {run.callers} | {len(seen.answers_ms)} | {p50:.0f} / {p95:.0f} ms "
        f"| {p50 - alone50:+.0f} / {p95 - alone95:+.0f} ms "
        f"| {percentile(seen.clears_ms, 0.5):.0f} / {percentile(seen.clears_ms, 0.95):.0f} ms "
        f"| {seen.underruns_per_thousand():.1f} | {percentile(seen.gaps_ms, 0.99):.0f} ms | {seen.dropped} "
        f"| {100 * run.cpu / run.callers:.2f} % | {'' if run is floor else f'{memory:.2f} MB'} |"
    )


def _processor() -> str:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return names[0] if names else "an unnamed processor"
