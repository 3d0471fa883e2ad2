"""What a seed draws: who calls, what they want, how they say it, and how they sound."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dialora.demo.errand import Errand, Wish
from dialora.demo.line import Manner
from dialora.demo.names import FIRST_NAMES, SURNAMES
from dialora.demo.wording import Wording
from dialora.demo.world import Offered, Today, World
from dialora.domain.phone import PhoneNumber

#: Days ahead a caller may wish for, and the grid of minutes people think in.
_FURTHEST_DAYS: Final = 12
_GRID_MINUTES: Final = 30
_TOLD: Final = ((), ("service",), ("service",), ("service", "day"), ("service", "day", "time"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One simulated caller, before the call."""

    seed: int
    errand: Errand
    manner: Manner
    phone: PhoneNumber


def draw(seed: int, world: World, today: Today) -> Drawn:
    """The same seed, world and day give the same caller."""
    drawn = random.Random(seed)
    service = drawn.choice(world.services)
    starts_at = _starts_at(drawn, service, world, today)
    # Numbers 555-0100 to 555-0199 are kept for fiction.
    digits = f"212555{drawn.randrange(100, 200):04}"
    errand = Errand(
        wish=Wish(
            service=service.name,
            starts_at=starts_at,
            first_name=drawn.choice(FIRST_NAMES),
            last_name=drawn.choice(SURNAMES),
        ),
        wording=Wording(drawn, today=today.date),
        drawn=drawn,
        today=today.date,
        services=tuple(each.name for each in world.services),
        phone=f"{digits[:3]}-{digits[3:6]}-{digits[6:]}",
        told=drawn.choice(_TOLD),
    )
    manner = Manner(
        speed=drawn.uniform(0.9, 1.1), pitch=drawn.uniform(0.95, 1.12), snr_db=drawn.uniform(18, 35)
    )
    return Drawn(seed=seed, errand=errand, manner=manner, phone=PhoneNumber(f"+1{digits}"))


def _starts_at(drawn: random.Random, service: Offered, world: World, today: Today) -> datetime:
    """Half of the callers wish for a time that is free as far as anybody knows, half for any at which the
    business is open: some of those are taken."""
    known = [moment.astimezone(today.zone) for moment in world.next_free]
    if known and drawn.random() < 0.5:
        return drawn.choice(known)
    return drawn.choice(
        [moment for ahead in range(1, _FURTHEST_DAYS + 1) for moment in _grid(service, world, today, ahead)]
    )


def _grid(service: Offered, world: World, today: Today, ahead: int) -> list[datetime]:
    """The times of a day at which the service would end before closing."""
    day = today.date + timedelta(days=ahead)
    found = []
    for opens, closes in world.spans(day):
        moment = datetime.combine(day, opens, tzinfo=today.zone)
        last = datetime.combine(day, closes, tzinfo=today.zone) - timedelta(minutes=service.minutes)
        while moment <= last:
            found.append(moment)
            moment += timedelta(minutes=_GRID_MINUTES)
    return found
