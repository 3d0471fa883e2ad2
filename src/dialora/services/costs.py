"""What calls cost: settled with each call when it ends, at the prices its business has named by then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dialora.domain.calls import Call, Line, RecordingState
from dialora.domain.costs import (
    CallCost,
    CarrierPrice,
    CostLine,
    CostPart,
    Unit,
    billed_seconds,
    carrier_micros,
    seconds_of,
)
from dialora.domain.errors import Invalid, NotFound
from dialora.domain.notes import Author
from dialora.ports.clock import Clock
from dialora.store.costs import Used
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store

#: What is asked of us for our own parts: they run here, and nobody bills them by the call.
_OURS = "It runs on this server: nobody bills it by the call."
_DISK = "It lies on this server's own disk."
_NO_CARRIER = "The call came from a browser: no carrier took part."
_NOT_RECORDED = "Nothing was recorded."
#: A minute dearer than this is a slip of the pen: a hundred of any currency.
_DEAREST_MICROS = 100_000_000
_LONGEST_STEP_S = 3_600
_LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAsked:
    """A carrier's price as somebody writes it down."""

    number_id: str | None
    micros_per_minute: int
    step_s: int
    currency: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    store: Store
    clock: Clock

    async def of_call(self, account_id: str, call_id: str) -> CallCost | None:
        """None while it runs, and where nobody answered. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            await scope.calls.get(call_id)
            return await scope.call_costs.of_call(call_id)

    async def settled(self, account_id: str, call_id: str) -> CallCost:
        """As `of_call`. Raises NotFound("cost_not_settled") where there is none."""
        cost = await self.of_call(account_id, call_id)
        if cost is None:
            raise NotFound("Of this call no cost was settled.", code="cost_not_settled")
        return cost

    async def set_carrier_price(self, account_id: str, asked: PriceAsked, *, by: Author) -> CarrierPrice:
        """For calls that end from now on; what earlier ones cost stays. Raises Invalid, NotFound."""
        _check(asked)
        price = CarrierPrice(
            id=new_id("price"),
            account_id=account_id,
            number_id=asked.number_id,
            micros_per_minute=asked.micros_per_minute,
            step_s=asked.step_s,
            currency=asked.currency,
            source=asked.source.strip(),
            set_by=by.id,
            set_at=self.clock.now(),
        )
        async with self.store.account(account_id) as scope:
            if asked.number_id is not None:
                await scope.numbers.get(asked.number_id)
            await scope.carrier_prices.add(price)
        return price

    async def carrier_prices(self, account_id: str, *, limit: int = 100) -> Sequence[CarrierPrice]:
        """Newest first; of each number, the first one counts."""
        async with self.store.account(account_id) as scope:
            return (await scope.carrier_prices.page(limit=limit)).items


async def settle(scope: AccountScope, call: Call, *, at: datetime) -> None:
    """Write down what a call that has ended cost, in the transaction that ends it. One that nobody answered
    used nothing of ours."""
    if call.answered_at is None or call.ended_at is None:
        return
    used = await scope.call_costs.used(call.id)
    price = await scope.carrier_prices.of_number(call.number) if call.number else None
    currency = price.currency if price else await _currency(scope, call)
    cost = CallCost(currency=currency, lines=_lines(call, used, price), settled_at=at)
    await scope.call_costs.put(call.id, cost)


async def _currency(scope: AccountScope, call: Call) -> str:
    agent = await scope.agents.get(call.agent_id) if call.agent_id else None
    return agent.business.currency if agent else "USD"


def _lines(call: Call, used: Used, price: CarrierPrice | None) -> tuple[CostLine, ...]:
    assert call.answered_at is not None
    assert call.ended_at is not None
    connected_ms = max(0, round((call.ended_at - call.answered_at).total_seconds() * 1000))
    kept = call.recording is RecordingState.KEPT
    recorded_s = seconds_of([connected_ms]) if kept else 0
    return (
        _carrier(call, connected_ms, price),
        _free(CostPart.STT, seconds_of([used.caller_ms]), Unit.SECONDS, _OURS),
        _free(CostPart.TTS, seconds_of([used.agent_ms]), Unit.SECONDS, _OURS),
        _free(CostPart.DIALOGUE, used.answers, Unit.ANSWERS, _OURS),
        _free(CostPart.RECORDING, recorded_s, Unit.SECONDS, _DISK if kept else _NOT_RECORDED),
    )


def _carrier(call: Call, connected_ms: int, price: CarrierPrice | None) -> CostLine:
    if call.line is Line.BROWSER:
        return _free(CostPart.CARRIER, 0, Unit.SECONDS, _NO_CARRIER)
    return CostLine(
        part=CostPart.CARRIER,
        quantity=billed_seconds(price, connected_ms) if price else seconds_of([connected_ms]),
        unit=Unit.SECONDS,
        micros=carrier_micros(price, connected_ms) if price else None,
        source=price.source if price else "",
    )


def _free(part: CostPart, quantity: int, unit: Unit, why: str) -> CostLine:
    return CostLine(part=part, quantity=quantity, unit=unit, micros=0, source=why)


def _check(asked: PriceAsked) -> None:
    if not 0 <= asked.micros_per_minute <= _DEAREST_MICROS:
        raise Invalid("A minute costs from 0 to 100.", field="micros_per_minute", code="price_invalid")
    if not 1 <= asked.step_s <= _LONGEST_STEP_S:
        raise Invalid("A step takes from 1 to 3,600 seconds.", field="step_s", code="price_invalid")
    if not re.fullmatch("[A-Z]{3}", asked.currency):
        raise Invalid("Name the currency by its three letters: USD.", field="currency", code="price_invalid")
    source = asked.source.strip()
    if not source or len(source) > _LONGEST_SOURCE or not source.isprintable():
        raise Invalid(
            "Say where the price is written, such as the carrier's price list and its date.",
            field="source",
            code="price_invalid",
        )
