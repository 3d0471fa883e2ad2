"""/v1/phone-numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.numbers import OwnedNumber, Ownership
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/phone-numbers", tags=["Numbers"])


class NumberOut(BaseModel):
    """A telephone number of the account, and the agent that answers it."""

    id: str = Field(examples=["num_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["phone_number"] = "phone_number"
    number: str = Field(description="E.164.", examples=["+12125550123"])
    carrier: str
    agent_id: str | None = Field(description="Null where nobody answers: callers hear a polite sentence.")
    ownership: Ownership
    verified: bool = Field(description="Whether the carrier says that it is yours; only then is it shown.")
    verified_at: datetime | None = Field(description="When the carrier last said so.")
    checked_at: datetime | None = Field(description="When the carrier was last asked.")
    created_at: datetime

    @classmethod
    def of(cls, number: OwnedNumber) -> NumberOut:
        return cls(
            id=number.id,
            number=number.number.e164,
            carrier=number.carrier,
            agent_id=number.agent_id,
            ownership=number.ownership,
            verified=number.verified,
            verified_at=number.verified_at,
            checked_at=number.checked_at,
            created_at=number.created_at,
        )


class NumberChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    agent_id: str | None = Field(max_length=64, description="Who answers from the next call on.")


@router.get("", summary="List numbers")
async def list_numbers(services: Wired, program: Program, cursor: Paged) -> ListOf[NumberOut]:
    page = await services.numbers.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[NumberOut.of(each) for each in page.items], has_more=page.has_more)


@router.get("/{number_id}", summary="Get a number", responses=problems(404))
async def get_number(number_id: str, services: Wired, program: Program) -> NumberOut:
    return NumberOut.of(await services.numbers.get(program.account_id, number_id))


@router.patch("/{number_id}", summary="Have another agent answer a number", responses=problems(404))
async def change_number(number_id: str, asked: NumberChange, services: Wired, program: Program) -> NumberOut:
    return NumberOut.of(await services.numbers.assign(program.account_id, number_id, asked.agent_id))
