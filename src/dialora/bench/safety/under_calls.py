"""Calls that go on while something is killed or stopped: always as many, each ringing again when it ends."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from dialora.bench.safety.people import Talker
from dialora.bench.safety.target import Target
from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier import CarrierDouble, Leg, carrier_double

_PAUSE_S: Final = 0.5


@dataclass(slots=True, kw_only=True)
class Calls:
    """Those that ring or are up, and those that are over."""

    carrier: CarrierDouble
    up: set[Leg] = field(default_factory=set)
    over: list[Leg] = field(default_factory=list)

    def talking(self) -> list[Leg]:
        return [leg for leg in self.up if leg.streaming]


@asynccontextmanager
async def calls_going_on(
    target: Target, *, callers: int, seed: int, says: Sequence[bytes] = ()
) -> AsyncIterator[Calls]:
    """So many callers, over all lines. At the end everybody hangs up, and everything is told."""
    draw = random.Random(seed)
    async with carrier_double(server_url=target.address) as carrier:
        calls = Calls(carrier=carrier)
        stopped = asyncio.Event()

        async def caller(number: int) -> None:
            while not stopped.is_set():
                person = Talker(says=says, stays_s=draw.uniform(10, 40))
                line = target.number_at(carrier, number)
                leg = carrier.ring(line, caller=PhoneNumber(f"+120255501{number:02}"), person=person)
                calls.up.add(leg)
                await leg.over
                calls.up.discard(leg)
                calls.over.append(leg)
                await asyncio.sleep(_PAUSE_S)

        crowd = [asyncio.create_task(caller(number)) for number in range(callers)]
        try:
            yield calls
        finally:
            stopped.set()
            for leg in calls.up:
                if isinstance(leg.person, Talker):
                    leg.person.leave()
            await asyncio.gather(*crowd)
            await carrier.everything_told()
