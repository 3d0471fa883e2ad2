"""A message that was left as sound can be heard where it is read of."""

from __future__ import annotations

from pathlib import Path

import httpx

from callbook import Callbook, recordings_in
from dialora.services.messages import Messages
from dialora.store.scope import Store
from sites import Clock, People, sign_in
from worlds import NOW, World


async def test_the_messages_page_and_the_call_play_it(
    browser: httpx.AsyncClient, store: Store, clock: Clock, people: People, world: World, tmp_path: Path
) -> None:
    book = Callbook(store=store, tenancy=world.dental, recordings=recordings_in(tmp_path, store))
    call = await book.booked(NOW)
    await Messages(store=store, clock=clock).take(
        call.account_id, name="", text="", phone=call.peer, call_id=call.id
    )
    await sign_in(browser, people.owner)
    page = (await browser.get("/messages")).text
    assert f'<audio controls preload="none" src="/calls/{call.id}/recording"' in page
    assert "Left as sound" in page
    assert "Left as sound" in (await browser.get(f"/calls/{call.id}")).text
