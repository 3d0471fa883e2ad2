"""The list of appointments: canceling, and undoing it."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest
from fastapi import FastAPI

from dialora.domain.appointments import Appointment
from dialora.services.appointments import service_of
from sites import People, csrf_token, sign_in
from worlds import World


@pytest.fixture
async def appointment(site: FastAPI, world: World) -> Appointment:
    return await _book(site, world, "2026-12-03T15:00:00-05:00", "Ada Quill")


async def test_appointments_are_listed_by_day_in_the_business_s_own_time(
    browser: httpx.AsyncClient, people: People, site: FastAPI, world: World, appointment: Appointment
) -> None:
    await _book(site, world, "2026-11-27T09:00:00-05:00", "Bo Reed")
    await sign_in(browser, people.owner)
    page = (await browser.get("/appointments")).text
    said = [
        page.index(words) for words in ("Tomorrow, Fri 27 Nov", "09:00–09:45", "Thu 3 Dec", "15:00–15:45")
    ]
    assert said == sorted(said)


@pytest.mark.parametrize("query", ["first=9999-12-31", "first=0001-01-01&past=true"])
async def test_a_day_no_calendar_can_reckon_with_is_the_askers_mistake(
    browser: httpx.AsyncClient, people: People, query: str
) -> None:
    await sign_in(browser, people.owner)
    assert (await browser.get(f"/appointments?{query}")).status_code == 422


async def test_canceling_answers_with_the_row_and_can_be_undone(
    browser: httpx.AsyncClient, people: People, appointment: Appointment
) -> None:
    await sign_in(browser, people.owner)
    script = {"X-CSRF-Token": await csrf_token(browser), "HX-Request": "true"}
    canceled = await browser.post(f"/appointments/{appointment.id}/cancel", headers=script)
    assert canceled.text.startswith("<li")
    assert "Undo" in canceled.text
    restored = await browser.post(f"/appointments/{appointment.id}/restore", headers=script)
    assert "Canceled" not in restored.text


async def test_undoing_fails_politely_when_the_time_was_taken_meanwhile(
    browser: httpx.AsyncClient, people: People, site: FastAPI, world: World, appointment: Appointment
) -> None:
    await sign_in(browser, people.owner)
    script = {"X-CSRF-Token": await csrf_token(browser), "HX-Request": "true"}
    await browser.post(f"/appointments/{appointment.id}/cancel", headers=script)
    await _book(site, world, "2026-12-03T15:00:00-05:00", "Bo Reed")
    answer = await browser.post(f"/appointments/{appointment.id}/restore", headers=script)
    assert answer.status_code == 200
    assert "That time has just been taken." in answer.text
    assert "Canceled" in answer.text


async def test_without_scripts_canceling_leads_back_to_the_list(
    browser: httpx.AsyncClient, people: People, appointment: Appointment
) -> None:
    await sign_in(browser, people.owner)
    form = {"csrf_token": await csrf_token(browser)}
    answer = await browser.post(f"/appointments/{appointment.id}/cancel", data=form)
    assert answer.headers["location"] == f"/appointments?first=2026-12-03#{appointment.id}"


async def test_a_viewer_cannot_cancel(
    browser: httpx.AsyncClient, people: People, appointment: Appointment
) -> None:
    await sign_in(browser, people.viewer)
    assert "Cancel<" not in (await browser.get("/appointments")).text
    form = {"csrf_token": await csrf_token(browser)}
    assert (await browser.post(f"/appointments/{appointment.id}/cancel", data=form)).status_code == 403


async def _book(site: FastAPI, world: World, at: str, name: str) -> Appointment:
    agent = world.dental.agent
    booked: Appointment = await site.state.services.appointments.book(
        agent,
        service_of(agent, "cleaning"),
        datetime.fromisoformat(at),
        name=name,
        phone=None,
        call_id=None,
    )
    return booked
