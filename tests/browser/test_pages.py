"""Every page in both colours, at a desk and on a phone, with nothing, something and a lot to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.async_api import Page

from callbook import LONG_NAME, Callbook
from dialora.services.bundle import Services
from sites import PASSWORD, People
from visitor import Visitor
from worlds import World


async def test_pages_without_anything_teach_the_next_step(visitor: Visitor, people: People) -> None:
    async def teaches(page: Page) -> None:
        said = (await page.inner_text("main")).replace("\xa0", " ")
        assert "No calls yet" in said
        assert "+1 212 555 0123" in said

    assert await visitor.faults_of(["/"], people.owner, prepare=teaches) == []


async def test_no_page_has_a_serious_fault(
    visitor: Visitor, people: People, book: Callbook, services: Services, world: World
) -> None:
    now = datetime.now(UTC)
    long = await book.booked(now - timedelta(days=1), name=LONG_NAME, exchanges=40)
    for add in (book.lost, book.opted_out, book.left_a_message, book.refused):
        await add(now)
    # Said to be recorded, but of which no sound is left.
    tested = await book.in_the_browser(now)
    running = await book.running(now)
    answer = await services.calls.try_agent(world.dental.account.id, world.dental.agent.id)
    tried = await services.call_history.get(world.dental.account.id, answer.call_id)
    addresses = (
        "/calls",
        "/appointments",
        f"/calls/{long.id}",
        f"/calls/{running.id}",
        f"/calls/{tested.id}",
        f"/decisions/{tried.call.decision_id}",
        "/talk",
        "/calls/call_nobody",
    )
    assert await visitor.faults_of(addresses, people.owner) == []


async def test_signing_in_and_choosing_an_account_have_no_serious_fault(
    visitor: Visitor, people: People
) -> None:
    assert await visitor.faults_of(["/sign-in"]) == []
    assert await visitor.faults_of(["/accounts"], people.agency_admin) == []


async def test_somebody_signs_in_and_whoever_has_no_account_chooses_one(
    visitor: Visitor, people: People
) -> None:
    async with visitor.page() as page:
        for member, leads_to in ((people.owner, "/"), (people.agency_admin, "/accounts")):
            await page.context.clear_cookies()
            await page.goto("/sign-in")
            await page.fill("#email", member.email)
            await page.fill("#password", "not the password")
            await page.click("button[type=submit]")
            await page.wait_for_selector("[role=alert]")
            await page.fill("#password", PASSWORD)
            await page.click("button[type=submit]")
            await page.wait_for_url(f"{visitor.address}{leads_to}")


async def test_older_calls_are_added_below_and_a_day_goes_on(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    now = datetime.now(UTC)
    for _ in range(60):
        await book.refused(now)
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/calls")
        rows = page.locator("a.call-row")
        assert await rows.count() == 25
        await page.click("text=Older calls")
        await rows.nth(49).wait_for()
        await page.click("text=Older calls")
        await rows.nth(59).wait_for()
        assert await rows.count() == 60
        assert await page.locator(".day > h2").count() == 1
        assert await page.locator("text=Older calls").count() == 0


async def test_a_line_of_the_transcript_plays_from_there(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    call = await book.booked(datetime.now(UTC))
    async with visitor.signed_in(people.owner) as page:
        await page.goto(f"/calls/{call.id}")
        await page.wait_for_selector(".waveform path")
        await page.click("[data-hear-ms] >> nth=4")
        await page.wait_for_selector(".play.playing")
        await page.wait_for_selector(".line.now")
        first, second = (await page.inner_text("[data-time]")).split(":")
        assert int(first) * 60 + int(second) >= 20
        assert await page.locator(".line.now").inner_text() != ""


async def test_the_strip_names_its_parts_and_can_be_walked_with_the_arrows(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    call = await book.booked(datetime.now(UTC))
    async with visitor.signed_in(people.owner) as page:
        await page.goto(f"/calls/{call.id}")
        await page.focus(".strip.large .part")
        names = set()
        for _ in range(8):
            names.add(await page.inner_text("[data-named]"))
            await page.keyboard.press("ArrowRight")
        assert "Notice: this call is recorded" in names
        assert any(name.startswith("Answered after") for name in names)


async def test_the_colours_can_be_chosen_and_stay_chosen(visitor: Visitor, people: People) -> None:
    async with visitor.signed_in(people.owner, scheme="light") as page:
        light = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        await page.click("[data-theme-toggle]")
        dark = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert (light, dark) == ("rgb(250, 249, 246)", "rgb(16, 19, 23)")
        await page.goto("/talk")
        assert await page.evaluate("document.documentElement.dataset.theme") == "dark"


async def test_canceling_an_appointment_can_be_undone_on_the_spot(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    await book.booked(datetime.now(UTC))
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/appointments?view=list")
        row = page.locator(".appointment-row")
        await row.get_by_role("button", name="Cancel Ada Quill").click()
        await row.get_by_role("button", name="Undo canceling Ada Quill").click()
        await row.get_by_role("button", name="Cancel Ada Quill").wait_for()
        assert "canceled" not in (await row.get_attribute("class") or "")


async def test_what_could_not_be_done_is_said_on_the_page(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    await book.booked(datetime.now(UTC))
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/appointments?view=list")
        await page.evaluate(
            "document.body.setAttribute('hx-headers:inherited', '{\"X-CSRF-Token\": \"old\"}')"
        )
        await page.get_by_role("button", name="Cancel Ada Quill").click()
        await page.wait_for_selector(".toast >> text=Load it again")
        assert await page.locator(".appointment-row").count() == 1


async def test_the_door_from_a_call_leads_to_its_appointment(
    visitor: Visitor, people: People, book: Callbook
) -> None:
    call = await book.booked(datetime.now(UTC) - timedelta(days=60))
    other = await book.booked(datetime.now(UTC) - timedelta(days=61), name="Bo Reed")
    async with visitor.signed_in(people.owner) as page:
        for booked, name in ((call, "Ada Quill"), (other, "Bo Reed")):
            await page.goto(f"/calls/{booked.id}")
            await page.click(".captured a")
            led_to = page.locator(".appointment-row:target")
            await led_to.wait_for()
            assert name in await led_to.inner_text()
            assert await led_to.bounding_box() is not None
