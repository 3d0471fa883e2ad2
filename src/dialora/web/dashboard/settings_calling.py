"""Settings, calling: where the account calls, what a day may cost, and who bought or asked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import Invalid
from dialora.domain.relationships import DealKind, DealSource
from dialora.services.calling import CallingChange, CallingView
from dialora.services.relationships import Dealt
from dialora.web.auth import Changing, SettingUp, Visit, Visiting, Wired
from dialora.web.country_words import country_name
from dialora.web.dashboard.frame import framed
from dialora.web.money import MICROS, micros_of, money
from dialora.web.typed_numbers import typed_number

router = APIRouter(prefix="/settings/calling")

_ADDRESS = "/settings/calling"
#: Of the newest records, so many are shown.
_SHOWN = 20
KINDS = {DealKind.PURCHASE: "Bought something", DealKind.INQUIRY: "Asked about something"}
_PER_CENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the forms, where it could not be taken."""

    amount: str | None = None
    currency: str | None = None
    number: str = ""
    kind: str = DealKind.PURCHASE.value
    on: str = ""


@router.get("")
async def calling_page(services: Wired, here: Visiting) -> Response:
    return await _page(services, here, Typed())


@router.post("/countries")
async def set_countries(
    services: Wired,
    here: SettingUp,
    countries: Annotated[list[str] | None, Form(max_length=250)] = None,
) -> Response:
    change = CallingChange(named=frozenset({"countries"}), countries=countries or [])
    return await _changed(services, here, change, Typed())


@router.post("/day")
async def set_day(
    services: Wired,
    here: SettingUp,
    amount: Annotated[str, Form(max_length=40)] = "",
    currency: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """An empty amount is no cap of the account's own."""
    typed = Typed(amount=amount, currency=currency)
    micros = micros_of(amount) if amount.strip() else None
    if amount.strip() and micros is None:
        wrong = Invalid("Write the amount as a number: 25 or 25.50.", field="spend_day")
        return await _page(services, here, typed, problem=wrong)
    change = CallingChange(
        named=frozenset({"spend_day"}), spend_day_micros=micros, currency=currency.strip().upper() or None
    )
    return await _changed(services, here, change, typed)


@router.post("/relationships")
async def record(
    services: Wired,
    here: Changing,
    number: Annotated[str, Form(max_length=40)] = "",
    kind: Annotated[str, Form(max_length=20)] = "",
    on: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    typed = Typed(number=number, kind=kind, on=on)
    try:
        dealt = Dealt(
            number=typed_number(number, country=here.account.country), kind=_kind(kind), on_day=_day(on)
        )
        await services.calling_facts.relationships.record(
            here.account.id, [dealt], source=DealSource.DASHBOARD, by=here.who.member.id
        )
    except Invalid as wrong:
        return await _page(services, here, typed, problem=wrong)
    return RedirectResponse(f"{_ADDRESS}#dealt", 303)


@router.post("/relationships/{relationship_id}/remove")
async def remove(relationship_id: str, services: Wired, here: Changing) -> Response:
    await services.calling_facts.relationships.remove(here.account.id, relationship_id, by=here.who.member.id)
    return RedirectResponse(f"{_ADDRESS}#dealt", 303)


async def _changed(services: Wired, here: Visit, change: CallingChange, typed: Typed) -> Response:
    try:
        await services.calling_facts.calling.change(here.account.id, change, by=here.who.member.id)
    except Invalid as wrong:
        return await _page(services, here, typed, problem=wrong)
    return RedirectResponse(_ADDRESS, 303)


async def _page(services: Wired, here: Visit, typed: Typed, *, problem: Invalid | None = None) -> Response:
    view = await services.calling_facts.calling.of(here.account.id)
    deals = await services.calling_facts.relationships.page(here.account.id, limit=_SHOWN)
    now = services.clock.now()
    context = {
        "countries": [(code, country_name(code), code in view.called) for code in view.allowed],
        "amount": _amount(view) if typed.amount is None else typed.amount,
        "currency": (view.own.currency or view.currency or "USD")
        if typed.currency is None
        else typed.currency,
        "ceiling": _ceiling(view),
        "today": _today(view),
        "deals": [deal for deal in deals.items if deal.removed_at is None],
        "kinds": KINDS,
        "typed": typed,
        "latest_day": now.astimezone(ZoneInfo(here.account.zone)).date(),
        "problem": problem,
        "zone": here.account.zone,
        "now": now,
        "tab": _ADDRESS,
    }
    status = 422 if problem else 200
    return framed("settings/calling.html", here.who, "/settings", context, status=status)


def _amount(view: CallingView) -> str:
    micros = view.own.spend_day_micros
    return "" if micros is None else f"{micros / MICROS:.6f}".rstrip("0").rstrip(".")


def _ceiling(view: CallingView) -> str | None:
    """The operator's cap, in words."""
    most, currency = view.approvals.spend_day_micros, view.approvals.spend_currency
    return None if most is None or currency is None else money(most, currency)


def _today(view: CallingView) -> dict[str, object] | None:
    """What today has used up of the cap that holds, in words and as shares of it."""
    if view.spent is None or view.cap_micros is None or view.currency is None:
        return None
    cap, spent = view.cap_micros, view.spent
    return {
        "spent": money(spent.micros, view.currency),
        "aside": money(spent.reserved_micros, view.currency) if spent.reserved_micros else None,
        "cap": money(cap, view.currency),
        "one_call": money(view.one_call_micros or 0, view.currency),
        "used": min(_PER_CENT, round(_PER_CENT * spent.used_up / cap)) if cap else _PER_CENT,
        "full": spent.used_up + (view.one_call_micros or 0) > cap,
    }


def _kind(text: str) -> DealKind:
    try:
        return DealKind(text)
    except ValueError:
        raise Invalid("Say whether they bought or asked.", field="kind") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("Name the day, like 2026-11-24.", field="on") from None
