"""What the gate may know of the money of calls: whether one more would go beyond what a day may cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from dialora.compliance.facts import UNKNOWN, Facts, NumberFacts, Unknown
from dialora.domain.calling import LONGEST_CALL_S
from dialora.domain.costs import CarrierPrice
from dialora.domain.phone import PhoneNumber
from dialora.store.scope import AccountScope

_S_PER_MINUTE: Final = 60


async def cap_reached(scope: AccountScope, facts: Facts, caps: Sequence[tuple[int, str]]) -> bool | Unknown:
    """Whether this call might go beyond a cap of the day. Two calls that are decided at once are weighed one
    after the other: each sees what is put aside for the one before it."""
    if not caps:
        return False
    ours = _shown(facts)
    if ours is None:
        # From no number nobody is called, and another gate says so.
        return False
    price = await scope.carrier_prices.of_number(ours)
    if price is None:
        return UNKNOWN
    await scope.calling_settings.hold_spending()
    found = [await _beyond(scope, cap, currency, price, facts.at) for cap, currency in caps]
    return UNKNOWN if None in found else any(found)


async def _beyond(
    scope: AccountScope, cap: int, currency: str, price: CarrierPrice, at: datetime
) -> bool | None:
    """Whether this call, if it lasts as long as it may, would go beyond the cap; None where money of two
    currencies cannot be compared."""
    longest_s = (await scope.limits.get()).longest_s or LONGEST_CALL_S
    spent = await scope.calling_settings.spent(
        await day_began(scope, at),
        currency,
        micros_per_minute=price.micros_per_minute,
        longest_s=longest_s,
    )
    if price.currency != currency or spent.elsewhere:
        return None
    return spent.used_up + one_call_micros(price, longest_s) > cap


def one_call_micros(price: CarrierPrice, longest_s: int) -> int:
    """What is put aside for one call."""
    return -(-price.micros_per_minute * longest_s // _S_PER_MINUTE)


async def day_began(scope: AccountScope, at: datetime) -> datetime:
    """When the account's day began, in its own zone."""
    zone = ZoneInfo((await scope.account()).zone)
    return datetime.combine(at.astimezone(zone).date(), time.min, tzinfo=zone)


def _shown(facts: Facts) -> PhoneNumber | None:
    if not isinstance(facts.number, NumberFacts) or isinstance(facts.number.number, Unknown):
        return None
    return facts.number.number
