"""Figures as Prometheus reads them at /metrics: those of all processes on the port together, whichever of
them is asked. No personal data, no ids.

The processes write into files of a folder that the parent names in PROMETHEUS_MULTIPROC_DIR, as
prometheus_client has it. Without one there is one process, with its own figures.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from dialora.domain.calls import EndReason, Latency

MEDIA_TYPE = CONTENT_TYPE_LATEST
#: What prometheus_client reads when it is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

_STATM = Path("/proc/self/statm")
_BUCKETS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0)

_running = Gauge("dialora_calls_running", "Calls that are talking.", multiprocess_mode="livesum")
_tasks = Gauge("dialora_tasks", "Tasks of the event loops.", multiprocess_mode="livesum")
_memory = Gauge(
    "dialora_memory_bytes", "Memory of each process, as it was last asked.", multiprocess_mode="liveall"
)
_refused = Counter("dialora_calls_refused", "Calls that were not taken, by reason.", ["reason"])
_ended = Counter("dialora_calls_ended", "Calls ended, by reason.", ["reason"])
_answer = Histogram(
    "dialora_turn_seconds", "Caller's last sound to the agent's first, by stage.", ["stage"], buckets=_BUCKETS
)


def refused(reason: str) -> None:
    """A rule's reason, or that there was no room."""
    _refused.labels(reason.lower()).inc()


def started() -> None:
    _running.inc()


def ended(reason: EndReason) -> None:
    _running.dec()
    _ended.labels(reason.value).inc()


def turn(latency: Latency) -> None:
    for stage in ("endpoint", "stt", "dialogue", "first_audio", "total"):
        _answer.labels(stage).observe(getattr(latency, f"{stage}_ms") / 1000)


def beat() -> None:
    """What a process notes of itself. Asked within the event loop."""
    _tasks.set(len(asyncio.all_tasks()))
    pages = int(_STATM.read_text().split()[1])
    _memory.set(pages * os.sysconf("SC_PAGE_SIZE"))


def exposition() -> bytes:
    """All figures in the text form of Prometheus. Asked within the event loop."""
    beat()
    if FOLDER not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)
