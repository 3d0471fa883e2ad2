"""Strangers who hide their number show one that nobody has: pages and letters bear it."""

from __future__ import annotations

import httpx

from dialora.dialogue.spoken.phone_numbers import digit_by_digit, region_of
from dialora.domain.phone import PhoneNumber
from dialora.store.scope import Store
from sites import People, bearer, sign_in
from store.filled import call_of
from worlds import World

NOBODYS = PhoneNumber("+999123456789")


async def test_a_caller_whose_number_cannot_be_is_shown_as_it_came(
    browser: httpx.AsyncClient, store: Store, people: People, world: World
) -> None:
    call = call_of(world.dental, decision_id=None, peer=NOBODYS)
    async with store.account(call.account_id) as scope:
        await scope.calls.add(call)
    await sign_in(browser, people.owner)
    for page in ("/", "/calls", f"/calls/{call.id}"):
        shown = await browser.get(page, follow_redirects=True)
        assert (page, shown.status_code) == (page, 200)
        assert NOBODYS.e164 in shown.text


async def test_somebody_at_such_a_number_is_not_called(
    program: httpx.AsyncClient, people: People, world: World
) -> None:
    asked = {"to": NOBODYS.e164, "agent_id": world.dental.agent.id}
    refused = await program.post("/v1/calls", json=asked, headers=bearer(people.dental_key))
    assert refused.status_code == 403
    assert "NUMBER_INVALID" in refused.json()["decision"]["all_reasons"]


def test_it_is_read_back_as_it_came() -> None:
    assert NOBODYS.spaced == NOBODYS.e164
    assert PhoneNumber("+12125550123").spaced == "+1 212-555-0123"
    assert digit_by_digit(NOBODYS) == "9 9 9 1 2 3 4 5 6 7 8 9"
    assert region_of(NOBODYS) == "US"
