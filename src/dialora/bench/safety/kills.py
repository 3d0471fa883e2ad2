"""kill -9 of any process, again and again, while calls go on."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from dataclasses import dataclass
from typing import Final

from dialora.bench.safety.aftermath import Aftermath, look_at
from dialora.bench.safety.installation import Installation
from dialora.bench.safety.under_calls import Calls, calls_going_on

_BACK_S: Final = 60.0
#: A socket whose process died closes at once; this long is the wire's and ours.
_NOTICED_S: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    killed: Counter[str]
    calls: int
    #: Calls that were cut off by a kill of their own process, and those of them that heard a sentence.
    cut_off: int
    spoken_to: int
    slowest_back_s: float
    aftermath: Aftermath


async def run(installation: Installation, *, kills: int, callers: int, seed: int) -> Outcome:
    draw = random.Random(seed)
    killed: Counter[str] = Counter()
    slowest = 0.0
    async with calls_going_on(installation.target, callers=callers, seed=seed) as calls:
        for _ in range(kills):
            await _some_talk(calls, callers)
            await asyncio.sleep(draw.uniform(0.5, 3.0))
            what, pid = _victim(installation, draw)
            os.kill(pid, signal.SIGKILL)
            killed[what] += 1
            await asyncio.sleep(_NOTICED_S)
            slowest = max(slowest, await _back(installation))
    cut = [leg for leg in calls.over if leg.hung_up_on]
    return Outcome(
        killed=killed,
        calls=len(calls.over),
        cut_off=len(cut),
        spoken_to=sum(bool(leg.said or leg.dialled) for leg in cut),
        slowest_back_s=slowest,
        aftermath=await look_at(installation),
    )


async def _some_talk(calls: Calls, callers: int) -> None:
    """Until most of the callers are connected."""
    async with asyncio.timeout(_BACK_S * 2):
        while True:
            if len(calls.talking()) >= max(1, callers * 2 // 3):
                return
            await asyncio.sleep(0.1)


def _victim(installation: Installation, draw: random.Random) -> tuple[str, int]:
    """Mostly a process that holds calls, now and then one of the database's."""
    database = installation.postgres()
    if database and draw.random() < 0.25:
        pid = draw.choice(database)
        return ("the database" if pid == database[0] else "a database process"), pid
    return "a serving process", draw.choice(installation.children())


async def _back(installation: Installation) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(_BACK_S):
        while True:
            if await installation.ready():
                return loop.time() - began
            await asyncio.sleep(0.1)
