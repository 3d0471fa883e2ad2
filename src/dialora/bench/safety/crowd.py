"""As many callers at once as there are lines, on the embedded models, and one more."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from dialora.bench.load import percentile
from dialora.bench.safety.people import Talker
from dialora.bench.safety.target import Target
from dialora.bench.speech import utterances
from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier import CarrierDouble, Leg, carrier_double

#: Callers do not all ring in one instant.
_APART_S: Final = 0.7
_LAST_S: Final = 20.0

#: What the one too many may be met with, besides words.
NOTHING: Final = "nothing"
NOT_TRIED: Final = "not tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    callers: int
    seconds: float
    answers: int
    p50_s: float
    p95_s: float
    #: Calls that the agent's side ended, and those that never got audio.
    cut: int
    refused: int
    #: What one caller more than there are lines was met with.
    one_more: str

    @property
    def lost(self) -> int:
        return self.cut + self.refused


async def run(target: Target, *, callers: int, seconds: float, one_more: bool = False) -> Outcome:
    speech = await utterances()
    async with carrier_double(server_url=target.address) as carrier:
        people = [Talker(says=speech[place % len(speech) :] + speech[: place % len(speech)])
                  for place in range(callers)]  # fmt: skip
        legs: list[Leg] = []
        for place, person in enumerate(people):
            legs.append(_ring(target, carrier, place, person))
            await asyncio.sleep(_APART_S)
        for person in people:
            # Whoever came first waited for the others: from here on all are there.
            person.answered_s.clear()
        await asyncio.sleep(seconds / 2)
        met = await _met_with(target, carrier) if one_more else NOT_TRIED
        await asyncio.sleep(seconds / 2)
        cut = sum(leg.hung_up_on for leg in legs)
        refused = sum(leg.over.done() and not leg.hung_up_on for leg in legs)
        for person in people:
            person.leave()
        await carrier.everything_told()
    answers = [took for person in people for took in person.answered_s]
    return Outcome(
        callers=callers,
        seconds=seconds,
        answers=len(answers),
        p50_s=percentile(answers, 0.5),
        p95_s=percentile(answers, 0.95),
        cut=cut,
        refused=refused,
        one_more=met,
    )


def _ring(target: Target, carrier: CarrierDouble, place: int, person: Talker) -> Leg:
    caller = PhoneNumber(f"+120255501{place:02}")
    return carrier.ring(target.number_at(carrier, place), caller=caller, person=person)


async def _met_with(target: Target, carrier: CarrierDouble) -> str:
    person = Talker(stays_s=_LAST_S)
    leg = _ring(target, carrier, 99, person)
    await asyncio.wait_for(leg.over, _LAST_S * 3)
    if leg.said:
        return f"a sentence: {leg.said[-1]}"
    return "an offer to leave a message" if person.heard else NOTHING
