"""What calls cost, kept with each when it ends, and the prices that carriers ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, case, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.costs import CallCost, CarrierPrice, CostLine, CostPart
from dialora.domain.phone import PhoneNumber
from dialora.store.page import Page
from dialora.store.rows import AccountRows, Tenant, write_noun
from dialora.store.tables import call_costs, carrier_prices, notices, phone_numbers, turns

_ORDER = {part: place for place, part in enumerate(CostPart)}


class CarrierPrices(AccountRows[CarrierPrice]):
    """Only ever added to: a price that was is what an earlier call was settled with."""

    table = carrier_prices
    noun = CarrierPrice

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[CarrierPrice]:
        return await self._page(limit, starting_after)

    async def of_number(self, number: PhoneNumber) -> CarrierPrice | None:
        """The newest of this number, or else the newest that is for every number."""
        mine = select(phone_numbers.c.id).where(
            phone_numbers.c.account_id == self._tenant.account_id, phone_numbers.c.number == number
        )
        either = or_(carrier_prices.c.number_id.is_(None), carrier_prices.c.number_id.in_(mine))
        own_first = case((carrier_prices.c.number_id.is_(None), 1), else_=0)
        return await self._first(
            self._select(either).order_by(own_first, carrier_prices.c.id.desc()).limit(1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What a call made use of."""

    caller_ms: int
    agent_ms: int
    answers: int


class CallCosts:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def put(self, call_id: str, cost: CallCost) -> None:
        """In the place of what was settled before. Raises NotFound where there is no such call."""
        fixed = {
            "account_id": self._tenant.account_id,
            "call_id": call_id,
            "currency": cost.currency,
            "settled_at": cost.settled_at,
        }
        mine = call_costs.c.account_id == self._tenant.account_id
        await self._tenant.connection.execute(delete(call_costs).where(mine, call_costs.c.call_id == call_id))
        rows = [fixed | write_noun(line) for line in cost.lines]
        await self._tenant.connection.execute(insert(call_costs).values(rows))

    async def used(self, call_id: str) -> Used:
        """How long each side spoke, notices counted, and how often the agent answered."""
        mine = (turns.c.account_id == self._tenant.account_id, turns.c.call_id == call_id)
        spoken = select(
            func.coalesce(func.sum(turns.c.caller_end_ms - turns.c.caller_start_ms), 0).label("caller_ms"),
            func.coalesce(func.sum(turns.c.agent_end_ms - turns.c.agent_start_ms), 0).label("agent_ms"),
            func.count(turns.c.agent_start_ms).label("answers"),
        ).where(*mine)
        given = select(func.coalesce(func.sum(notices.c.end_ms - notices.c.start_ms), 0)).where(
            notices.c.account_id == self._tenant.account_id, notices.c.call_id == call_id
        )
        row = (await self._tenant.connection.execute(spoken)).one()
        noticed = await self._tenant.connection.scalar(given) or 0
        return Used(caller_ms=row.caller_ms, agent_ms=row.agent_ms + noticed, answers=row.answers)

    async def of_call(self, call_id: str) -> CallCost | None:
        """None where nothing was settled: it runs, or nobody answered."""
        return (await self.of_calls([call_id])).get(call_id)

    async def of_calls(self, call_ids: Sequence[str]) -> Mapping[str, CallCost]:
        """The same for several calls; one that was not settled is missing."""
        query = (
            select(call_costs)
            .where(call_costs.c.account_id == self._tenant.account_id, call_costs.c.call_id.in_(call_ids))
            .order_by(call_costs.c.call_id)
        )
        rows = await self._tenant.connection.execute(query)
        return {call_id: _read(list(of_one)) for call_id, of_one in groupby(rows, key=attrgetter("call_id"))}


def _read(rows: Sequence[Row[Any]]) -> CallCost:
    lines = (
        CostLine(part=row.part, quantity=row.quantity, unit=row.unit, micros=row.micros, source=row.source)
        for row in rows
    )
    return CallCost(
        currency=rows[0].currency,
        lines=tuple(sorted(lines, key=lambda line: _ORDER[line.part])),
        settled_at=rows[0].settled_at,
    )
