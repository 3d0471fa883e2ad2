"""What holds on every page: the keyboard reaches all of it, and whatever takes a while shows that it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from playwright.async_api import Page, Route, expect

from callbook import Callbook
from dialora.services.bundle import Services
from sites import People
from visitor import Visitor, faults
from worlds import World

#: Whatever else looks at the page waits for the next one; this is over once the page says that it waits.
_SENT_TWICE = """async () => {
  const root = document.documentElement;
  const said = new Promise((resolve) => new MutationObserver(() => {
    if (root.classList.contains("waiting")) resolve();
  }).observe(root, { attributes: true }));
  for (let times = 0; times < 2; times += 1) document.querySelector(".new-agent").requestSubmit();
  await said;
}"""


@asynccontextmanager
async def a_slow_network(page: Page, pattern: str) -> AsyncIterator[list[str]]:
    """Requests of that address are on their way until the block is left; how each was asked for."""
    arrives, asked = asyncio.Event(), list[str]()

    async def hold(route: Route) -> None:
        asked.append(route.request.method)
        await arrives.wait()
        await route.continue_()

    await page.route(pattern, hold)
    try:
        yield asked
    finally:
        arrives.set()


async def test_whatever_takes_a_while_shows_that_it_does_and_is_done_once(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    await book.left_a_message(datetime.now(UTC))
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/messages")
        waits = page.locator("html.waiting")
        async with a_slow_network(page, "**/messages/*/answer"):
            await page.click("text=Mark answered")
            await expect(waits).to_be_attached()
        await page.wait_for_selector("text=Undo")
        await expect(waits).not_to_be_attached()
        await page.goto("/agents/new")
        await page.fill("#name", "May")
        async with a_slow_network(page, "**/agents") as asked:
            await page.evaluate(_SENT_TWICE)
        await page.wait_for_selector("text=May can take calls as it is.")
        assert asked == ["POST"]


async def test_the_keyboard_skips_the_rail_and_escape_closes_what_it_opened(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    call = await book.booked(datetime.now(UTC))
    async with visitor.signed_in(people.owner) as page:
        await page.goto(f"/calls/{call.id}")
        await page.keyboard.press("Tab")
        skip = page.locator(".skip")
        await expect(skip).to_be_focused()
        await expect(skip).to_be_in_viewport()
        await page.keyboard.press("Enter")
        await expect(page.locator("main")).to_be_focused()
        menu = page.locator("details.menu")
        await menu.locator("summary").press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Escape")
        await expect(menu).not_to_have_attribute("open", "")
        await expect(menu.locator("summary")).to_be_focused()
        await page.goto("/appointments")
        opens = page.get_by_role("link", name="New appointment")
        await opens.press("Enter")
        dialog = page.locator("dialog")
        await expect(dialog).to_be_visible()
        await expect(page.locator("#sheet-name")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(opens).to_be_focused()


async def test_an_agent_s_purpose_and_zone_are_chosen_and_saved(
    visitor: Visitor, people: People, services: Services, world: World
) -> None:
    agent = world.dental.agent
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/agents")
        await page.get_by_label("What it is for").select_option("support")
        await page.get_by_label("Time zone").select_option("America/Denver")
        await page.wait_for_selector(".desk[data-state=saved] >> text=by Sample Owner")
        await page.click("text=See changes")
        await page.wait_for_selector("ins >> text=America/Denver")
        assert await faults(page) == []
    drafted = (await services.agent_drafts.get(agent.account_id, agent.id)).agent
    assert (drafted.purpose.value, drafted.business.zone) == ("support", "America/Denver")
    assert drafted.business.hours == agent.business.hours
