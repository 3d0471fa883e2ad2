"""/v1/calling-settings: where an account calls, and what its calls may cost in a day."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.calling import DEAREST_DAY_MICROS
from dialora.services.calling import CallingChange, CallingView
from dialora.web.api.costs import author_of
from dialora.web.auth import Program, Wired

router = APIRouter(prefix="/calling-settings", tags=["Calling settings"])

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.", examples=["US"])]


class Money(BaseModel):
    """An amount of money."""

    model_config = ConfigDict(extra="forbid")

    micros: int = Field(ge=0, le=DEAREST_DAY_MICROS, description="Millionths of the currency.")
    currency: str = Field(pattern=r"^[A-Z]{3}$", description="ISO 4217.", examples=["USD"])


class SpentOut(BaseModel):
    """What the calls of today have used up."""

    micros: int = Field(description="Of calls that have ended.")
    reserved_micros: int = Field(
        description="Put aside for calls that are underway, in case they last as long as they may."
    )
    currency: str


class CallingSettingsOut(BaseModel):
    object: Literal["calling_settings"] = "calling_settings"
    countries: list[Country] = Field(description="Where the account calls.")
    countries_allowed: list[Country] = Field(
        description="What it may choose from: its own country, and those that the operator has opened to it."
    )
    spend_day: Money | None = Field(description="What the account has set as the most that a day costs.")
    spend_day_allowed: Money | None = Field(description="What the operator has set as the most.")
    spent_today: SpentOut | None = Field(
        description="Null where no cap holds, or no price of a minute is named in its currency."
    )
    one_call_micros: int | None = Field(
        description="What is put aside for one call; a call that would go beyond the cap is refused."
    )
    changed_at: datetime | None

    @classmethod
    def of(cls, view: CallingView) -> CallingSettingsOut:
        return cls(
            countries=list(view.called),
            countries_allowed=list(view.allowed),
            spend_day=_money(view.own.spend_day_micros, view.own.currency),
            spend_day_allowed=_money(view.approvals.spend_day_micros, view.approvals.spend_currency),
            spent_today=SpentOut(
                micros=view.spent.micros,
                reserved_micros=view.spent.reserved_micros,
                currency=view.currency or "",
            )
            if view.spent
            else None,
            one_call_micros=view.one_call_micros,
            changed_at=view.own.changed_at,
        )


class CallingSettingsChange(BaseModel):
    """What is not named stays."""

    model_config = ConfigDict(extra="forbid")

    countries: list[Country] | None = Field(
        default=None, max_length=250, description="Null: the account's own country alone."
    )
    spend_day: Money | None = Field(default=None, description="Null: no cap of its own.")


@router.get("", summary="Get where the account calls, and what it spends")
async def get_settings(services: Wired, program: Program) -> CallingSettingsOut:
    return CallingSettingsOut.of(await services.calling_facts.calling.of(program.account_id))


@router.patch(
    "",
    summary="Change where the account calls, and what it spends",
    description="From the next decision on. Who wanted it is in the account's ledger.",
)
async def change_settings(
    services: Wired, program: Program, asked: CallingSettingsChange | None = None
) -> CallingSettingsOut:
    asked = asked or CallingSettingsChange()
    change = CallingChange(
        named=frozenset(asked.model_fields_set),
        countries=asked.countries,
        spend_day_micros=asked.spend_day.micros if asked.spend_day else None,
        currency=asked.spend_day.currency if asked.spend_day else None,
    )
    by = author_of(program).id
    return CallingSettingsOut.of(
        await services.calling_facts.calling.change(program.account_id, change, by=by)
    )


def _money(micros: int | None, currency: str | None) -> Money | None:
    return None if micros is None or currency is None else Money(micros=micros, currency=currency)
