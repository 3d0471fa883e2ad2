"""Editing an agent: what is typed is saved, tried with the microphone, published, and undone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time

import pytest
from playwright.async_api import Page

from callbook import LONG_NAME
from dialora.domain.agents import Agent, OfferedService, Reachable, Span, SpecialDay, TransferDestination
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.store.scope import Store
from sites import People
from visitor import Visitor, faults
from worlds import World


@pytest.fixture
async def desk(visitor: Visitor, people: People) -> AsyncIterator[Page]:
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/agents")
        yield page


async def _saved(page: Page) -> None:
    await page.wait_for_selector(".desk[data-state=saved] >> text=by Sample Owner")


async def _drafted(services: Services, world: World) -> Agent:
    agent = world.dental.agent
    return (await services.agent_drafts.get(agent.account_id, agent.id)).agent


async def test_what_is_typed_is_saved_and_published_with_one_press(
    desk: Page, services: Services, world: World
) -> None:
    await desk.fill("#greeting", "What can I do for you?")
    await _saved(desk)
    await desk.wait_for_selector("text=Callers still hear version 1: one change not published.")
    await desk.click("[data-add=service]")
    await desk.fill(".service:last-child [data-field=name]", "whitening")
    await desk.select_option(".service:last-child [data-kind=from]", "from")
    await desk.fill(".service:last-child [data-kind=money]", "95.50")
    await desk.fill(".service:last-child [data-kind=commas]", "bleaching, teeth whitening")
    # What was typed a moment ago is published too.
    await desk.click("text=Publish version 2")
    await desk.wait_for_selector("text=Version 2 is published: the next caller hears it.")
    agent = (await services.agents.version(world.dental.account.id, world.dental.agent.id, 2)).agent
    assert agent.greeting == "What can I do for you?"
    assert agent.business.services[-1] == OfferedService(
        key="whitening",
        name="whitening",
        minutes=30,
        price_cents=9550,
        price_from=True,
        also_called=("bleaching", "teeth whitening"),
    )
    assert await desk.is_hidden("text=Publish version 3")


async def test_hours_breaks_holidays_and_people_are_edited(
    desk: Page, services: Services, world: World
) -> None:
    await desk.click("[aria-label=Sunday] [data-add=span]")
    await desk.click("[aria-label=Saturday] [data-remove]")
    await desk.click("[aria-label=Monday] .span:last-child [data-remove]")
    await desk.click("[data-copy-monday]")
    holiday = desk.locator("[data-holiday]").first
    day, name = await holiday.get_attribute("data-holiday"), await holiday.get_attribute("data-name")
    await holiday.click()
    await desk.click("[data-add=transfer]")
    await desk.fill(".transfer:last-child [data-field=name]", "the owner")
    await desk.fill(".transfer:last-child [data-field=number]", "+1 (212) 555-0177")
    await desk.select_option(".transfer:last-child [data-reachable]", "own_hours")
    await desk.click(".transfer:last-child [aria-label=Friday] [data-add=span]")
    await _saved(desk)
    await desk.reload()
    business = (await _drafted(services, world)).business
    morning, all_day = (Span(time(8), time(12)),), (Span(time(9), time(17)),)
    assert business.hours.week == {**dict.fromkeys(range(5), morning), 6: all_day}
    assert day is not None
    assert business.hours.holidays == {date.fromisoformat(day): name}
    assert business.transfers[-1] == TransferDestination(
        name="the owner",
        number=PhoneNumber("+12125550177"),
        reachable=Reachable.OWN_HOURS,
        week={4: all_day},
    )
    assert await desk.locator(f"[data-holiday='{day}']").count() == 0


async def test_what_is_wrong_is_said_below_its_field_and_the_rest_is_saved(
    desk: Page, services: Services, world: World
) -> None:
    await desk.fill("#greeting", "Good morning.")
    await desk.fill(".transfer [data-field=number]", "911")
    wrong = desk.locator(".transfer .wrong")
    await wrong.filter(has_text="Short and emergency numbers").wait_for()
    assert await desk.get_attribute(".transfer [data-field=number]", "aria-invalid") == "true"
    assert "Not saved: Short and emergency numbers" in await desk.inner_text("[data-sign]")
    assert await faults(desk) == []
    agent = await _drafted(services, world)
    assert (agent.greeting, agent.business.transfers) == (
        "Good morning.",
        world.dental.agent.business.transfers,
    )
    await desk.fill(".transfer [data-field=number]", "+1 212 555 0188")
    await _saved(desk)
    assert await desk.locator(".wrong").count() == 0


async def test_a_time_that_is_no_time_and_a_day_listed_twice_are_said_and_not_kept(
    desk: Page, services: Services, world: World
) -> None:
    before = world.dental.agent.business.hours
    await desk.fill("[aria-label=Monday] .span:first-child [data-field=closes]", "07:00")
    await desk.wait_for_selector("[aria-label=Monday] .wrong >> text=not after the opening time")
    assert (await _drafted(services, world)).business.hours == before
    await desk.fill("[aria-label=Monday] .span:first-child [data-field=closes]", "11:00")
    await _saved(desk)
    hours = (await _drafted(services, world)).business.hours
    assert hours.week == before.week | {0: (Span(time(8), time(11)), Span(time(13), time(17)))}
    for row in (1, 2):
        await desk.click("[data-add=special-day]")
        await desk.fill(f".special-day:nth-child({row}) [data-key]", "2027-01-01")
        await desk.fill(f".special-day:nth-child({row}) [data-field=name]", "New Year")
    await desk.wait_for_selector("text=This day is listed twice.")
    kept = (await _drafted(services, world)).business.hours
    assert set(kept.special) | set(kept.holidays) <= {date(2027, 1, 1)}
    assert kept.week == hours.week


async def test_who_edits_at_the_same_time_is_told_and_loses_nothing_silently(
    desk: Page, services: Services, world: World
) -> None:
    agent = world.dental.agent
    await services.agent_drafts.change(
        agent.account_id, agent.id, lambda now: replace(now, name="May"), revision=None, by="Ada Quill"
    )
    await desk.fill("#greeting", "Good morning.")
    await desk.wait_for_selector("text=Not saved: Ada Quill has changed this since you loaded it.")
    assert (await _drafted(services, world)).greeting == agent.greeting
    desk.on("dialog", lambda dialog: dialog.accept())
    await desk.click("text=Load it again")
    await desk.wait_for_function("document.querySelector('[data-field=name]').value === 'May'")


async def test_discarding_can_be_undone(desk: Page, services: Services, world: World) -> None:
    await desk.fill("#greeting", "Good morning.")
    await _saved(desk)
    await desk.click("text=Discard")
    await desk.wait_for_selector("text=The changes are discarded.")
    assert await _drafted(services, world) == world.dental.agent
    await desk.click("text=Undo")
    await desk.wait_for_selector("text=Callers still hear version 1: one change not published.")
    assert (await _drafted(services, world)).greeting == "Good morning."


async def test_talk_speaks_with_what_was_typed_a_moment_ago(
    desk: Page, services: Services, store: Store, world: World
) -> None:
    await desk.fill("#greeting", "What is it about today?")
    await desk.evaluate("document.querySelector('[data-field=voice_speed]').value = 1.2")
    await desk.dispatch_event("[data-field=voice_speed]", "input")
    await desk.click("[data-talk-button]")
    await desk.wait_for_selector("[data-lines] >> text=I'm an AI assistant")
    await desk.click("text=Hang up")
    await desk.wait_for_selector("text=See the call")
    async with store.account(world.dental.account.id) as scope:
        (call,) = (await scope.calls.page()).items
        tried = await scope.trials.of_call(call.id)
    assert tried is not None
    assert (tried.greeting, tried.voice_speed) == ("What is it about today?", 1.2)
    assert (call.test, call.agent_version) == (True, None)
    speeds = services.live.apparatus.tts.speeds  # type: ignore[attr-defined]
    assert set(speeds) == {1.2}


async def test_the_greeting_is_heard_at_the_speed_of_the_slider(desk: Page, services: Services) -> None:
    await desk.focus("#voice-speed")
    await desk.keyboard.press("ArrowRight")
    assert "1.05×" in re.sub(r"\s", "", await desk.inner_text("label[for=voice-speed]"))
    await desk.click("[data-preview]")
    await desk.wait_for_selector("[data-preview][data-playing]")
    assert services.voice_previews.voice.speeds == [1.05]  # type: ignore[attr-defined]


async def test_an_old_version_is_compared_and_restored(desk: Page, services: Services, world: World) -> None:
    await desk.fill("#greeting", "Good morning.")
    await _saved(desk)
    await desk.click("text=See changes")
    await desk.wait_for_selector("ins >> text=Good morning.")
    await desk.click("text=Publish version 2")
    await desk.click("text=History")
    await desk.click("text=Restore as draft")
    await desk.wait_for_selector("text=Callers still hear version 2: one change not published.")
    assert await desk.input_value("#greeting") == "How can I help you?"


def _full(agent: Agent) -> Agent:
    """As much as an owner writes: 40 services, long names, other hours."""
    long = OfferedService(key="long", name=LONG_NAME, minutes=45, price_cents=9550, also_called=(LONG_NAME,))
    many = tuple(
        OfferedService(key=f"s{n}", name=f"service number {n}", minutes=30, price_cents=None)
        for n in range(39)
    )
    eve = SpecialDay(name="Christmas Eve", spans=(Span(time(8), time(12)), Span(time(13), time(14))))
    hours = replace(agent.business.hours, special={date(2026, 12, 24): eve})
    business = replace(agent.business, name=LONG_NAME, hours=hours, services=(long, *many))
    return replace(agent, name=LONG_NAME, greeting="Good morning. " * 20, business=business)


async def test_no_agent_page_has_a_serious_fault(
    visitor: Visitor, people: People, services: Services, world: World
) -> None:
    agent = world.dental.agent
    at = f"/agents/{agent.id}"
    assert await visitor.faults_of([at, f"{at}/versions/1", "/agents/new"], people.owner) == []
    await services.agent_drafts.change(agent.account_id, agent.id, _full, revision=None, by=LONG_NAME)
    assert await visitor.faults_of([at, f"{at}/diff", f"{at}/versions"], people.viewer) == []


async def test_a_second_agent_makes_the_page_a_list(visitor: Visitor, people: People) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/agents/new")
        await page.fill("#name", "May")
        await page.click("text=Make the agent")
        await page.wait_for_selector("text=May can take calls as it is.")
        await page.goto("/agents")
        assert await page.locator(".agent-row").count() == 2
        assert await faults(page) == []
