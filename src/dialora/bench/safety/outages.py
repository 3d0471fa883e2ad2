"""PostgreSQL frozen for some seconds, again and again, while calls go on and others ring."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from dialora.bench.safety.aftermath import Aftermath, look_at
from dialora.bench.safety.installation import Installation
from dialora.bench.safety.people import Talker
from dialora.bench.safety.under_calls import calls_going_on
from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier import Leg

_BETWEEN_S: Final = 12.0
_RINGS_S: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    times: int
    calls: int
    #: Calls that were up when the database stopped, and of those the ones that were cut within the outage.
    up: int
    cut: int
    #: Calls that rang meanwhile: how many were connected or spoken to, and the slowest of them.
    rang: int
    answered: int
    slowest_answer_s: float
    aftermath: Aftermath


async def run(installation: Installation, *, times: int, seconds: float, callers: int, seed: int) -> Outcome:
    up = cut = answered = 0
    slowest = 0.0
    target = installation.target
    async with calls_going_on(target, callers=callers, seed=seed) as calls:
        for turn in range(times):
            await asyncio.sleep(_BETWEEN_S)
            talking = calls.talking()
            with _frozen(installation):
                person = Talker(stays_s=5.0)
                rings = PhoneNumber(f"+120255502{turn % 100:02}")
                leg = calls.carrier.ring(target.number_at(calls.carrier, turn), caller=rings, person=person)
                began = asyncio.get_running_loop().time()
                await asyncio.sleep(seconds)
            up += len(talking)
            cut += sum(leg.hung_up_on and leg.over.done() for leg in talking)
            took = await _answered(leg, began)
            answered += took is not None
            slowest = max(slowest, took or _RINGS_S)
    return Outcome(
        times=times,
        calls=len(calls.over),
        up=up,
        cut=cut,
        rang=times,
        answered=answered,
        slowest_answer_s=slowest,
        aftermath=await look_at(installation),
    )


async def _answered(leg: Leg, began: float) -> float | None:
    """Seconds until the caller was connected or spoken to."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_RINGS_S):
            await leg.answered.wait()
            return leg.answered_at - began
    return None


class _frozen:
    """Every process of the database takes no step, and closes nothing."""

    def __init__(self, installation: Installation) -> None:
        self._pids = installation.postgres()

    def __enter__(self) -> None:
        self._signal(signal.SIGSTOP)

    def __exit__(self, *raised: object) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
