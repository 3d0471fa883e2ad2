"""Talking to an agent from the browser: a fake microphone, and the real page, socket and voice engine."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page

from dialora.domain.accounts import Standing
from dialora.domain.calls import Call, EndReason, Line
from dialora.services.admission import MOST_TEST_CALLS
from dialora.services.bundle import Services
from dialora.store.scope import Store
from sites import People
from visitor import Visitor, faults
from worlds import World

NOTICE = "I'm an AI assistant"


@pytest.fixture
async def talk(visitor: Visitor, people: People) -> AsyncIterator[Page]:
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/talk")
        yield page


async def test_the_agent_is_heard_and_the_call_is_on_record(talk: Page, store: Store, world: World) -> None:
    await talk.click("[data-talk-button]")
    await talk.wait_for_selector(f"text={NOTICE}")
    await _moves(talk, "agent")
    await _moves(talk, "caller")
    await talk.wait_for_selector("text=How can I help you?")
    assert await faults(talk) == []
    await talk.click("text=Hang up")
    await talk.wait_for_selector("text=Asked for the opening hours")
    async with store.account(world.dental.account.id) as scope:
        (call,) = (await scope.calls.page()).items
        notices = await scope.notices.of_call(call.id)
    assert (call.line, call.test, call.end_reason) == (Line.BROWSER, True, EndReason.CALLER_HUNG_UP)
    assert [notice.kind for notice in notices] == ["ai_disclosure", "recording"]
    await talk.click("text=See the call")
    assert "Test call" in await talk.inner_text("h1")


async def test_after_a_call_there_can_be_another(talk: Page, store: Store, world: World) -> None:
    for _ in range(2):
        await talk.click("[data-talk-button]")
        await talk.wait_for_selector(f"text={NOTICE}")
        await talk.click("text=Hang up")
        await talk.wait_for_selector("text=See the call")
    assert len(await _calls(store, world)) == 2


async def test_a_refusal_says_why_and_leads_to_the_decision(talk: Page, store: Store, world: World) -> None:
    async with store.platform() as platform:
        await platform.accounts.set_standing(world.dental.account.id, Standing.SUSPENDED)
    await talk.click("[data-talk-button]")
    await talk.wait_for_selector(".note.refused")
    await talk.click("text=The whole decision")
    await talk.wait_for_url("**/decisions/*")
    assert "TENANT_SUSPENDED" in await talk.inner_text("main")


async def test_when_all_lines_are_busy_the_page_says_so(talk: Page, services: Services, world: World) -> None:
    for _ in range(MOST_TEST_CALLS):
        await services.calls.try_agent(world.dental.account.id, world.dental.agent.id)
    await talk.click("[data-talk-button]")
    await talk.wait_for_selector("text=All lines are busy")
    assert await talk.inner_text("[data-talk-label]") == "Talk"


async def test_a_page_that_is_not_https_says_what_to_do_and_calls_nobody(
    visitor: Visitor, people: People, store: Store, world: World
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', {value: false})")
        await page.goto("/talk")
        await page.click("[data-talk-button]")
        await page.wait_for_selector("text=Open Dialora through https")
        assert await page.inner_text("[data-talk-label]") == "Talk"
    assert await _calls(store, world) == []


async def test_without_a_microphone_the_page_says_what_to_do_and_calls_nobody(
    visitor: Visitor, people: People, store: Store, world: World
) -> None:
    refuse = (
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') }"
    )
    async with visitor.signed_in(people.owner) as page:
        await page.add_init_script(refuse)
        await page.goto("/talk")
        await page.click("[data-talk-button]")
        await page.wait_for_selector("text=Allow it beside the address")
        assert await page.inner_text("[data-talk-label]") == "Talk"
    assert await _calls(store, world) == []


async def test_a_lost_line_is_said_and_the_button_calls_again(talk: Page) -> None:
    await talk.add_init_script(
        "const Real = WebSocket;"
        "globalThis.WebSocket = class extends Real"
        " { constructor(...a) { super(...a); globalThis.lastSocket = this; } };"
    )
    await talk.goto("/talk")
    await talk.click("[data-talk-button]")
    await talk.wait_for_selector(f"text={NOTICE}")
    await talk.evaluate("lastSocket.close(4000)")
    await talk.wait_for_selector("text=The line was lost")
    assert await talk.inner_text("[data-talk-label]") == "Talk"


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000, 96_000])
async def test_the_microphone_s_rate_becomes_the_telephone_s_without_folding(talk: Page, rate: int) -> None:
    """A 1 kHz tone passes unharmed; 5 kHz, which 8 kHz cannot carry, does not come back as 3 kHz."""
    measure = """async (rate) => {
      const { Resampler } = await import('/static/talk/resample.js');
      const level = (hz) => {
        const made = new Resampler(rate, 8000);
        let out = [];
        for (let at = 0; at < rate; at += 128) {
          const sample = (_, n) => Math.sin((2 * Math.PI * hz * (at + n)) / rate);
          out.push(...made.push(Float32Array.from({ length: 128 }, sample)));
        }
        const steady = out.slice(1000, 7000);
        return [out.length, Math.sqrt((2 * steady.reduce((sum, x) => sum + x * x, 0)) / steady.length)];
      };
      return [level(1000), level(5000)];
    }"""
    (length, kept), (_, folded) = await talk.evaluate(measure, rate)
    assert abs(length - 8000) < 40
    assert kept == pytest.approx(1, abs=0.02)
    assert folded < 0.02


async def _calls(store: Store, world: World) -> list[Call]:
    async with store.account(world.dental.account.id) as scope:
        return list((await scope.calls.page()).items)


async def _moves(page: Page, meter: str) -> None:
    """Returns once a meter shows some sound."""
    await page.evaluate(
        """async (meter) => {
          const level = document.querySelector(`[data-meter=${meter}] .level`);
          while (level.getAttribute("y") > 80) await new Promise((drawn) => requestAnimationFrame(drawn));
        }""",
        meter,
    )
