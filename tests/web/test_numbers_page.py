"""Settings, numbers: what the carrier says of them, and who may ask it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx

from dialora.domain.numbers import Ownership
from dialora.store.scope import Store
from sites import Clock, People, csrf_token, sign_in
from worlds import World

PAGE = "/settings/numbers"


async def test_a_number_may_be_shown_while_the_carriers_word_is_fresh(
    browser: httpx.AsyncClient, people: People, clock: Clock
) -> None:
    await sign_in(browser, people.owner)
    page = (await browser.get(PAGE)).text
    assert "Yours at the carrier" in page
    assert ">Shown<" in page
    clock.move(timedelta(hours=24))
    await sign_in(browser, people.owner)
    page = (await browser.get(PAGE)).text
    assert "Asked again before the next call" in page
    assert ">Shown<" not in page


async def test_a_number_that_the_carrier_does_not_vouch_for_says_so(
    browser: httpx.AsyncClient, people: People, store: Store, world: World
) -> None:
    async with store.account(world.dental.account.id) as scope:
        await scope.numbers.save(replace(world.dental.number, ownership=Ownership.NONE, verified=False))
    await sign_in(browser, people.owner)
    assert "The carrier does not say it is yours" in (await browser.get(PAGE)).text


async def test_a_number_names_the_agent_who_answers_it(
    browser: httpx.AsyncClient, people: People, store: Store, world: World
) -> None:
    await sign_in(browser, people.owner)
    assert f'<a href="/agents/{world.dental.agent.id}">Robin</a> answers' in (await browser.get(PAGE)).text
    async with store.account(world.dental.account.id) as scope:
        await scope.numbers.save(replace(world.dental.number, agent_id=None))
    assert "Nobody answers" in (await browser.get(PAGE)).text


async def test_a_carrier_that_cannot_be_asked_is_said_so_and_nothing_changes(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.owner)
    path = f"{PAGE}/{world.dental.number.id}/verify"
    answer = await browser.post(path, data={"csrf_token": await csrf_token(browser)})
    assert answer.status_code == 502
    assert "Nothing was changed" in answer.text
    assert ">Shown<" in answer.text


async def test_a_viewer_reads_and_does_not_ask(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.viewer)
    assert "Ask now" not in (await browser.get(PAGE)).text
    path = f"{PAGE}/{world.dental.number.id}/verify"
    answer = await browser.post(path, data={"csrf_token": await csrf_token(browser)})
    assert answer.status_code == 403
