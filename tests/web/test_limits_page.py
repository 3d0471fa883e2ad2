"""Settings, limits: everybody of the account reads what its callers may use up."""

from __future__ import annotations

import re

import httpx

from dialora.domain.admission import CallLimits
from dialora.store.scope import Store
from sites import People, sign_in
from worlds import World


async def test_limits_are_shown_with_who_they_were_set_for(
    browser: httpx.AsyncClient, store: Store, world: World, people: People
) -> None:
    async with store.account(world.dental.account.id) as scope:
        await scope.limits.put(CallLimits(transfers_day=1200, longest_s=630, account_day=0))
    await sign_in(browser, people.viewer)
    page = (await browser.get("/settings/limits")).text
    rows = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr><td>(.*?)</tr>", page)]
    shown = {cells[0]: cells[1:] for row in rows for cells in [[it for it in row.split("|") if it.strip()]]}
    assert shown["Callers put through to a person within a day"] == ["1,200 callers", "This account"]
    assert shown["How long a call may last"] == ["10 min 30 s", "This account"]
    assert shown["Calls of all numbers within a day"] == ["No limit", "This account"]
    assert shown["Calls of one number within an hour"] == ["No limit", "Every account"]
