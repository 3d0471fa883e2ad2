"""Settings, prices: what the carrier asks for a minute, for calls from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from dialora.domain.costs import CarrierPrice
from dialora.domain.errors import Invalid
from dialora.services.costs import PriceAsked
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.call import author
from dialora.web.dashboard.frame import framed
from dialora.web.money import micros_of, money

router = APIRouter(prefix="/settings/carrier-price")

_ADDRESS = "/settings/carrier-price"

#: Steps that carriers bill in, and what they are called.
_STEPS = {60: "each minute begun", 30: "each half minute begun", 6: "each 6 seconds begun", 1: "each second"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form."""

    price: str = ""
    currency: str = "USD"
    step_s: int = 60
    source: str = ""
    number_id: str = ""


@router.get("")
async def price_page(services: Wired, here: Visiting) -> Response:
    return await _shown(services, here, Typed())


@router.post("")
async def set_price(
    services: Wired,
    here: SettingUp,
    price: Annotated[str, Form(max_length=40)] = "",
    currency: Annotated[str, Form(max_length=10)] = "",
    step_s: Annotated[int, Form(ge=1, le=3_600)] = 60,
    source: Annotated[str, Form(max_length=400)] = "",
    number_id: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    typed = Typed(price=price, currency=currency, step_s=step_s, source=source, number_id=number_id)
    try:
        asked = _asked(typed)
        await services.costs.set_carrier_price(here.account.id, asked, by=author(here))
    except Invalid as wrong:
        return await _shown(services, here, typed, problem=wrong)
    return RedirectResponse(_ADDRESS, 303)


def _asked(typed: Typed) -> PriceAsked:
    micros = micros_of(typed.price)
    if micros is None:
        raise Invalid("Write the price as a number: 0.0085.", field="micros_per_minute")
    return PriceAsked(
        number_id=typed.number_id or None,
        micros_per_minute=micros,
        step_s=typed.step_s,
        currency=typed.currency.strip().upper(),
        source=typed.source,
    )


async def _shown(services: Wired, here: Visit, typed: Typed, problem: Invalid | None = None) -> Response:
    numbers = await services.agents.numbers(here.account.id)
    prices = await services.costs.carrier_prices(here.account.id)
    context = {
        "typed": typed,
        "problem": problem,
        "prices": [(price, _in_words(price), _counts(price, prices)) for price in prices],
        "numbers": numbers,
        "number_of": {number.id: number.number for number in numbers},
        "steps": _STEPS,
        "tab": _ADDRESS,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    status = 422 if problem else 200
    return framed("settings/carrier_price.html", here.who, "/settings", context, status=status)


def _in_words(price: CarrierPrice) -> str:
    step = _STEPS.get(price.step_s, f"each {price.step_s} seconds begun")
    return f"{money(price.micros_per_minute, price.currency)} a minute, {step}"


def _counts(price: CarrierPrice, prices: Sequence[CarrierPrice]) -> bool:
    """The newest of its number."""
    return next(other for other in prices if other.number_id == price.number_id) is price
