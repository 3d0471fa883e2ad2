"""Figures of a running process, as Prometheus reads them at /metrics. No personal data, no ids."""

from __future__ import annotations

import asyncio

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from dialora.domain.calls import EndReason, Latency

MEDIA_TYPE = CONTENT_TYPE_LATEST

_BUCKETS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0)

_running = Gauge("dialora_calls_running", "Calls whose audio this process holds.")
_tasks = Gauge("dialora_tasks", "Tasks of this process's event loop.")
_ended = Counter("dialora_calls_ended", "Calls ended, by reason.", ["reason"])
_answer = Histogram(
    "dialora_turn_seconds", "Caller's last sound to the agent's first, by stage.", ["stage"], buckets=_BUCKETS
)


def started() -> None:
    _running.inc()


def ended(reason: EndReason) -> None:
    _running.dec()
    _ended.labels(reason.value).inc()


def turn(latency: Latency) -> None:
    for stage in ("endpoint", "stt", "dialogue", "first_audio", "total"):
        _answer.labels(stage).observe(getattr(latency, f"{stage}_ms") / 1000)


def exposition() -> bytes:
    """All figures in the text form of Prometheus. Asked within the event loop."""
    _tasks.set(len(asyncio.all_tasks()))
    return generate_latest()
