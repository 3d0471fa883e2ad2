"""The pages of appointments: a week, a day, the list; booking, moving and canceling, and undoing each."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from dialora.domain.accounts import Role
from dialora.domain.agents import OpeningHours
from dialora.domain.appointments import Appointment
from dialora.services.appointments import service_of
from dialora.store.scope import Store
from sites import Clock, People, csrf_token, sign_in
from worlds import World


@pytest.fixture
async def appointment(site: FastAPI, world: World) -> Appointment:
    return await _book(site, world, "2026-12-03T15:00:00-05:00", "Ada Quill")


async def test_appointments_are_listed_by_day_in_the_business_s_own_time(
    browser: httpx.AsyncClient, people: People, site: FastAPI, world: World, appointment: Appointment
) -> None:
    await _book(site, world, "2026-11-27T09:00:00-05:00", "Bo Reed")
    await sign_in(browser, people.owner)
    page = (await browser.get("/appointments?view=list")).text
    said = [
        page.index(words) for words in ("Tomorrow, Fri 27 Nov", "09:00–09:45", "Thu 3 Dec", "15:00–15:45")
    ]
    assert said == sorted(said)


@pytest.mark.parametrize(
    "query", ["first=9999-12-31", "first=0001-01-01&past=true", "day=9999-12-31", "view=day&day=0001-01-01"]
)
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
    page = (await browser.get("/appointments?view=list")).text
    assert "Ada Quill" in page
    assert "Cancel<" not in page
    assert "New appointment" not in page
    form = {"csrf_token": await csrf_token(browser)}
    assert (await browser.post(f"/appointments/{appointment.id}/cancel", data=form)).status_code == 403


def drawn(page: str) -> dict[str, Any]:
    """What the calendar on the page is given."""
    found = re.search(r'id="drawn-data">(.+?)</script>', page)
    assert found, "nothing is drawn"
    given: dict[str, Any] = json.loads(found[1])
    return given


async def _script(browser: httpx.AsyncClient) -> dict[str, str]:
    return {"X-CSRF-Token": await csrf_token(browser), "Accept": "application/json"}


async def test_a_week_is_drawn_with_what_is_booked_and_what_is_closed(
    browser: httpx.AsyncClient, people: People, appointment: Appointment
) -> None:
    await sign_in(browser, people.viewer)
    page = (await browser.get("/appointments?day=2026-12-03")).text
    assert "30 November – 6 December 2026" in page
    week = drawn(page)
    [card] = week["appointments"]
    assert (card["id"], card["starts"], card["time"]) == (
        appointment.id,
        "2026-12-03T15:00:00",
        "15:00–15:45",
    )
    assert (card["version"], card["with"], card["past"]) == (1, "Chair 1", False)
    # Lunch on Monday, and all of Sunday.
    assert {"starts": "2026-11-30T12:00:00", "ends": "2026-11-30T13:00:00", "calendar": None} in week[
        "closed"
    ]
    assert week["closed"][-1]["ends"] == "2026-12-07T00:00:00"
    assert week["hours"] == ["07:00", "18:00"]


async def test_a_week_in_which_the_clocks_change_shows_what_the_wall_shows(
    browser: httpx.AsyncClient, people: People, site: FastAPI, world: World, clock: Clock
) -> None:
    clock.move(datetime.fromisoformat("2027-03-08T09:00:00-05:00") - clock.now())
    before = await _book(site, world, "2027-03-13T09:00:00-05:00", "Before")
    after = await _book(site, world, "2027-03-15T09:00:00-04:00", "After")
    assert after.starts_at - before.starts_at == timedelta(hours=47)
    await sign_in(browser, people.owner)
    week = drawn((await browser.get("/appointments?day=2027-03-10")).text)
    assert [card["time"] for card in week["appointments"]] == ["09:00–09:45"]
    assert week["offset"] == "-05:00"
    next_week = drawn((await browser.get("/appointments?day=2027-03-16")).text)
    assert [card["time"] for card in next_week["appointments"]] == ["09:00–09:45"]
    headers = await _script(browser)
    sunday = {"starts_at": "2027-03-14T02:30", "version": "1"}
    moved = (await browser.post(f"/appointments/{before.id}", data=sunday, headers=headers)).json()
    assert "The clocks skip that hour, so it is at 03:30." in moved["remark"]
    assert "03:30–04:15" in moved["said"]


async def test_in_the_hour_that_comes_twice_a_card_that_is_not_moved_stays(
    browser: httpx.AsyncClient, people: People, site: FastAPI, world: World, clock: Clock
) -> None:
    clock.move(datetime.fromisoformat("2027-11-01T09:00:00-04:00") - clock.now())
    agent = world.dental.agent
    second = datetime.fromisoformat("2027-11-07T01:30:00-05:00")
    booked = await site.state.services.appointments.book(
        agent, service_of(agent, "cleaning"), second, name="Night", phone=None, call_id=None, by_hand=True
    )
    await sign_in(browser, people.owner)
    headers = await _script(browser)
    asked = {"starts_at": "2027-11-07T01:30", "minutes": "60", "version": "1"}
    done = await browser.post(f"/appointments/{booked.id}", data=asked, headers=headers)
    assert done.json()["version"] == 2
    longer = await site.state.services.appointments.get(booked.account_id, booked.id)
    assert (longer.starts_at, longer.ends_at - longer.starts_at) == (second, timedelta(hours=1))


async def test_a_holiday_is_named_where_it_is_drawn_and_where_somebody_books_on_it(
    browser: httpx.AsyncClient, people: People, store: Store, world: World, appointment: Appointment
) -> None:
    agent = world.dental.agent
    hours = OpeningHours(week=agent.business.hours.week, holidays={date(2026, 12, 4): "Founders' Day & more"})
    async with store.account(agent.account_id) as scope:
        business = replace(agent.business, hours=hours)
        await scope.agents.save(replace(agent, business=business, version=2))
    await sign_in(browser, people.owner)
    page = (await browser.get("/appointments?day=2026-12-03")).text
    assert drawn(page)["days"] == {"2026-12-04": ["Founders' Day & more"]}
    headers = await _script(browser)
    to_the_holiday = {"starts_at": "2026-12-04T10:00"}
    moved = await browser.post(f"/appointments/{appointment.id}", data=to_the_holiday, headers=headers)
    assert moved.json()["remark"] == "The business is closed that day: Founders' Day & more."


async def test_booking_by_hand_says_where_and_how_to_undo_it(
    browser: httpx.AsyncClient, people: People, site: FastAPI, world: World
) -> None:
    await sign_in(browser, people.owner)
    form = {
        "service": f"{world.dental.agent.id}/cleaning",
        "name": "  Bo   Reed ",
        "starts_at": "2026-12-06T08:10",
        "phone": "(212) 555-0147",
    }
    headers = await _script(browser)
    done = (await browser.post("/appointments", data=form, headers=headers)).json()
    assert done["said"] == "Booked Bo Reed, Sun 6 Dec, 08:10–08:55, Chair 1."
    assert done["remark"] == "The business is closed that day."
    booked = await site.state.services.appointments.get(world.dental.account.id, done["id"])
    assert (booked.name, str(booked.phone)) == ("Bo Reed", "+12125550147")
    undone = await browser.post(done["undo"]["address"], data=done["undo"]["fields"], headers=headers)
    assert undone.json()["said"] == "Canceled Bo Reed."
    again = await browser.post(undone.json()["undo"]["address"], data={}, headers=headers)
    assert again.json()["said"] == "Bo Reed is booked again."


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": "soon"},
        {"starts_at": "9999-12-31T23:59"},
        {"starts_at": "0001-01-01T00:00+12:00"},
        {"name": "   "},
        {"name": "a\x00b"},
        {"phone": "nobody's"},
        {"phone": "1"},
        {"minutes": "0"},
        {"version": "1e9"},
        {"calendar_id": "cal_nowhere"},
    ],
)
async def test_what_cannot_be_understood_changes_nothing_and_is_no_bug(
    change: dict[str, str],
    browser: httpx.AsyncClient,
    people: People,
    site: FastAPI,
    appointment: Appointment,
) -> None:
    await sign_in(browser, people.owner)
    headers = await _script(browser)
    answer = await browser.post(f"/appointments/{appointment.id}", data=change, headers=headers)
    assert answer.status_code in (404, 422), answer.text
    assert await site.state.services.appointments.get(appointment.account_id, appointment.id) == appointment


async def test_a_form_without_scripts_moves_too_and_leads_to_the_day(
    browser: httpx.AsyncClient, people: People, appointment: Appointment
) -> None:
    await sign_in(browser, people.owner)
    page = (await browser.get(f"/appointments/{appointment.id}")).text
    assert 'value="2026-12-03T15:00"' in page
    form = {"csrf_token": await csrf_token(browser), "starts_at": "2026-12-04T09:00", "version": "1"}
    answer = await browser.post(f"/appointments/{appointment.id}", data=form)
    assert answer.headers["location"] == f"/appointments?first=2026-12-04#{appointment.id}"
    late = await browser.post(
        f"/appointments/{appointment.id}", data=form | {"starts_at": "2026-12-04T10:00"}
    )
    assert late.status_code == 409
    assert "Somebody else changed it meanwhile." in late.text


async def test_a_viewer_can_neither_book_nor_move(
    browser: httpx.AsyncClient, people: People, appointment: Appointment
) -> None:
    await sign_in(browser, people.viewer)
    headers = await _script(browser)
    form = {"starts_at": "2026-12-04T09:00", "service": "x", "name": "Bo"}
    for address in ("/appointments", f"/appointments/{appointment.id}", "/calendars"):
        assert (await browser.post(address, data=form, headers=headers)).status_code in (403, 422), address
    assert (await browser.get("/appointments/new")).status_code == 403
    assert "<form class=" not in (await browser.get(f"/appointments/{appointment.id}")).text


async def test_calendars_are_added_renamed_told_what_they_do_and_taken_out_of_use(
    browser: httpx.AsyncClient, people: People, site: FastAPI, world: World
) -> None:
    await sign_in(browser, people.owner)
    own = world.dental.calendar.id
    token = {"csrf_token": await csrf_token(browser)}
    await browser.post("/calendars", data=token | {"beside_id": own, "name": " Chair  2 "})
    [_, chair] = await site.state.services.calendars.of_account(world.dental.account.id)
    assert (chair.name, chair.beside_id) == ("Chair 2", own)
    form = {"name": "Window chair", "offered": ["cleaning", "checkup"], "does": ["checkup"]}
    changed = await browser.post(f"/calendars/{chair.id}", data=token | form)
    assert changed.status_code == 303, changed.text
    page = (await browser.get("/calendars")).text
    assert "Window chair" in page
    assert "Not for cleaning." in page
    await browser.post(f"/calendars/{chair.id}", data=token | {"in_use": "false"})
    assert "Nothing new is booked here." in (await browser.get("/calendars")).text
    [team] = await site.state.services.calendars.teams(world.dental.account.id)
    assert [each.id for each in team.serving] == [own]
    await browser.post(f"/calendars/{chair.id}", data=token | {"in_use": "true"})
    [team] = await site.state.services.calendars.teams(world.dental.account.id)
    assert len(team.serving) == 2


async def test_the_address_of_a_feed_is_shown_once_and_can_be_revoked(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, people: People, appointment: Appointment
) -> None:
    await sign_in(browser, people.owner)
    token = {"csrf_token": await csrf_token(browser)}
    page = (await browser.post("/calendars/feeds", data=token | {"with_names": "true"})).text
    found = re.search(r"(http://\S+\.ics)<", page)
    assert found
    assert f"webcal:{found[1].removeprefix('http:')}" in page
    assert "Ada Quill" in (await program.get(found[1])).text
    page = (await browser.get("/calendars")).text
    assert found[1] not in page
    revoke = re.search(r'action="(/calendars/feeds/\w+/revoke)"', page)
    assert revoke
    await browser.post(revoke[1], data=token)
    assert (await program.get(found[1])).status_code == 404


async def test_who_may_not_set_up_makes_no_feed_and_no_chair(
    browser: httpx.AsyncClient, people: People, store: Store, world: World
) -> None:
    async with store.account(world.dental.account.id) as scope:
        owner = await scope.members.get(people.owner.id)
        await scope.members.save(replace(owner, role=Role.MEMBER))
    await sign_in(browser, people.owner)
    token = {"csrf_token": await csrf_token(browser)}
    assert "Make an address" not in (await browser.get("/calendars")).text
    for address, form in (
        ("/calendars/feeds", {}),
        ("/calendars", {"beside_id": world.dental.calendar.id, "name": "Chair 2"}),
        (f"/calendars/{world.dental.calendar.id}", {"name": "Mine"}),
    ):
        assert (await browser.post(address, data=token | form)).status_code == 403, address


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
