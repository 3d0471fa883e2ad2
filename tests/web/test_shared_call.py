"""A call behind a link, as somebody without an account sees it."""

from __future__ import annotations

import io
import wave
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from callbook import Callbook
from dialora.domain.notes import Author
from dialora.domain.sharing import Days
from dialora.services.bundle import Services
from dialora.store.scope import Store
from sites import Clock, People
from worlds import NOW, World

ADA = Author(id="memb_ada", name="Ada Quill")


@pytest.fixture
def services(site: FastAPI) -> Services:
    services: Services = site.state.services
    return services


@pytest.fixture
def book(store: Store, world: World, services: Services) -> Callbook:
    return Callbook(store=store, tenancy=world.dental, recordings=services.recordings)


async def _link(services: Services, book: Callbook, *, with_sound: bool) -> str:
    call = await book.booked(NOW)
    _, token = await services.share_links.make(
        call.account_id, call.id, days=Days.SEVEN, with_sound=with_sound, by=ADA
    )
    return f"/shared/{token}"


async def test_whoever_has_the_link_reads_the_call_and_nothing_else(
    program: httpx.AsyncClient, people: People, services: Services, book: Callbook
) -> None:
    answer = await program.get(await _link(services, book, with_sound=False))
    assert answer.status_code == 200
    assert "Thursday at three is good." in answer.text
    assert "without the sound" in answer.text
    # Neither who called from where, nor any way further in.
    for hidden in ("212", "/calls", "Sign out", "csrf", people.owner.email, "What it cost"):
        assert hidden not in answer.text, hidden


async def test_the_page_is_kept_nowhere_found_by_nobody_and_sets_no_cookie(
    program: httpx.AsyncClient, services: Services, book: Callbook
) -> None:
    address = await _link(services, book, with_sound=True)
    for part in ("", "/recording", "/waveform", "-nothing"):
        answer = await program.get(address + part)
        assert "noindex" in answer.headers["x-robots-tag"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "no-store" in answer.headers["cache-control"]
        assert "set-cookie" not in answer.headers


async def test_with_the_sound_it_can_be_heard_from_any_place(
    program: httpx.AsyncClient, services: Services, book: Callbook
) -> None:
    address = await _link(services, book, with_sound=True)
    whole = await program.get(f"{address}/recording")
    with wave.open(io.BytesIO(whole.content)) as played:
        assert played.getnchannels() == 2
    part = await program.get(f"{address}/recording", headers={"Range": "bytes=30000-30099"})
    assert (part.status_code, part.content) == (206, whole.content[30_000:30_100])
    assert "<path" in (await program.get(f"{address}/waveform")).text


async def test_without_the_sound_there_is_none_to_fetch(
    program: httpx.AsyncClient, services: Services, book: Callbook
) -> None:
    address = await _link(services, book, with_sound=False)
    for part in ("recording", "waveform"):
        assert (await program.get(f"{address}/{part}")).status_code == 404


async def test_a_link_that_has_ended_says_so_calmly(
    program: httpx.AsyncClient, services: Services, book: Callbook, clock: Clock
) -> None:
    address = await _link(services, book, with_sound=True)
    clock.move(timedelta(days=7))
    ended = await program.get(address)
    assert ended.status_code == 410
    assert "This link has ended" in ended.text
    assert "Ada Quill" not in ended.text
    for part in ("recording", "waveform"):
        assert (await program.get(f"{address}/{part}")).status_code == 404


@pytest.mark.parametrize("token", ["x", "%00", "%F0%9F%98%80", "a" * 2_000, "%ED%A0%80"])
async def test_a_link_nobody_made_leads_nowhere(token: str, program: httpx.AsyncClient) -> None:
    answer = await program.get(f"/shared/{token}")
    assert answer.status_code == 404
