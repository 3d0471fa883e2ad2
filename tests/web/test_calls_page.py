"""The list of calls as it is asked for in its address, kept as views, and taken away as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from callbook import Callbook, recordings_in
from dialora.services.call_index import CallIndex
from dialora.store.scope import Store
from sites import People, csrf_token, sign_in
from worlds import NOW, World


@pytest.fixture
def book(store: Store, world: World, tmp_path: Path) -> Callbook:
    return Callbook(store=store, tenancy=world.dental, recordings=recordings_in(tmp_path, store))


async def shown(browser: httpx.AsyncClient, address: str) -> list[str]:
    """The calls on a page."""
    answer = await browser.get(address, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return re.findall(r'class="row call-row" href="/calls/(\w+)"', answer.text)


async def test_the_address_says_what_is_shown(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    old = await book.lost(NOW - timedelta(days=3))
    booked, lost = await book.booked(NOW), await book.lost(NOW)
    await CallIndex(store=book.store).catch_up()
    await sign_in(browser, people.owner)
    for address, calls in {
        "/calls": [lost, booked, old],
        "/calls?result=lost": [lost, old],
        "/calls?result=lost&when=today": [lost],
        "/calls?to=2026-11-23": [old],
        "/calls?from=2026-11-24&q=quill": [booked],
        "/calls?q=&result=lost&when=&from=": [lost, old],
        "/calls?q=nothing+of+the+kind": [],
    }.items():
        assert await shown(browser, address) == [call.id for call in calls], address


@pytest.mark.parametrize(
    "address",
    [
        "/calls?result=splendid",
        "/calls?when=never",
        "/calls?from=0000-00-00",
        "/calls?to=9999-12-31",
        "/calls?who=12",
        "/calls?tag=" + "x" * 60,
        "/calls?after=call_nobody",
        "/calls.csv?result=splendid",
    ],
)
async def test_what_cannot_be_asked_is_said_so(
    address: str, browser: httpx.AsyncClient, people: People
) -> None:
    await sign_in(browser, people.owner)
    assert (await browser.get(address)).status_code == 422


async def test_the_newest_calls_come_in_above_and_nothing_is_sent_where_nothing_changed(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    first = await book.opted_out(NOW)
    await sign_in(browser, people.owner)
    page = (await browser.get("/calls")).text
    again = re.findall(r'id="newest" hx-get="([^"]+)"', page)[0].replace("&amp;", "&")
    script = {"HX-Request": "true"}
    assert (await browser.get(again, headers=script)).status_code == 204
    newer = await book.opted_out(NOW + timedelta(minutes=1))
    answer = await browser.get(again, headers=script)
    assert re.findall(r'href="/calls/(call_\w+)"', answer.text) == [newer.id, first.id]


async def test_a_view_is_saved_opened_with_and_removed(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    await book.booked(NOW)
    lost = await book.lost(NOW)
    await sign_in(browser, people.owner)
    token = await csrf_token(browser)
    form = {"csrf_token": token, "name": "Lost ones", "query": "result=lost", "default": "true"}
    saved = await browser.post("/calls/views", data=form)
    assert saved.status_code == 303
    assert await shown(browser, "/calls") == [lost.id]
    assert len(await shown(browser, "/calls?view=all")) == 2
    page = (await browser.get("/calls?view=all")).text
    assert "Lost ones" in page
    view = saved.headers["location"].split("view=")[1]
    await browser.post(f"/calls/views/{view}/open-with", data={"csrf_token": token, "on": "false"})
    assert len(await shown(browser, "/calls")) == 2
    await browser.post(f"/calls/views/{view}/remove", data={"csrf_token": token})
    assert "Lost ones" not in (await browser.get("/calls?view=all")).text


async def test_a_shared_view_is_everybodys_and_an_own_one_nobody_elses(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    await book.lost(NOW)
    await sign_in(browser, people.owner)
    token = await csrf_token(browser)
    for name, shared in (("For all", "true"), ("For me", "false")):
        form = {"csrf_token": token, "name": name, "query": "result=lost", "shared": shared}
        assert (await browser.post("/calls/views", data=form)).status_code == 303
    await sign_in(browser, people.viewer)
    page = (await browser.get("/calls")).text
    assert "For all" in page
    assert "For me" not in page
    assert "Save this view" not in (await browser.get("/calls?result=lost")).text
    form = {"csrf_token": await csrf_token(browser), "name": "Mine", "query": "result=lost"}
    assert (await browser.post("/calls/views", data=form)).status_code == 403


async def test_the_file_holds_every_call_and_no_formula(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    for n in range(3):
        await book.opted_out(NOW - timedelta(days=n + 1))
    evil = await book.booked(NOW, name='=HYPERLINK("http://example.com","Ada")')
    await sign_in(browser, people.viewer)
    answer = await browser.get("/calls.csv?when=")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 4
    assert rows[0]["call"] == evil.id
    assert rows[0]["name"] == '\'=HYPERLINK("http://example.com","Ada")'
    assert rows[0]["caller"] == "+12125550147"
    assert rows[0]["began"] == "2026-11-26 09:00"
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=@\t\r-" and cell]


async def test_today_is_the_first_page_and_is_sent_again_only_when_it_changed(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    await book.left_a_message(NOW)
    assert (await sign_in(browser, people.owner)).headers["location"] == "/"
    page = (await browser.get("/")).text
    assert "Needs you" in page
    again = re.findall(r'hx-get="(/\?seen=\w+)"', page)[0]
    script = {"HX-Request": "true"}
    assert (await browser.get(again, headers=script)).status_code == 204
    await book.lost(NOW)
    answer = await browser.get(again, headers=script)
    assert "Lost: the server stopped during the call" in answer.text
    assert "<html" not in answer.text


async def test_a_message_is_marked_answered_and_that_is_undone(
    browser: httpx.AsyncClient, people: People, book: Callbook
) -> None:
    await book.left_a_message(NOW)
    await sign_in(browser, people.owner)
    token = {"X-CSRF-Token": await csrf_token(browser), "HX-Request": "true"}
    page = (await browser.get("/messages")).text
    message = re.findall(r'id="(msg_\w+)"', page)[0]
    row = await browser.post(f"/messages/{message}/answer", headers=token)
    assert "Undo" in row.text
    assert message not in (await browser.get("/messages")).text
    assert message in (await browser.get("/messages?answered=true")).text
    assert "Mark answered" in (await browser.post(f"/messages/{message}/reopen", headers=token)).text
    assert message in (await browser.get("/messages")).text
