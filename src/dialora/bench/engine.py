"""The engine under load, beside others: one server on one core, callers on another, in one run."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import uvloop

from dialora.bench.caller import Tally
from dialora.bench.contenders import ALL, OURS, Contender
from dialora.bench.environments import versions
from dialora.bench.load import Crowd, percentile
from dialora.bench.ready import ready_sound
from dialora.bench.search import largest
from dialora.bench.server import Server, free_port, serving
from dialora.bench.speech import utterances

VAD_STOP_S: Final = 0.2
#: Callers who are no load: what a product needs for itself.
FLOOR_CALLERS: Final = 5
_FLOOR_S: Final = 40.0
_STEP_S: Final = 20.0
#: A size that failed is tried again: a machine hiccups.
_TRIES: Final = 2
#: How many calls come and go when growth is measured, how many at a time, and for how long.
CHURN_CALLS: Final = 1_000
_CHURN_CROWD: Final = 100
_CHURN_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a number of calls must meet to count as carried: the same for all."""

    added_p95_ms: float = 100.0
    underruns_per_thousand: float = 5.0
    unanswered_share: float = 0.01
    #: The load itself was on time; otherwise nobody can be blamed.
    late_p99_ms: float = 10.0


BAR: Final = Bar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """So many calls at once: what callers saw, and what it cost the server."""

    callers: int
    tally: Tally
    #: Of one core, all calls together, 0 to 1.
    cpu: float
    #: Before the first call, and with all of them.
    memory_before_mb: float
    memory_mb: float

    def answer_ms(self, share: float) -> float:
        return percentile(self.tally.answers_ms, share)

    def cpu_per_call(self) -> float:
        return self.cpu / self.callers

    def memory_per_call_mb(self) -> float:
        return (self.memory_mb - self.memory_before_mb) / self.callers

    def carried(self, alone_ms: float, bar: Bar = BAR) -> bool:
        """Whether all calls were carried; `alone_ms` is the median without a load."""
        seen = self.tally
        return (
            bool(seen.answers_ms)
            and self.answer_ms(0.95) - alone_ms <= bar.added_p95_ms
            and seen.underruns_per_thousand() <= bar.underruns_per_thousand
            and seen.unanswered_share() <= bar.unanswered_share
            and seen.dropped == 0
            and percentile(seen.late_ms, 0.99) <= bar.late_p99_ms
        )


@dataclass(slots=True, kw_only=True)
class Measured:
    """One contender's figures."""

    contender: Contender
    versions: Mapping[str, str]
    ready_s: float
    floor: Run
    capacity: int = 0
    runs: list[Run] = field(default_factory=list)
    half: Run | None = None

    @property
    def alone_ms(self) -> float:
        return self.floor.answer_ms(0.5)

    def at(self, callers: int) -> Run | None:
        """The run with so many callers; the one that was carried, where there are two."""
        runs = [run for run in self.runs if run.callers == callers]
        return next((run for run in runs if run.carried(self.alone_ms)), runs[-1] if runs else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One whole run of the bench."""

    all: Sequence[Measured]
    #: Of our process, after a thousand calls came and went.
    growth_mb: float

    @property
    def ours(self) -> Measured:
        return next(each for each in self.all if each.contender is OURS)


async def compare(contenders: Sequence[Contender] = ALL) -> Comparison:
    """All contenders, one after the other, on the same machine with the same callers."""
    speech = await utterances()
    with tempfile.TemporaryDirectory(prefix="dialora-bench-") as folder:
        sound = Path(folder) / "sentence.ulaw"
        sound.write_bytes(ready_sound())
        bench = _Bench(speech=speech, sound=sound)
        measured = [await bench.measure(contender) for contender in contenders]
        return Comparison(all=measured, growth_mb=await bench.growth())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    speech: Sequence[bytes]
    sound: Path

    async def measure(self, contender: Contender) -> Measured:
        python = contender.python()
        ready_s, floor = await self.run(contender, FLOOR_CALLERS, _FLOOR_S)
        found = Measured(
            contender=contender, versions=versions(python, contender.shown), ready_s=ready_s, floor=floor
        )

        async def holds(callers: int) -> bool:
            for _ in range(_TRIES):
                _, run = await self.run(contender, callers, _STEP_S)
                found.runs.append(run)
                if run.carried(found.alone_ms):
                    return True
            return False

        found.capacity = await largest(contender.first, holds)
        _, found.half = await self.run(contender, max(1, found.capacity // 2), _STEP_S)
        return found

    async def run(self, contender: Contender, callers: int, seconds: float) -> tuple[float, Run]:
        """One size against a fresh server."""
        with self._serving(contender) as server:
            before_mb = server.memory_mb()
            crowd = Crowd(server.url, self.speech, callers, seed=callers)
            await crowd.join()
            used = server.cpu_seconds()
            tally = await crowd.watch(seconds)
            run = Run(
                callers=callers,
                tally=tally,
                cpu=(server.cpu_seconds() - used) / seconds,
                memory_before_mb=before_mb,
                memory_mb=server.memory_mb(),
            )
            await crowd.leave()
            print(f"bench: {contender.name}, {_line(run)}", flush=True)
            return server.ready_s, run

    async def growth(self) -> float:
        """How much our process grows by calls that have ended; the first hundred warm it up."""
        with self._serving(OURS) as server:
            await self._come_and_go(server)
            before = server.memory_mb()
            for _ in range(CHURN_CALLS // _CHURN_CROWD):
                await self._come_and_go(server)
            return server.memory_mb() - before

    async def _come_and_go(self, server: Server) -> None:
        crowd = Crowd(server.url, self.speech, _CHURN_CROWD, seed=1)
        await crowd.join(within_s=_CHURN_S, settle_s=0.0)
        await crowd.watch(_CHURN_S)
        await crowd.leave()

    def _serving(self, contender: Contender) -> AbstractContextManager[Server]:
        port = free_port()
        return serving(contender.command(contender.python(), port, VAD_STOP_S, self.sound), port)


def _line(run: Run) -> str:
    seen = run.tally
    return (
        f"{run.callers} calls: answers p50 {run.answer_ms(0.5):.0f} ms, p95 {run.answer_ms(0.95):.0f} ms; "
        f"{seen.underruns_per_thousand():.1f} underruns per 1,000; {seen.unanswered} unanswered; "
        f"{seen.dropped} dropped; {100 * run.cpu_per_call():.2f} % of a core per call; "
        f"the load late by p99 {percentile(seen.late_ms, 0.99):.1f} ms"
    )


def run(contenders: Sequence[Contender] = ALL) -> Comparison:
    """The whole comparison, on an event loop that costs the load little."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(compare(contenders))
