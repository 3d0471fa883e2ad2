"""What a campaign is run against: an installation as the carrier and the operator see it from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier import CarrierAccount, CarrierDouble, CarrierNumber

_LOOK_S = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What an installation holds on to when nobody calls."""

    tasks: int
    sockets: int
    memory_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number that is answered, and the account at the carrier that signs for it."""

    account: CarrierAccount
    number: PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    address: str
    lines: tuple[Line, ...]
    #: How many calls have no end yet, over all accounts.
    open_calls: Callable[[], Awaitable[int]]
    footing: Callable[[], Awaitable[Footing]]

    @property
    def webhooks(self) -> str:
        return f"{self.address}/telephony/twilio"

    @property
    def media(self) -> str:
        return self.webhooks.replace("http", "ws", 1) + "/media"

    def number_at(self, carrier: CarrierDouble, line: int = 0) -> CarrierNumber:
        """A line of ours as the carrier's double knows it."""
        ours = self.lines[line % len(self.lines)]
        known = (it for it in carrier.numbers if it.number == ours.number)
        return next(known, None) or carrier.add_number(ours.account, ours.number, webhooks=self.webhooks)

    async def at_rest(self, within_s: float) -> int:
        """Wait until no call is open; how many still are."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within_s
        while True:
            left = await self.open_calls()
            if not left or loop.time() > deadline:
                return left
            await asyncio.sleep(_LOOK_S)
