"""What an account or the operator says through its door is what the next decision is made on: both ways."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from callbook import Callbook, recordings_in
from dialora.compliance.canonical import canonical
from dialora.domain.approvals import Approvals, Identity
from dialora.domain.phone import PhoneNumber
from dialora.domain.text_registrations import Registered
from dialora.services.bundle import Services
from dialora.store.scope import Store
from sites import Clock, People, bearer
from worlds import NOW, World

#: In New York, as the practice; and in London.
CUSTOMER, ABROAD = "+12125550150", "+442079460160"
APPROVED = Approvals(identity=Identity.VERIFIED, policy_accepted=True)

Reasons = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def services(site: FastAPI) -> Services:
    found: Services = site.state.services
    return found


@pytest.fixture
async def api(program: httpx.AsyncClient, people: People) -> httpx.AsyncClient:
    """A program of the practice."""
    program.headers.update(bearer(people.dental_key))
    return program


@pytest.fixture
async def reasons(api: httpx.AsyncClient) -> Reasons:
    """Why a call would be refused now, all of it."""

    async def ask(to: str = CUSTOMER, purpose: str = "telemarketing", **also: str) -> list[str]:
        answer = await api.post("/v1/decisions/check", json={"to": to, "purpose": purpose, **also})
        assert answer.status_code == 200, answer.text
        found: list[str] = answer.json()["all_reasons"]
        return found

    return ask


async def approve(store: Store, world: World, **changes: object) -> None:
    async with store.platform() as platform:
        await platform.approvals.put(world.dental.account.id, replace(APPROVED, **changes))  # type: ignore[arg-type]


async def name_a_price(api: httpx.AsyncClient, micros: int = 10_000) -> None:
    asked = {"micros_per_minute": micros, "currency": "USD", "source": "Price list"}
    answer = await api.post("/v1/carrier-prices", json=asked)
    assert answer.status_code == 201, answer.text


async def kinds_in_the_ledger(store: Store, world: World) -> list[str]:
    async with store.account(world.dental.account.id) as scope:
        return [entry.kind async for entry in scope.ledger.entries()]


async def test_a_purchase_on_record_lets_a_human_ring_a_customer(
    api: httpx.AsyncClient, reasons: Reasons, store: Store, world: World
) -> None:
    assert "CONSENT_MISSING" in await reasons(voice="human")
    bought = {"number": CUSTOMER, "kind": "purchase", "on": "2026-08-20"}
    made = await api.post("/v1/business-relationships", json=bought)
    assert made.status_code == 201, made.text
    assert "CONSENT_MISSING" not in await reasons(voice="human")
    assert "CONSENT_MISSING" in await reasons(voice="ai"), "an artificial voice needs it in writing"
    assert "CONSENT_MISSING" in await reasons(to="+12125550151", voice="human"), "of somebody else"
    where = f"/v1/business-relationships/{made.json()['id']}"
    assert (await api.delete(where)).json()["removed_at"] is not None
    assert "CONSENT_MISSING" in await reasons(voice="human")
    assert (await api.get(where)).json()["number"] == CUSTOMER, "that it was there stays"
    assert await kinds_in_the_ledger(store, world) == [
        "business_relationship_recorded",
        "business_relationship_removed",
    ]


@pytest.mark.parametrize(
    ("kind", "last_day", "too_late"),
    [("purchase", "2025-05-26", "2025-05-25"), ("inquiry", "2026-08-26", "2026-08-25")],
)
async def test_a_relationship_runs_out_to_the_day(
    api: httpx.AsyncClient, reasons: Reasons, kind: str, last_day: str, too_late: str
) -> None:
    """Today is 26 November 2026: 18 months after a purchase, 3 after an inquiry."""
    for day, refused in ((too_late, True), (last_day, False)):
        asked = {"number": CUSTOMER, "kind": kind, "on": day}
        assert (await api.post("/v1/business-relationships", json=asked)).status_code == 201
        assert ("EBR_EXPIRED" in await reasons(voice="human")) is refused


async def test_somebody_who_called_and_booked_has_inquired(
    reasons: Reasons, store: Store, world: World, tmp_path: Path
) -> None:
    assert "CONSENT_MISSING" in await reasons(voice="human")
    book = Callbook(store=store, tenancy=world.dental, recordings=recordings_in(tmp_path, store))
    booked = await book.booked(NOW - timedelta(days=40))
    assert booked.peer is not None
    assert "CONSENT_MISSING" not in await reasons(to=booked.peer.e164, voice="human")


async def test_a_list_of_purchases_is_read_whole_or_not_at_all(
    api: httpx.AsyncClient, reasons: Reasons
) -> None:
    async def send(text: str) -> httpx.Response:
        headers = {"Content-Type": "text/csv"}
        return await api.post("/v1/business-relationships/import", content=text.encode(), headers=headers)

    wrong = await send(f"number,kind,on\n{CUSTOMER},purchase,2026-08-20\n+1212,gift,soon\n")
    assert wrong.status_code == 422
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["/3"]
    assert "CONSENT_MISSING" in await reasons(voice="human")
    assert (await send("\x00")).status_code == 422
    assert (await send("")).status_code == 422
    told = await send(f"number,kind,on\r\n{CUSTOMER},Purchase,2026-08-20\r\n\r\n")
    assert told.json() == {"object": "business_relationships_recorded", "recorded": 1}
    assert "CONSENT_MISSING" not in await reasons(voice="human")
    listed = (await api.get("/v1/business-relationships", params={"number": CUSTOMER})).json()["data"]
    assert [(it["source"], it["on"]) for it in listed] == [("csv", "2026-08-20")]


@pytest.mark.parametrize("day", ["2026-11-28", "1989-12-31", "yesterday", "9999-12-31"])
async def test_a_deal_of_a_day_that_means_nothing_is_not_recorded(api: httpx.AsyncClient, day: str) -> None:
    asked = {"number": CUSTOMER, "kind": "purchase", "on": day}
    assert (await api.post("/v1/business-relationships", json=asked)).status_code == 422


async def test_an_account_calls_a_country_once_the_operator_and_it_have_opened_it(
    api: httpx.AsyncClient, reasons: Reasons, store: Store, world: World
) -> None:
    assert "DESTINATION_NOT_ALLOWED" in await reasons(to=ABROAD)
    assert "DESTINATION_NOT_ALLOWED" not in await reasons()
    closed = await api.patch("/v1/calling-settings", json={"countries": ["US", "GB"]})
    assert (closed.status_code, closed.json()["code"]) == (422, "country_not_open")
    await approve(store, world, countries=("GB",))
    assert "DESTINATION_NOT_ALLOWED" in await reasons(to=ABROAD), "the account itself has not chosen it"
    opened = await api.patch("/v1/calling-settings", json={"countries": ["GB"]})
    assert (opened.json()["countries"], opened.json()["countries_allowed"]) == (["GB"], ["GB", "US"])
    assert "DESTINATION_NOT_ALLOWED" not in await reasons(to=ABROAD)
    assert "DESTINATION_NOT_ALLOWED" in await reasons(), "it calls what it has chosen, and no more"
    await approve(store, world)
    assert "DESTINATION_NOT_ALLOWED" in await reasons(to=ABROAD), "the operator has closed it again"
    back = await api.patch("/v1/calling-settings", json={"countries": None})
    assert back.json()["countries"] == ["US"]
    assert "DESTINATION_NOT_ALLOWED" not in await reasons(to="+17875550160"), "Puerto Rico is the US"
    assert await kinds_in_the_ledger(store, world) == ["calling_settings"] * 2


async def test_a_day_costs_no_more_than_the_account_has_said(
    api: httpx.AsyncClient, reasons: Reasons, store: Store, world: World
) -> None:
    await approve(store, world)
    assert "SPEND_CAP" not in await reasons()
    cap = {"spend_day": {"micros": 2_500_000, "currency": "USD"}}
    unpriced = await api.patch("/v1/calling-settings", json=cap)
    assert unpriced.json()["code"] == "carrier_price_missing"
    await name_a_price(api)
    told = (await api.patch("/v1/calling-settings", json=cap)).json()
    assert told["one_call_micros"] == 2_400_000, "four hours at a cent a minute"
    assert told["spent_today"] == {"micros": 0, "reserved_micros": 0, "currency": "USD"}
    assert "SPEND_CAP" not in await reasons()
    cap["spend_day"]["micros"] = 2_399_999
    assert (await api.patch("/v1/calling-settings", json=cap)).status_code == 200
    assert "SPEND_CAP" in await reasons()
    assert (await api.patch("/v1/calling-settings", json={"spend_day": None})).json()["spend_day"] is None
    assert "SPEND_CAP" not in await reasons()


async def test_the_operators_cap_holds_where_the_account_sets_none_and_above_it_where_it_does(
    api: httpx.AsyncClient, reasons: Reasons, store: Store, world: World
) -> None:
    await approve(store, world, spend_day_micros=2_000_000, spend_currency="USD")
    assert "ENGINE_ERROR" in await reasons(), "nobody knows what a call costs"
    await name_a_price(api)
    assert "SPEND_CAP" in await reasons()
    above = {"spend_day": {"micros": 3_000_000, "currency": "USD"}}
    refused = await api.patch("/v1/calling-settings", json=above)
    assert refused.json()["code"] == "cap_above_allowed"
    await approve(store, world, spend_day_micros=2_400_000, spend_currency="USD")
    assert "SPEND_CAP" not in await reasons()
    await approve(store, world, spend_day_micros=2_400_000, spend_currency="EUR")
    assert "ENGINE_ERROR" in await reasons(), "money of two currencies is not compared"


async def test_nobody_sells_where_an_emergency_lasts(
    services: Services, reasons: Reasons, store: Store, world: World, clock: Clock
) -> None:
    emergencies = services.calling_facts.emergencies
    assert "STATE_EMERGENCY_BAN" not in await reasons()
    declared = await emergencies.declare(
        "ny", reason="Executive order about the storm", until=NOW + timedelta(days=30), by="operator"
    )
    assert "STATE_EMERGENCY_BAN" in await reasons()
    assert "STATE_EMERGENCY_BAN" not in await reasons(purpose="informational")
    assert "STATE_EMERGENCY_BAN" not in await reasons(to="+13125550150"), "not in Illinois"
    await emergencies.end(declared.id, reason="Lifted by the governor", by="operator")
    assert "STATE_EMERGENCY_BAN" not in await reasons()
    await emergencies.declare("NY", reason="Another", until=NOW + timedelta(days=1), by="operator")
    assert "STATE_EMERGENCY_BAN" in await reasons()
    clock.move(timedelta(days=1))
    assert "STATE_EMERGENCY_BAN" not in await reasons(), "it is over by itself"
    kinds = await kinds_in_the_ledger(store, world)
    assert kinds == ["emergency_declared", "emergency_ended", "emergency_declared"]


async def test_a_number_texts_once_it_is_known_to_be_registered(
    services: Services, reasons: Reasons, store: Store, world: World
) -> None:
    texts, ours = services.calling_facts.texts, world.dental

    async def enter(registered: Registered) -> None:
        await texts.enter(ours.account.id, ours.number.id, registered, reference="QEseen", by="operator")

    assert "ENGINE_ERROR" in await reasons(channel="sms"), "nobody knows, which is not yes"
    await enter(Registered.PENDING)
    assert "A2P_UNREGISTERED" in await reasons(channel="sms")
    await enter(Registered.YES)
    found = await reasons(channel="sms")
    assert not {"A2P_UNREGISTERED", "ENGINE_ERROR"} & set(found)
    await enter(Registered.NO)
    assert "A2P_UNREGISTERED" in await reasons(channel="sms")
    assert "A2P_UNREGISTERED" not in await reasons(channel="voice")
    assert await kinds_in_the_ledger(store, world) == ["text_registration"] * 3


async def test_no_number_of_a_person_stands_in_the_ledger(
    api: httpx.AsyncClient, store: Store, world: World
) -> None:
    asked = {"number": CUSTOMER, "kind": "purchase", "on": "2026-08-20"}
    await api.post("/v1/business-relationships", json=asked)
    async with store.account(world.dental.account.id) as scope:
        payloads = [entry.payload async for entry in scope.ledger.entries()]
        last = await scope.deals.last_of(PhoneNumber(CUSTOMER))
    assert CUSTOMER[2:] not in canonical(payloads)
    assert last.purchase == date(2026, 8, 20)
