"""A call's page in a real browser: heard, walked through, written on and shared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, Response

from callbook import LONG_NAME, Callbook
from dialora.domain.calls import Call
from dialora.domain.notes import Author
from dialora.domain.sharing import Days
from dialora.services.bundle import Services
from dialora.services.costs import PriceAsked, settle
from dialora.store.scope import Store
from sites import People
from visitor import Visitor

#: Of the callbook's exchanges, as many as fill more than one row.
LONG = 44


@pytest.fixture
async def busy(book: Callbook, services: Services, people: People, store: Store) -> Call:
    """Seven minutes with somebody of a long name, and all that can be put on a call."""
    now, me = datetime.now(UTC), Author(id=people.owner.id, name=people.owner.name)
    price = PriceAsked(
        number_id=None, micros_per_minute=8_500, step_s=60, currency="USD", source="Price list of 1 November"
    )
    call = await book.booked(now - timedelta(days=1), name=LONG_NAME, exchanges=LONG)
    await services.costs.set_carrier_price(call.account_id, price, by=me)
    async with store.account(call.account_id) as scope:
        await settle(scope, call, at=now)
    for tag in ("new patient", "a tag as long as any tag of a call may"):
        await services.tags.add(call.account_id, call.id, tag)
    await services.notes.add(call.account_id, call.id, "Unsure about the price.\nCall back.", by=me)
    for with_sound in (True, False):
        await services.share_links.make(
            call.account_id, call.id, days=Days.SEVEN, with_sound=with_sound, by=me
        )
    return call


async def _shared(services: Services, call: Call) -> str:
    me = Author(id="memb_ada", name="Ada Quill")
    _, token = await services.share_links.make(
        call.account_id, call.id, days=Days.ONE, with_sound=True, by=me
    )
    return f"/shared/{token}"


async def test_no_state_of_the_page_has_a_serious_fault(
    visitor: Visitor, people: People, book: Callbook, services: Services, busy: Call
) -> None:
    message = await book.left_a_message(datetime.now(UTC))
    shared = await _shared(services, busy)
    addresses = (f"/calls/{busy.id}", f"/calls/{message.id}", shared, "/settings/carrier-price")
    assert await visitor.faults_of(addresses, people.owner) == []


async def test_a_viewers_page_and_an_ended_link_have_no_serious_fault(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    call = await book.booked(datetime.now(UTC))
    assert await visitor.faults_of([f"/calls/{call.id}", "/shared/nothing"], people.viewer) == []


async def _seconds(page: Page) -> int:
    minutes, seconds = (await page.inner_text("[data-time]")).split(":")
    return int(minutes) * 60 + int(seconds)


async def test_a_late_place_of_a_long_call_is_heard_without_fetching_the_rest(
    visitor: Visitor, people: People, busy: Call
) -> None:
    """Six minutes in, 8,000 frames of 4 bytes a second."""
    beyond = 6 * 60 * 8_000 * 4

    def from_there(answer: Response) -> bool:
        place = answer.headers.get("content-range", "bytes 0-").removeprefix("bytes ").split("-")[0]
        return "/recording" in answer.url and int(place) > beyond

    async with visitor.signed_in(people.owner) as page:
        await page.goto(f"/calls/{busy.id}")
        async with page.expect_response(from_there) as fetched:
            await page.locator("[data-hear-ms]").nth(80).click()
        assert (await fetched.value).status == 206
        await page.wait_for_selector(".play.playing")
        assert await _seconds(page) > 6 * 60


async def test_the_line_that_plays_is_marked_and_kept_in_sight(
    visitor: Visitor, people: People, busy: Call
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto(f"/calls/{busy.id}")
        # On the strip's second row, far beyond the lines that are in sight.
        await page.locator(".strip-row").nth(1).locator("svg.strip").click(position={"x": 300, "y": 32})
        line = page.locator(".line[aria-current=true]")
        await line.wait_for()
        assert await line.count() == 1
        seen: dict[str, Any] = await line.evaluate(
            "line => { const box = line.closest('[data-reading]').getBoundingClientRect();"
            " const at = line.getBoundingClientRect();"
            " return {above: at.top - box.top, below: box.bottom - at.bottom, page: scrollY}; }"
        )
        assert seen["above"] >= 0
        assert seen["below"] >= 0
        assert seen["page"] == 0
        head = await page.locator(".playhead").bounding_box()
        row = await page.locator(".strip-row").nth(1).bounding_box()
        assert head
        assert row
        assert row["y"] - 1 <= head["y"] <= row["y"] + row["height"]


async def test_it_is_played_with_the_keyboard_alone(visitor: Visitor, people: People, book: Callbook) -> None:
    call = await book.booked(datetime.now(UTC))
    async with visitor.signed_in(people.owner) as page:
        await page.goto(f"/calls/{call.id}")
        await page.keyboard.press("Space")
        await page.wait_for_selector(".play.playing")
        await page.keyboard.press("Space")
        await page.wait_for_selector(".play:not(.playing)")
        before = await _seconds(page)
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("ArrowRight")
        assert await _seconds(page) >= before + 10
        await page.keyboard.press("ArrowLeft")
        assert before + 5 <= await _seconds(page) < before + 10
        await page.locator("[data-hear-ms]").nth(6).focus()
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".play.playing")
        assert await _seconds(page) >= 30
        # What is typed is written, and plays nothing.
        await page.keyboard.press("Space")
        await page.fill("#note-text", "")
        await page.focus("#note-text")
        await page.keyboard.type("a b")
        assert await page.input_value("#note-text") == "a b"


async def test_the_arrows_walk_on_from_row_to_row(visitor: Visitor, people: People, busy: Call) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto(f"/calls/{busy.id}")
        last = page.locator(".strip-row").nth(0).locator(".part").last
        await last.focus()
        await page.keyboard.press("ArrowRight")
        assert await page.evaluate("document.activeElement.closest('.strip-row').dataset.fromMs") == "300000"
        assert await page.locator(".part[tabindex='0']").count() <= 2


async def test_notes_and_tags_change_on_the_spot_and_can_be_undone(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    call = await book.refused(datetime.now(UTC))
    async with visitor.signed_in(people.owner) as page:
        await page.goto(f"/calls/{call.id}")
        await page.fill("#note-text", "She asked twice.")
        await page.get_by_role("button", name="Keep the note").click()
        await page.get_by_role("button", name="Take away").click()
        await page.get_by_role("button", name="Undo").click()
        await page.wait_for_selector(".notes .words >> text=She asked twice.")
        await page.get_by_label("Add a tag").fill("Billing")
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Take off the tag billing").click()
        await page.wait_for_selector(".tags:not(:has(.tag))")
        assert page.url.endswith(call.id)


async def test_a_link_made_here_opens_the_call_for_a_stranger_until_it_is_ended(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    call = await book.booked(datetime.now(UTC))
    async with visitor.signed_in(people.owner) as page:
        await page.goto(f"/calls/{call.id}")
        await page.check("input[name=with_sound]")
        await page.get_by_role("button", name="Make a link").click()
        link = await page.input_value("#fresh-link")
        path = link[link.index("/shared/") :]
        async with visitor.page() as stranger:
            await stranger.goto(path)
            await stranger.wait_for_selector(".waveform path")
            await stranger.locator("[data-hear-ms]").nth(4).click()
            await stranger.wait_for_selector(".play.playing")
            assert await stranger.context.cookies() == []
        await page.get_by_role("button", name="End it").click()
        await page.wait_for_selector(".links .ended")
        async with visitor.page() as stranger:
            await stranger.goto(path)
            assert "This link has ended" in await stranger.inner_text("main")
