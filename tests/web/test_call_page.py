"""A call's own page: what it shows, and what people put on it there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from callbook import LONG_NAME, Callbook
from dialora.domain.notes import Author
from dialora.services.bundle import Services
from dialora.services.costs import settle
from dialora.store.scope import Store
from sites import ADDRESS, People, csrf_token, sign_in
from worlds import NOW, World


@pytest.fixture
def services(site: FastAPI) -> Services:
    services: Services = site.state.services
    return services


@pytest.fixture
def book(store: Store, world: World, services: Services) -> Callbook:
    return Callbook(store=store, tenancy=world.dental, recordings=services.recordings)


async def _script(browser: httpx.AsyncClient) -> dict[str, str]:
    return {"X-CSRF-Token": await csrf_token(browser), "HX-Request": "true"}


async def _settled(store: Store, call_id: str, account_id: str) -> None:
    async with store.account(account_id) as scope:
        await settle(scope, await scope.calls.get(call_id), at=NOW)


async def test_the_page_says_how_fast_it_answered_why_and_what_it_cost(
    browser: httpx.AsyncClient, people: People, services: Services, book: Callbook, store: Store, world: World
) -> None:
    call = await book.booked(NOW)
    tried = await services.calls.try_agent(world.dental.account.id, world.dental.agent.id)
    async with store.account(call.account_id) as scope:
        decision_id = (await scope.calls.get(tried.call_id)).decision_id
        await scope.calls.save(replace(call, decision_id=decision_id))
    await _settled(store, call.id, call.account_id)
    await sign_in(browser, people.owner)
    page = (await browser.get(f"/calls/{call.id}")).text.replace("\xa0", " ")
    assert "5 of 6 answers came within 0.8 s, the slowest after 1.7 s." in page
    gates = re.findall(r'<p>(.+?)<span class="unseen">: (.+?)</span>', page)
    assert ("The account", "Passed") in gates
    assert f'href="/decisions/{decision_id}"' in page
    assert "What the carrier asked for this call is not known" in page
    assert 'href="/settings/carrier-price"' in page


async def test_a_long_call_is_broken_into_rows_and_its_outline_stays_small(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    call = await book.booked(NOW, exchanges=60)
    await sign_in(browser, people.owner)
    page = (await browser.get(f"/calls/{call.id}")).text
    starts = re.findall(r'class="strip-row" data-from-ms="(\d+)" data-span-ms="(\d+)"', page)
    assert starts == [("0", "300000"), ("300000", "300000")]
    outline = (await browser.get(f"/calls/{call.id}/waveform")).text
    assert outline.count('viewBox="0 0 300 104"') == 2
    assert outline.count("M") <= 2 * 2 * 300


async def test_a_call_without_sound_says_why(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    refused, message, gone = await book.refused(NOW), await book.left_a_message(NOW), await book.lost(NOW)
    await sign_in(browser, people.owner)
    for call, why in (
        (refused, "Nobody was connected"),
        (message, "did not want to be recorded"),
        (gone, "no longer on this server"),
    ):
        page = (await browser.get(f"/calls/{call.id}")).text
        assert page.count(why) == 1, why
        assert "data-play" not in page.replace("data-player", "")
        assert "data-hear-ms" not in page


async def test_a_running_call_leads_to_where_it_is_seen_live_and_is_not_called_back(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    running, over = await book.running(NOW), await book.booked(NOW)
    await sign_in(browser, people.owner)
    live, call_back = "Watch it live", "Call back"
    for call, offered, other in ((running, live, call_back), (over, call_back, live)):
        doors = (await browser.get(f"/calls/{call.id}")).text
        assert offered in doors
        assert other not in doors


async def test_a_call_still_running_is_loaded_anew_once_it_has_ended(
    browser: httpx.AsyncClient, people: People, book: Callbook, store: Store
) -> None:
    call = await book.running(NOW)
    await sign_in(browser, people.owner)
    asked = {"HX-Request": "true"}
    assert "hx-refresh" not in (await browser.get(f"/calls/{call.id}", headers=asked)).headers
    ended = await book.refused(NOW)
    assert (await browser.get(f"/calls/{ended.id}", headers=asked)).headers["hx-refresh"] == "true"


async def test_tags_are_added_offered_and_taken_off(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    call, other = await book.refused(NOW), await book.refused(NOW)
    await sign_in(browser, people.owner)
    script = await _script(browser)
    line = (await browser.post(f"/calls/{call.id}/tags", data={"tag": " Billing "}, headers=script)).text
    assert "Take off the tag billing" in line
    assert '<option value="billing">' in (await browser.get(f"/calls/{other.id}")).text
    line = (await browser.post(f"/calls/{call.id}/tags/remove", data={"tag": "billing"}, headers=script)).text
    assert "Take off" not in line


async def test_a_note_is_written_taken_away_and_brought_back(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    call = await book.refused(NOW)
    await sign_in(browser, people.owner)
    script = await _script(browser)
    text = "She asked <b>twice</b>.\nCall her back."
    notes = (await browser.post(f"/calls/{call.id}/notes", data={"text": text}, headers=script)).text
    assert "She asked &lt;b&gt;twice&lt;/b&gt;.\nCall her back." in notes
    address = re.search(r'action="(/calls/\S+/notes/\S+/delete)"', notes)
    assert address
    gone = (await browser.post(address[1], headers=script)).text
    assert "Call her back" not in gone
    back = re.search(r'action="(/calls/\S+/restore)"', gone)
    assert back
    assert "Call her back" in (await browser.post(back[1], headers=script)).text


async def test_nobody_is_offered_to_take_away_what_another_wrote(
    browser: httpx.AsyncClient, people: People, book: Callbook, services: Services
) -> None:
    call = await book.refused(NOW)
    other = Author(id="memb_bo", name="Bo Reed")
    note = await services.notes.add(call.account_id, call.id, "Mine alone.", by=other)
    await sign_in(browser, people.owner)
    assert "Take away" not in (await browser.get(f"/calls/{call.id}")).text
    answer = await browser.post(f"/calls/{call.id}/notes/{note.id}/delete", headers=await _script(browser))
    assert (answer.status_code, answer.json()["code"]) == (403, "note_of_another")


async def test_without_scripts_every_form_leads_back_to_the_page(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    call = await book.booked(NOW)
    await sign_in(browser, people.owner)
    token = {"csrf_token": await csrf_token(browser)}
    noted = await browser.post(f"/calls/{call.id}/notes", data=token | {"text": "Call back."})
    assert noted.headers["location"] == f"/calls/{call.id}#notes"
    tagged = await browser.post(f"/calls/{call.id}/tags", data=token | {"tag": "billing"})
    assert tagged.headers["location"] == f"/calls/{call.id}"
    shared = await browser.post(f"/calls/{call.id}/share-links", data=token | {"days": "1"})
    assert re.search(rf'value="{ADDRESS}/shared/[\w-]{{43}}"', shared.text)
    assert f"{ADDRESS}/shared/" not in (await browser.get(f"/calls/{call.id}")).text


async def test_a_viewer_reads_all_of_it_and_changes_nothing(
    browser: httpx.AsyncClient, people: People, book: Callbook, services: Services
) -> None:
    call = await book.booked(NOW)
    me = Author(id=people.viewer.id, name=people.viewer.name)
    note = await services.notes.add(call.account_id, call.id, "Call back.", by=me)
    await services.tags.add(call.account_id, call.id, "billing")
    await sign_in(browser, people.viewer)
    page = (await browser.get(f"/calls/{call.id}")).text
    assert "Call back." in page
    assert "billing" in page
    for offer in ("Keep the note", "Add a tag", "Take off", "Take away", "Make a link"):
        assert offer not in page
    token = {"csrf_token": await csrf_token(browser)}
    for address, form in {
        f"/calls/{call.id}/notes": {"text": "Mine"},
        f"/calls/{call.id}/notes/{note.id}/delete": {},
        f"/calls/{call.id}/tags": {"tag": "mine"},
        f"/calls/{call.id}/tags/remove": {"tag": "billing"},
        f"/calls/{call.id}/share-links": {"days": "7"},
        "/settings/carrier-price": {"price": "1", "currency": "USD", "source": "Mine"},
    }.items():
        assert (await browser.post(address, data=token | form)).status_code == 403, address


async def test_a_call_is_taken_along_under_names_that_say_what_it_is(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    call = await book.booked(NOW, name=LONG_NAME)
    nameless = await book.refused(NOW + timedelta(hours=1))
    await sign_in(browser, people.owner)
    names = {}
    for address in ("transcript.txt", "recording.wav", "export.json"):
        answer = await browser.get(f"/calls/{call.id}/{address}")
        names[address] = answer.headers["content-disposition"]
    stem = 'attachment; filename="call-2026-11-26-0900-maximiliana-theodora-anastasia-von'
    assert names == {address: f'{stem}.{address[-3:].replace("son", "json")}"' for address in names}
    plain = await browser.get(f"/calls/{nameless.id}/export.json")
    assert plain.headers["content-disposition"] == 'attachment; filename="call-2026-11-26-1000.json"'


async def test_the_words_are_taken_along_line_by_line(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    call, silent = await book.booked(NOW), await book.left_a_message(NOW)
    await sign_in(browser, people.owner)
    text = (await browser.get(f"/calls/{call.id}/transcript.txt")).text
    assert text.startswith("Bright Smile Dental: a call on Thursday 26 November 2026, 09:00")
    assert "[0:05] Caller: Hi, I would like to book a cleaning.\n" in text
    assert "[not heard:" in text
    assert text.index("[notice, to the end]") < text.index("[0:05] Caller")
    text = (await browser.get(f"/calls/{silent.id}/transcript.txt")).text
    assert "Caller: " in text
    assert "book a cleaning" not in text


async def test_a_price_is_named_by_whoever_sets_up_the_account(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.owner)
    token = {"csrf_token": await csrf_token(browser)}
    form = {"price": "0,0085", "currency": "usd", "step_s": "60", "source": "Price list"}
    wrong = await browser.post("/settings/carrier-price", data=token | form | {"price": "cheap"})
    assert wrong.status_code == 422
    assert "Write the price as a number" in wrong.text
    assert 'value="cheap"' in wrong.text
    assert (await browser.post("/settings/carrier-price", data=token | form)).status_code == 303
    own = form | {"number_id": world.dental.number.id, "price": "0.01", "step_s": "1"}
    await browser.post("/settings/carrier-price", data=token | own)
    page = (await browser.get("/settings/carrier-price")).text
    assert "$0.0085 a minute, each minute begun" in page
    assert page.count("Counts now") == 2


async def test_each_notice_is_shown_with_its_proof(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    call = await book.booked(NOW)
    async with book.store.account(call.account_id) as scope:
        [notice] = (await scope.notices.of_calls([call.id]))[call.id]
    await sign_in(browser, people.owner)
    page = (await browser.get(f"/calls/{call.id}")).text
    shown = page[page.index('class="notices"') :]
    assert notice.text in shown
    assert f"SHA-256 of the sound: {notice.audio_sha256}" in shown
    assert "English" in shown
