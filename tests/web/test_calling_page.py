"""Settings, calling: owners choose countries and a day's cap, members record who bought, viewers read."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI

from dialora.domain.approvals import Approvals, Identity
from dialora.domain.notes import Author
from dialora.services.costs import PriceAsked
from dialora.store.scope import Store
from sites import People, csrf_token, sign_in
from worlds import World

PAGE = "/settings/calling"


async def approve(store: Store, world: World, approvals: Approvals) -> None:
    async with store.platform() as platform:
        await platform.approvals.put(world.dental.account.id, approvals)


@pytest.fixture
async def owner(browser: httpx.AsyncClient, people: People) -> httpx.AsyncClient:
    await sign_in(browser, people.owner)
    browser.headers["X-CSRF-Token"] = await csrf_token(browser)
    return browser


async def test_an_owner_opens_a_country_that_the_operator_allows(
    owner: httpx.AsyncClient, store: Store, world: World
) -> None:
    first = (await owner.get(PAGE)).text
    assert "United States" in first
    assert "United Kingdom" not in first
    closed = await owner.post(f"{PAGE}/countries", data={"countries": ["US", "GB"]})
    assert closed.status_code == 422
    assert "has not opened GB" in closed.text
    await approve(store, world, Approvals(identity=Identity.VERIFIED, countries=("GB",)))
    assert (await owner.post(f"{PAGE}/countries", data={"countries": ["US", "GB"]})).status_code == 303
    ticked = re.findall(r'value="(\w\w)" checked', (await owner.get(PAGE)).text)
    assert ticked == ["GB", "US"]
    assert (await owner.post(f"{PAGE}/countries")).status_code == 303
    assert re.findall(r'value="(\w\w)" checked', (await owner.get(PAGE)).text) == [], "nowhere is a choice"


async def test_a_cap_needs_a_price_and_says_what_is_left(
    owner: httpx.AsyncClient, site: FastAPI, world: World
) -> None:
    unpriced = await owner.post(f"{PAGE}/day", data={"amount": "25", "currency": "usd"})
    assert (unpriced.status_code, 'value="25"' in unpriced.text) == (422, True), "what was typed stays"
    assert "Name first what your carrier asks" in unpriced.text
    price = PriceAsked(
        number_id=None, micros_per_minute=10_000, step_s=60, currency="USD", source="Price list"
    )
    by = Author(id=world.dental.owner.id, name="Sample Owner")
    await site.state.services.costs.set_carrier_price(world.dental.account.id, price, by=by)
    assert (await owner.post(f"{PAGE}/day", data={"amount": "25.50", "currency": "usd"})).status_code == 303
    page = (await owner.get(PAGE)).text
    assert "$0.00 of $25.50 spent today" in page
    assert "sets aside $2.40" in page
    assert 'value="25.5"' in page
    for wrong in ("much", "-1", "1e30"):
        assert (await owner.post(f"{PAGE}/day", data={"amount": wrong, "currency": "USD"})).status_code == 422
    assert (await owner.post(f"{PAGE}/day", data={"amount": "", "currency": "USD"})).status_code == 303
    assert "spent today" not in (await owner.get(PAGE)).text


async def test_a_purchase_is_recorded_and_taken_back(owner: httpx.AsyncClient) -> None:
    asked = {"number": "(312) 555-0150", "kind": "purchase", "on": "2026-08-20"}
    assert (await owner.post(f"{PAGE}/relationships", data=asked)).status_code == 303
    page = (await owner.get(PAGE)).text
    assert "312 555 0150" in page.replace("\u00a0", " ")
    assert "20 August 2026" in page
    (where,) = re.findall(r'action="(/settings/calling/relationships/\w+/remove)"', page)
    assert (await owner.post(where)).status_code == 303
    assert "Nothing recorded yet" in (await owner.get(PAGE)).text
    for wrong in ({"number": "12"}, {"kind": "gift"}, {"on": "soon"}, {"on": "2026-12-24"}):
        refused = await owner.post(f"{PAGE}/relationships", data=asked | wrong)
        assert refused.status_code == 422
        assert "Nothing was changed" in refused.text


async def test_a_viewer_reads_and_changes_nothing(browser: httpx.AsyncClient, people: People) -> None:
    await sign_in(browser, people.viewer)
    browser.headers["X-CSRF-Token"] = await csrf_token(browser, "/calls")
    page = await browser.get(PAGE)
    assert page.status_code == 200
    assert '<form class="dealt"' not in page.text
    for what, data in (
        ("countries", {"countries": "US"}),
        ("day", {"amount": "1"}),
        ("relationships", {"number": "3125550150", "kind": "purchase", "on": "2026-08-20"}),
    ):
        assert (await browser.post(f"{PAGE}/{what}", data=data)).status_code == 403
