"""The calendar in a real browser: cards are dragged with the mouse, moved with the keyboard, and put back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from callbook import LONG_NAME
from dialora.domain.appointments import Appointment, Calendar
from dialora.services.appointments import Change, service_of
from dialora.services.bundle import Services
from sites import People
from visitor import Visitor, faults
from worlds import World

ZONE = ZoneInfo("America/New_York")
#: A week that is wholly ahead, whenever the tests run.
MONDAY = datetime.now(UTC).astimezone(ZONE).date()
MONDAY += timedelta(days=7 - MONDAY.weekday())
WEEK = f"/appointments?view=week&day={MONDAY}"
DAY = f"/appointments?view=day&day={MONDAY}"

Book = Callable[..., Awaitable[Appointment]]


def at(clock: str, days: int = 0) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=days), time.fromisoformat(clock), tzinfo=ZONE)


@pytest.fixture
def book(services: Services, world: World) -> Book:
    async def one(clock: str, days: int = 0, name: str = "Ada Quill", **more: object) -> Appointment:
        agent = world.dental.agent
        known: dict[str, object] = {"name": name, "phone": None, "call_id": None, "by_hand": True}
        made: Appointment = await services.appointments.book(
            agent,
            service_of(agent, "cleaning"),
            at(clock, days),
            **known | more,  # type: ignore[arg-type]
        )
        return made

    return one


@pytest.fixture
async def second(services: Services, world: World) -> Calendar:
    """A second chair."""
    return await services.calendars.add(world.dental.account.id, world.dental.calendar.id, "Chair 2")


async def drag(page: Page, card: Locator, to: tuple[float, float], *, edge: bool = False) -> None:
    """Take a card, or its lower edge, move it as a hand does, and let go."""
    box = await card.bounding_box()
    assert box is not None
    grip = box["height"] - 3 if edge else 8
    await page.mouse.move(box["x"] + 20, box["y"] + grip)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 24, box["y"] + grip + 6, steps=3)
    await page.mouse.move(box["x"] + 20 + to[0], box["y"] + grip + to[1], steps=12)
    await page.mouse.up()


async def column(page: Page) -> float:
    box = await page.locator(".ec-body .ec-day").first.bounding_box()
    assert box is not None
    return box["width"]


#: Pixels of an hour: two slots of calendar.js.
HOUR = 64.0


async def test_a_card_is_dragged_to_another_day_and_time_and_back_with_undo(
    visitor: Visitor, people: People, services: Services, book: Book
) -> None:
    booked = await book("10:00")
    async with visitor.signed_in(people.owner) as page:
        await page.goto(WEEK)
        card = page.locator(f'[data-appointment="{booked.id}"]')
        await drag(page, card, (2 * await column(page), 4 * HOUR))
        await expect(page.locator("[data-said]")).to_contain_text("Moved Ada Quill to Wed")
        moved = await services.appointments.get(booked.account_id, booked.id)
        assert moved.starts_at == at("14:00", 2)
        await expect(card).to_contain_text("14:00–14:45")
        await page.get_by_role("button", name="Undo").click()
        await expect(card).to_contain_text("10:00–10:45")
        back = await services.appointments.get(booked.account_id, booked.id)
        assert (back.starts_at, back.ends_at, back.version) == (booked.starts_at, booked.ends_at, 3)
        await page.reload()
        await expect(card).to_contain_text("10:00–10:45")


async def test_its_lower_edge_changes_how_long_it_takes(
    visitor: Visitor, people: People, services: Services, book: Book
) -> None:
    booked = await book("10:00")
    async with visitor.signed_in(people.owner) as page:
        await page.goto(WEEK)
        card = page.locator(f'[data-appointment="{booked.id}"]')
        await card.hover()
        await drag(page, card, (0, HOUR * 0.75), edge=True)
        await expect(card).to_contain_text("10:00–11:30")
        longer = await services.appointments.get(booked.account_id, booked.id)
        assert (longer.starts_at, longer.ends_at) == (booked.starts_at, at("11:30"))


async def test_in_a_day_it_is_handed_to_somebody_else(
    visitor: Visitor, people: People, services: Services, book: Book, second: Calendar
) -> None:
    booked = await book("10:00")
    async with visitor.signed_in(people.owner) as page:
        await page.goto(DAY)
        card = page.locator(f'[data-appointment="{booked.id}"]')
        await drag(page, card, (await column(page), 0))
        await expect(page.locator("[data-said]")).to_contain_text("Chair 2")
        handed = await services.appointments.get(booked.account_id, booked.id)
        assert (handed.calendar_id, handed.starts_at) == (second.id, booked.starts_at)


async def test_a_card_let_go_on_another_goes_back_and_the_reason_is_said(
    visitor: Visitor, people: People, services: Services, book: Book
) -> None:
    booked, other = await book("10:00"), await book("10:00", 1, "Bo Reed")
    async with visitor.signed_in(people.owner) as page:
        await page.goto(WEEK)
        card = page.locator(f'[data-appointment="{booked.id}"]')
        before = await card.bounding_box()
        await drag(page, card, (await column(page), 0))
        await expect(page.locator("[data-said]")).to_contain_text("That time has just been taken.")
        await expect(card).to_contain_text("10:00–10:45")
        assert before is not None
        await page.wait_for_function(
            "([card, x]) => document.querySelector(card)?.getBoundingClientRect().x === x",
            arg=[f'[data-appointment="{booked.id}"]', before["x"]],
        )
        assert await services.appointments.get(booked.account_id, booked.id) == booked
        assert await services.appointments.get(other.account_id, other.id) == other


async def test_of_two_who_drag_one_card_the_later_is_told_and_sees_where_it_is(
    visitor: Visitor, people: People, services: Services, book: Book
) -> None:
    booked = await book("10:00")
    async with visitor.signed_in(people.owner) as page:
        await page.goto(WEEK)
        await services.appointments.change(booked.account_id, booked.id, Change(starts_at=at("15:00", 3)))
        card = page.locator(f'[data-appointment="{booked.id}"]')
        await drag(page, card, (await column(page), 0))
        await expect(page.locator("[data-said]")).to_contain_text("Somebody else changed it meanwhile.")
        await expect(card).to_contain_text("15:00–15:45")


async def test_outside_opening_hours_nothing_is_asked_but_it_is_said(
    visitor: Visitor, people: People, services: Services, book: Book
) -> None:
    booked = await book("10:00")
    async with visitor.signed_in(people.owner) as page:
        await page.goto(WEEK)
        card = page.locator(f'[data-appointment="{booked.id}"]')
        await drag(page, card, (0, 2 * HOUR))
        await expect(page.locator("[data-said]")).to_contain_text("That is outside opening hours.")
        assert (await services.appointments.get(booked.account_id, booked.id)).starts_at == at("12:00")


async def test_all_of_it_can_be_done_with_the_keyboard(
    visitor: Visitor, people: People, services: Services, book: Book, second: Calendar
) -> None:
    booked = await book("10:00")
    async with visitor.signed_in(people.owner) as page:
        await page.goto(WEEK)
        await page.locator(f'[data-appointment="{booked.id}"]').focus()
        await page.keyboard.press("Enter")
        sheet = page.get_by_role("dialog", name="Ada Quill")
        assert await faults(page) == []
        await sheet.get_by_label("Move to").fill(f"{MONDAY + timedelta(days=4)}T16:00")
        await sheet.get_by_label("Minutes").fill("30")
        await sheet.get_by_label("With").select_option("Chair 2")
        await page.keyboard.press("Tab")
        await sheet.get_by_role("button", name="Save").press("Enter")
        await expect(page.locator("[data-said]")).to_contain_text("16:00–16:30, Chair 2")
        # Where the sheet was opened from has the focus again, wherever it is drawn now.
        await expect(page.locator(f'[data-appointment="{booked.id}"]')).to_be_focused()
        moved = await services.appointments.get(booked.account_id, booked.id)
        assert (moved.starts_at, moved.ends_at, moved.calendar_id) == (
            at("16:00", 4),
            at("16:30", 4),
            second.id,
        )
        await page.locator(f'[data-appointment="{booked.id}"]').press("Enter")
        await sheet.get_by_role("button", name="Cancel this appointment").press("Enter")
        await expect(page.locator(f'[data-appointment="{booked.id}"]')).to_have_count(0)
        await page.get_by_role("button", name="Undo").press("Enter")
        await expect(page.locator(f'[data-appointment="{booked.id}"]')).to_have_count(1)


async def test_an_empty_place_is_pressed_and_booked(
    visitor: Visitor, people: People, services: Services, world: World, second: Calendar
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto(DAY)
        box = await page.locator(".ec-body .ec-day").nth(1).bounding_box()
        assert box is not None
        # The hours begin at 07:00.
        await page.mouse.click(box["x"] + 60, box["y"] + 2 * HOUR + 2)
        sheet = page.get_by_role("dialog", name="New appointment")
        await expect(sheet.get_by_label("When")).to_have_value(f"{MONDAY}T09:00")
        await expect(sheet.get_by_label("With")).to_have_value(second.id)
        await sheet.get_by_label("Who comes").fill("Bo Reed")
        await sheet.get_by_label("Phone").fill("not a number")
        await sheet.get_by_role("button", name="Book").click()
        await expect(sheet.get_by_role("alert")).to_have_text("That is no phone number.")
        await sheet.get_by_label("Phone").fill("212 555 0147")
        await sheet.get_by_role("button", name="Book").click()
        await expect(page.locator(".ec-event", has_text="Bo Reed")).to_have_count(1)
        [made] = (await services.appointments.page(world.dental.account.id)).items
        assert (made.starts_at, made.calendar_id) == (at("09:00"), second.id)
        assert str(made.phone) == "+12125550147"
        await page.get_by_role("button", name="Undo").click()
        await expect(page.locator(".ec-event", has_text="Bo Reed")).to_have_count(0)


async def test_who_only_reads_can_drag_nothing(
    visitor: Visitor, people: People, services: Services, book: Book
) -> None:
    booked = await book("10:00")
    async with visitor.signed_in(people.viewer) as page:
        await page.goto(WEEK)
        card = page.locator(f'[data-appointment="{booked.id}"]')
        await drag(page, card, (await column(page), HOUR))
        assert await services.appointments.get(booked.account_id, booked.id) == booked
        await page.goto(f"/appointments/{booked.id}")
        assert await page.get_by_role("button", name="Save").count() == 0


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/Los_Angeles"])
async def test_times_are_the_business_s_own_wherever_the_browser_is(
    zone: str, visitor: Visitor, people: People, services: Services, book: Book
) -> None:
    booked = await book("10:00")
    async with visitor.signed_in(people.owner) as page:
        # As if the machine stood elsewhere.
        developer = await page.context.new_cdp_session(page)
        await developer.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
        await page.goto(WEEK)
        card = page.locator(f'[data-appointment="{booked.id}"]')
        await drag(page, card, (await column(page), HOUR))
        await expect(card).to_contain_text("11:00–11:45")
        assert (await services.appointments.get(booked.account_id, booked.id)).starts_at == at("11:00", 1)


async def test_no_view_has_a_serious_fault(
    visitor: Visitor,
    people: People,
    services: Services,
    world: World,
    book: Book,
    second: Calendar,
) -> None:
    booked = await book("10:00", name=LONG_NAME)
    await book("10:00", name=LONG_NAME)
    await services.calendars.change(world.dental.account.id, second.id, name=LONG_NAME, not_for=["cleaning"])
    await services.calendar_feeds.make(world.dental.account.id, calendar_id=second.id, with_names=True)
    nothing = f"/appointments?day={MONDAY + timedelta(days=70)}"
    views = [WEEK, DAY, "/appointments?view=list", nothing]
    sheets = [f"/appointments/{booked.id}", "/appointments/new", "/calendars"]
    assert await visitor.faults_of([*views, *sheets], people.owner) == []


async def test_on_a_phone_the_list_stands_in_place_of_the_calendar(
    visitor: Visitor, people: People, services: Services, book: Book
) -> None:
    booked = await book("10:00")
    async with visitor.signed_in(people.owner, width=390) as page:
        await page.goto(WEEK)
        await expect(page.locator("#drawn")).to_be_hidden()
        await page.get_by_role("link", name="Move Ada Quill to").click()
        sheet = page.get_by_role("dialog", name="Ada Quill")
        await sheet.get_by_label("Move to").fill(f"{MONDAY}T13:00")
        await sheet.get_by_role("button", name="Save").click()
        await expect(page.locator(f"#{booked.id}")).to_contain_text("13:00–13:45")
