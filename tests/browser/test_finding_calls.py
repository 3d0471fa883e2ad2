"""Today, the list of calls and the messages, as somebody uses them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.async_api import Page

from callbook import LONG_NAME, Callbook
from dialora.services.bundle import Services
from dialora.services.call_index import CallIndex
from sites import People
from visitor import Visitor


async def soon(page: Page) -> None:
    """What asks for itself every few seconds asks at once."""
    await page.evaluate("""
        document.querySelectorAll("#newest, #today").forEach((piece) =>
            htmx.ajax("GET", piece.getAttribute("hx-get"), { target: piece, swap: "outerMorph" }))
    """)


async def test_no_page_has_a_serious_fault(
    visitor: Visitor, people: People, book: Callbook, services: Services
) -> None:
    now = datetime.now(UTC)
    await book.booked(now - timedelta(days=2), name=LONG_NAME)
    for add in (book.left_a_message, book.lost, book.refused, book.running):
        await add(now)
    await services.call_views.save(
        people.owner.account_id or "",
        people.owner,
        name=LONG_NAME[:60],
        query="q=saturday",
        shared=True,
        default=False,
    )
    await CallIndex(store=book.store).catch_up()

    async def open_all(page: Page) -> None:
        for summary in await page.locator("main summary").all():
            await summary.click()

    found = ("/", "/calls?q=saturday&result=booked", "/calls?q=zebra")
    messages = ("/messages", "/messages?answered=true")
    assert await visitor.faults_of([*found, *messages], people.owner, prepare=open_all) == []


async def test_new_calls_come_in_above_while_older_ones_stay(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    now = datetime.now(UTC)
    for n in range(30):
        await book.refused(now - timedelta(minutes=n + 1))
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/calls")
        rows = page.locator("a.call-row")
        await page.click("text=Older calls")
        await rows.nth(29).wait_for()
        await rows.nth(27).focus()
        newest = await book.opted_out(now)
        await soon(page)
        await page.locator(f"a[href='/calls/{newest.id}']").wait_for()
        assert await rows.count() == 31
        assert (await rows.first.get_attribute("href")) == f"/calls/{newest.id}"
        assert await page.evaluate("document.activeElement.classList.contains('call-row')")


async def test_the_plots_are_drawn_and_drawn_again(visitor: Visitor, people: People, book: Callbook) -> None:
    await book.booked(datetime.now(UTC))
    await CallIndex(store=book.store).catch_up()
    async with visitor.signed_in(people.owner) as page:
        canvases = page.locator(".plot canvas")
        await canvases.nth(2).wait_for()
        await page.locator(".plot summary").first.click()
        await book.opted_out(datetime.now(UTC))
        await soon(page)
        await page.get_by_text("2 calls today").wait_for()
        assert await canvases.count() == 3
        assert await page.locator(".plot details").first.get_attribute("open") is not None


async def test_a_message_is_answered_on_today_and_that_can_be_undone(
    visitor: Visitor, people: People, book: Callbook, services: Services
) -> None:
    call = await book.left_a_message(datetime.now(UTC))

    async def answered() -> bool:
        [message] = (await services.messages.page(call.account_id)).items
        return message.answered_at is not None

    async with visitor.signed_in(people.owner) as page:
        row = page.locator(".message-row")
        await row.get_by_role("button", name="Mark answered").click()
        undo = row.get_by_role("button", name="Undo")
        await undo.wait_for()
        assert await answered()
        await undo.click()
        await row.get_by_role("button", name="Mark answered").wait_for()
        assert not await answered()


async def test_a_search_is_saved_as_a_view(visitor: Visitor, people: People, book: Callbook) -> None:
    await book.booked(datetime.now(UTC))
    await book.opted_out(datetime.now(UTC))
    await CallIndex(store=book.store).catch_up()
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/calls")
        await page.fill("input[type=search]", "thursday")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/calls?q=thursday")
        assert await page.locator("a.call-row").count() == 1
        await page.click("text=Save this view")
        await page.fill("#view-name", "About Thursday")
        await page.click(".save-view .button")
        await page.locator(".views [aria-current]", has_text="About Thursday").wait_for()
        assert await page.locator("a.call-row").count() == 1
