"""/v1/carrier-prices, and what a call cost."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.costs import CallCost, CarrierPrice, CostPart, Unit
from dialora.domain.notes import Author
from dialora.services.costs import PriceAsked
from dialora.services.identity import KeyHolder
from dialora.web.api.listing import ListOf
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(tags=["Costs"])

_Micros = Annotated[int, Field(description="Millionths of the currency: 8500 is 0.0085.")]


class CostLineOut(BaseModel):
    """One part of what a call cost."""

    part: CostPart
    quantity: int = Field(description="What was used; of the carrier, what is billed.")
    unit: Unit
    micros: int | None = Field(description="Millionths of the currency; null where no price was named.")
    source: str = Field(description="Where the price comes from.")


class CostOut(BaseModel):
    """What a call cost at the prices of the day it ended. Later prices leave it as it is."""

    object: Literal["cost"] = "cost"
    call_id: str
    currency: str = Field(description="ISO 4217.")
    total_micros: int | None = Field(description="Null where a part is not known.")
    known_micros: int = Field(description="The parts that are known.")
    lines: list[CostLineOut]
    settled_at: datetime

    @classmethod
    def of(cls, call_id: str, cost: CallCost) -> CostOut:
        return cls(
            call_id=call_id,
            currency=cost.currency,
            total_micros=cost.total_micros,
            known_micros=cost.known_micros,
            lines=[
                CostLineOut(
                    part=line.part,
                    quantity=line.quantity,
                    unit=line.unit,
                    micros=line.micros,
                    source=line.source,
                )
                for line in cost.lines
            ],
            settled_at=cost.settled_at,
        )


class CarrierPriceOut(BaseModel):
    """What a carrier asks for a minute."""

    id: str = Field(examples=["price_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["carrier_price"] = "carrier_price"
    number_id: str | None = Field(description="Null is for every number without a price of its own.")
    micros_per_minute: _Micros
    step_s: int = Field(description="Time is billed in steps of this many seconds, each begun as a whole.")
    currency: str
    source: str
    created_at: datetime

    @classmethod
    def of(cls, price: CarrierPrice) -> CarrierPriceOut:
        return cls(
            id=price.id,
            number_id=price.number_id,
            micros_per_minute=price.micros_per_minute,
            step_s=price.step_s,
            currency=price.currency,
            source=price.source,
            created_at=price.set_at,
        )


class NewCarrierPrice(BaseModel):
    """A price as the carrier's list has it."""

    model_config = ConfigDict(extra="forbid")

    number_id: str | None = Field(default=None, max_length=64)
    micros_per_minute: int = Field(ge=0, le=100_000_000, description="Millionths of the currency.")
    step_s: int = Field(default=60, ge=1, le=3_600)
    currency: str = Field(pattern="^[A-Z]{3}$", examples=["USD"])
    source: str = Field(
        min_length=1, max_length=200, description="Where it is written.", examples=["Price list, 1 Nov 2026"]
    )


@router.get(
    "/calls/{call_id}/cost",
    summary="Get what a call cost",
    description="404 with the code `cost_not_settled` while a call runs, and where nobody answered it.",
    responses=problems(404),
)
async def get_cost(call_id: str, services: Wired, program: Program) -> CostOut:
    return CostOut.of(call_id, await services.costs.settled(program.account_id, call_id))


@router.get("/carrier-prices", summary="List carriers' prices, newest first")
async def list_prices(services: Wired, program: Program) -> ListOf[CarrierPriceOut]:
    prices = await services.costs.carrier_prices(program.account_id)
    return ListOf(data=[CarrierPriceOut.of(price) for price in prices], has_more=False)


@router.post(
    "/carrier-prices",
    summary="Name a carrier's price",
    description="It counts for calls that end from now on.",
    status_code=201,
    response_class=Response,
    responses={201: {"model": CarrierPriceOut, "description": "Named."}, **problems(404, 409)},
)
async def name_price(
    asked: NewCarrierPrice, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def name() -> CarrierPriceOut:
        wanted = PriceAsked(
            number_id=asked.number_id,
            micros_per_minute=asked.micros_per_minute,
            step_s=asked.step_s,
            currency=asked.currency,
            source=asked.source,
        )
        price = await services.costs.set_carrier_price(program.account_id, wanted, by=author_of(program))
        return CarrierPriceOut.of(price)

    return await once(request, services, program, key, asked, name)


def author_of(program: KeyHolder) -> Author:
    """A program, as the writer of notes and the maker of links."""
    return Author(id=program.key_id, name="A program, by its key")
