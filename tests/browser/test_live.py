"""The Live page with calls in progress: seen growing, listened to, ended, in both colours and both widths."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from playwright.async_api import Page

from dialora.domain.calls import EndReason, ToolUse
from dialora.domain.phone import PhoneNumber
from dialora.ports.dialogue import Did, Say, StopRecording
from dialora.ports.telephony import IncomingCall
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.services.calls import Answer
from dialora.testing import FakePhone, ScriptedDialogue
from sites import People
from visitor import WIDTHS, Visitor, faults_in_both_colours
from worlds import World

PATIENCE_S = 30.0
ANSWERS = {
    "cleaning": (
        Did(ToolUse(tool="find_slots", ok=True, took_ms=20)),
        Say("I have Thursday at three."),
    ),
    "recorded": (StopRecording(), Say("It is not recorded any more.")),
}


@pytest.fixture(autouse=True)
async def feed(services: Services, address: str) -> AsyncIterator[None]:
    CARRIERS.discover("dialora.providers.telephony")
    running = asyncio.create_task(services.live.feed.run())
    await services.live.feed.hears.wait()
    yield
    services.live.feed.close()
    running.cancel()
    await asyncio.wait([running])


@asynccontextmanager
async def calling(services: Services, world: World, sid: str = "CA01") -> AsyncIterator[FakePhone]:
    """Somebody calls the dental practice."""
    answer = await services.calls.answer(
        IncomingCall(
            carrier="twilio",
            carrier_call_id=sid,
            carrier_account_id=world.dental.number.carrier_account_id,
            called=world.dental.number.number,
            caller=PhoneNumber(f"+120255501{40 + int(sid[2:])}"),
        )
    )
    assert isinstance(answer, Answer)
    ticket = await services.calls.connect(answer.token, carrier_call_id=sid)
    live = replace(services.live, dialogue_for=lambda agent, call, words: ScriptedDialogue(ANSWERS))
    phone = FakePhone()
    line, call = asyncio.create_task(phone.carry()), asyncio.create_task(live.run(ticket, phone))
    try:
        yield phone
    finally:
        if not call.done():
            phone.hangs_up()
        phone.record = await call
        line.cancel()
        await asyncio.wait([line])


async def test_a_call_grows_before_the_eyes_of_who_watches_and_is_ended_by_hand(
    visitor: Visitor, people: People, services: Services, world: World
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/live")
        await page.wait_for_selector(".connection.open")
        assert "No call is in progress" in await page.inner_text("main")
        async with calling(services, world) as phone:
            await page.wait_for_selector(".live-call >> text=+1 202 555 0141")
            assert await page.is_hidden("text=No call is in progress")
            assert await page.is_disabled("[data-listen]"), "the notice has not been heard"
            await page.wait_for_selector("[data-listen]:not(:disabled)")
            await phone.says("I would like a cleaning")
            await page.wait_for_selector(".line.caller >> text=I would like a cleaning")
            await page.wait_for_selector(".line.agent >> text=I have Thursday at three.")
            await page.wait_for_selector(".used >> text=Looked up free times")
            assert await page.locator(".live-strip .tool").count() == 1
            said = await page.locator(".live-lines .line").all_inner_texts()
            await page.reload()
            await page.wait_for_selector(".line.agent >> text=I have Thursday at three.")
            assert await page.locator(".live-lines .line").all_inner_texts() == said
            await _listens(page)
            await page.click("text=End the call")
            await page.click("text=Press again to end it")
            await page.wait_for_selector(".live-call.over >> text=Ended by one of your people")
        assert phone.record is not None
        assert phone.record.reason is EndReason.ENDED_BY_MEMBER
        await page.click(".live-call a")
        await page.wait_for_url("**/calls/call_*")


async def _listens(page: Page) -> None:
    await page.click("[data-listen]")
    await page.wait_for_selector("[data-listen][aria-pressed=true] >> text=Stop listening")
    await page.click("text=Stop listening")
    await page.wait_for_selector("text=Listen in")


async def test_words_go_from_the_page_when_the_caller_refuses_to_be_recorded(
    visitor: Visitor, people: People, services: Services, world: World
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/live")
        async with calling(services, world) as phone:
            await page.wait_for_selector("[data-listen]:not(:disabled)")
            await page.click("[data-listen]")
            await page.wait_for_selector("text=Stop listening")
            await phone.says("I do not want to be recorded")
            await page.wait_for_selector("text=did not want to be recorded")
            await page.wait_for_selector("[data-listen][aria-pressed=false]", state="hidden")
            await phone.hears("not recorded any more")
            assert await page.locator(".live-lines .line").count() == 0


async def test_a_caller_is_put_through_from_the_page(
    visitor: Visitor, people: People, services: Services, world: World
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/live")
        async with calling(services, world) as phone:
            await page.click("text=Put through to the front desk")
            await page.wait_for_selector("text=is putting the caller through to the front desk")
            await page.wait_for_selector(".live-call.over >> text=Handed to a person")
        assert phone.record is not None
        assert phone.record.outcome == "Put through to the front desk"


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_live_page_has_no_serious_fault(
    width: int, visitor: Visitor, people: People, services: Services, world: World
) -> None:
    async with calling(services, world) as first, calling(services, world, "CA02"):
        await first.hears("recorded and transcribed")
        for member, ends in ((people.owner, 2), (people.viewer, 0)):
            async with visitor.signed_in(member, width=width) as page:
                await page.goto("/live")
                await page.wait_for_selector(".live-call >> nth=1")
                assert await page.locator("[data-end]:visible").count() == ends
                assert await faults_in_both_colours(page) == []
