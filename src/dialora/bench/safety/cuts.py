"""The media socket cut at every moment that matters; what it leaves behind in the process."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dialora.bench.safety.people import Talker
from dialora.bench.safety.target import Footing, Target
from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier import Breaks, CarrierDouble, Leg, carrier_double

MOMENTS: Final = ("connect", "start", "mid-word", "mid-tool", "before stop")
#: No call of a campaign lasts longer, cut or not.
_LONGEST_S: Final = 60.0
_WITH_A_PERSON_S = 0.5
_CALLER: Final = PhoneNumber("+12025550147")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    cuts: Counter[str]
    #: Calls after which the carrier asked what comes next and got no sentence, by moment.
    unanswered: Counter[str]
    still_open: int
    before: Footing
    after: Footing

    def grown(self) -> dict[str, float]:
        """By how much of what it was before."""
        pairs = {
            "tasks": (self.before.tasks, self.after.tasks),
            "sockets": (self.before.sockets, self.after.sockets),
            "memory": (self.before.memory_mb, self.after.memory_mb),
        }
        return {name: (after - before) / max(1, before) for name, (before, after) in pairs.items()}


async def run(
    target: Target, count: int, seed: int, *, asks: bytes, at_once: int = 3, settles_s: float = 60.0
) -> Outcome:
    """`asks` is what a caller says for a tool to be used: the socket is cut while that is answered."""
    draw = random.Random(seed)
    cuts: Counter[str] = Counter()
    unanswered: Counter[str] = Counter()
    async with carrier_double(server_url=target.address) as carrier:
        # Once through all moments first: what is loaded with the first of its kind is no growth.
        await _rounds(target, carrier, [*MOMENTS], draw, asks, at_once, Counter(), Counter())
        await target.at_rest(settles_s)
        before = await target.footing()
        moments = [MOMENTS[place % len(MOMENTS)] for place in range(count)]
        await _rounds(target, carrier, moments, draw, asks, at_once, cuts, unanswered)
        await carrier.everything_told()
    left = await target.at_rest(settles_s)
    return Outcome(
        cuts=cuts, unanswered=unanswered, still_open=left, before=before, after=await target.footing()
    )


async def _rounds(
    target: Target,
    carrier: CarrierDouble,
    moments: Sequence[str],
    draw: random.Random,
    asks: bytes,
    at_once: int,
    cuts: Counter[str],
    unanswered: Counter[str],
) -> None:
    waiting = iter(moments)

    async def calls() -> None:
        for moment in waiting:
            leg = _cut_off(target, carrier, moment, draw, asks)
            # In opening hours whoever was cut off is put through to a person.
            leg.far_side_stays_s = _WITH_A_PERSON_S
            await asyncio.wait_for(asyncio.shield(leg.over), _LONGEST_S)
            cuts[moment] += 1
            # Cut before the call was let in, there is nothing to say; afterwards there is.
            unanswered[moment] += leg.failed is not None

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(calls())


def _cut_off(target: Target, carrier: CarrierDouble, moment: str, draw: random.Random, asks: bytes) -> Leg:
    breaks = {"connect": Breaks.CONNECTED, "start": Breaks.STARTED, "before stop": Breaks.BEFORE_STOP}
    person = Talker(stays_s=draw.uniform(0.5, 3.0) if moment == "before stop" else 1e9)
    if moment == "mid-word":
        person.cut = _after_frames(draw.randrange(5, 60))
    elif moment == "mid-tool":
        person.says = (asks,)
        person.cut = lambda heard, said: said >= len(asks)
    number = target.number_at(carrier, draw.randrange(2))
    return carrier.ring(number, caller=_CALLER, person=person, breaks=breaks.get(moment))


def _after_frames(frames: int) -> Callable[[int, int], bool]:
    return lambda heard, said: heard >= frames
