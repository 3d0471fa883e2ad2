"""The feed a calendar program reads: what is in it, what never is, and that it can be closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar as ICalendar

from dialora.domain.accounts import Account, Standing
from dialora.domain.appointments import Appointment, AppointmentStatus, Calendar, CalendarFeed
from dialora.domain.phone import PhoneNumber
from dialora.services.appointments import Change, service_of
from dialora.services.calendar_feeds import FeedContent
from dialora.web.icalendar_form import clean, icalendar_of
from sites import ADDRESS, Clock
from worlds import NOW, World

TEN = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)


async def _book(site: FastAPI, world: World, at: datetime = TEN, name: str = "Ada Quill") -> Appointment:
    agent = world.dental.agent
    booked: Appointment = await site.state.services.appointments.book(
        agent,
        service_of(agent, "cleaning"),
        at,
        name=name,
        phone=PhoneNumber("+12125550147"),
        call_id=None,
    )
    return booked


async def _make(site: FastAPI, world: World, *, with_names: bool = True, all: bool = True) -> str:
    _, token = await site.state.services.calendar_feeds.make(
        world.dental.account.id,
        calendar_id=None if all else world.dental.calendar.id,
        with_names=with_names,
    )
    return f"/feeds/{token}.ics"


async def test_a_calendar_program_reads_what_is_booked(
    site: FastAPI, program: httpx.AsyncClient, world: World
) -> None:
    booked = await _book(site, world)
    for everything in (True, False):
        answer = await program.get(await _make(site, world, all=everything))
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        calendar = ICalendar.from_ical(answer.content)
        title = "Bright Smile Dental" if everything else "Bright Smile Dental: Chair 1"
        assert (str(calendar["x-wr-calname"]), str(calendar["name"])) == (title, title)
        [event] = calendar.walk("VEVENT")
        assert (event["dtstart"].dt, event["dtend"].dt) == (booked.starts_at, booked.ends_at)
        assert (str(event["summary"]), str(event["location"])) == ("Cleaning: Ada Quill", "Chair 1")
        assert (str(event["status"]), int(event["sequence"])) == ("CONFIRMED", 0)
        assert str(event["url"]) == f"{ADDRESS}/appointments/{booked.id}"
        assert "212" not in answer.text, "a phone number is nobody's business there"


async def test_without_names_nobody_is_named(site: FastAPI, program: httpx.AsyncClient, world: World) -> None:
    await _book(site, world)
    text = (await program.get(await _make(site, world, with_names=False))).text
    assert "SUMMARY:Cleaning\r\n" in text
    assert "Quill" not in text


async def test_what_is_moved_or_canceled_keeps_its_name_and_counts_up(
    site: FastAPI, program: httpx.AsyncClient, world: World, clock: Clock
) -> None:
    appointments, address = site.state.services.appointments, await _make(site, world)
    booked = await _book(site, world)

    async def event() -> tuple[str, int, str, datetime, datetime]:
        [it] = ICalendar.from_ical((await program.get(address)).content).walk("VEVENT")
        return str(it["uid"]), int(it["sequence"]), str(it["status"]), it["dtstart"].dt, it["dtstamp"].dt

    name = f"{booked.id}@dialora"
    assert await event() == (name, 0, "CONFIRMED", TEN, NOW)
    clock.move(timedelta(hours=1))
    later = TEN + timedelta(hours=1)
    await appointments.change(booked.account_id, booked.id, Change(starts_at=later))
    assert await event() == (name, 1, "CONFIRMED", later, NOW + timedelta(hours=1))
    await appointments.cancel(booked.account_id, booked.id)
    assert await event() == (name, 2, "CANCELLED", later, NOW + timedelta(hours=1))


async def test_what_a_program_has_already_is_not_sent_again(
    site: FastAPI, program: httpx.AsyncClient, world: World, clock: Clock
) -> None:
    await _book(site, world)
    address = await _make(site, world)
    first = await program.get(address)
    clock.move(timedelta(minutes=20))
    for known in (first.headers["etag"], f'W/{first.headers["etag"]}, "other"', "*"):
        again = await program.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    await _book(site, world, TEN + timedelta(hours=4), name="Bo Reed")
    fresh = await program.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert fresh.status_code == 200
    assert "Bo Reed" in fresh.text
    assert (await program.head(address)).headers["etag"] == fresh.headers["etag"]


async def test_a_revoked_address_is_nobodys(site: FastAPI, program: httpx.AsyncClient, world: World) -> None:
    feeds, address = site.state.services.calendar_feeds, await _make(site, world)
    assert (await program.get(address)).status_code == 200
    [feed] = await feeds.in_use(world.dental.account.id)
    assert feed.read_at == NOW
    await feeds.revoke(world.dental.account.id, feed.id)
    for closed in (address, "/feeds/nobody.ics", "/feeds/%00.ics", f"/feeds/{'x' * 190}.ics"):
        assert (await program.get(closed)).status_code == 404, closed
    assert await feeds.in_use(world.dental.account.id) == ()


async def test_only_the_hash_of_the_secret_is_kept(site: FastAPI, world: World) -> None:
    address = await _make(site, world)
    [feed] = await site.state.services.calendar_feeds.in_use(world.dental.account.id)
    assert address.split("/")[2].removesuffix(".ics") not in repr(feed)


async def test_a_time_in_the_hour_that_comes_twice_is_one_instant(
    site: FastAPI, program: httpx.AsyncClient, world: World
) -> None:
    """1:30 AM on 1 November comes twice in New York; written in UTC it cannot be mistaken."""
    appointments = site.state.services.appointments
    for number in range(2):
        at = datetime(2027, 11, 7, 5 + number, 30, tzinfo=UTC)
        agent = world.dental.agent
        service = replace(service_of(agent, "cleaning"), minutes=30)
        await appointments.book(agent, service, at, name="Night", phone=None, call_id=None, by_hand=True)
    text = (await program.get(await _make(site, world))).text
    assert "DTSTART:20271107T053000Z" in text
    assert "DTSTART:20271107T063000Z" in text


# Whatever people are called, the file stays a file.

_ACCOUNT = Account(
    id="acct_sample",
    agency_id="agcy_sample",
    name="Sample Practice",
    seller="Sample Practice LLC",
    country="US",
    state="NY",
    zone="America/New_York",
    standing=Standing.ACTIVE,
    created_at=NOW,
)
_FEED = CalendarFeed(
    id="feed_sample",
    account_id=_ACCOUNT.id,
    calendar_id="cal_sample",
    with_names=True,
    token_hash=b"hash",
    created_at=NOW,
)


def _content(name: str, chair: str, service: str) -> FeedContent:
    appointment = Appointment(
        id="appt_sample",
        account_id=_ACCOUNT.id,
        calendar_id="cal_sample",
        service_key="any",
        service_name=service,
        starts_at=TEN,
        ends_at=TEN + timedelta(minutes=30),
        name=name,
        phone=PhoneNumber("+12125550147"),
        status=AppointmentStatus.BOOKED,
        call_id="call_sample",
        created_at=NOW,
    )
    calendar = Calendar(id="cal_sample", account_id=_ACCOUNT.id, name=chair, created_at=NOW)
    return FeedContent(
        feed=_FEED, account=_ACCOUNT, calendars={calendar.id: calendar}, appointments=(appointment,)
    )


_PROPERTIES = {
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"),
    *("SUMMARY", "LOCATION", "STATUS", "TRANSP", "URL"),
}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=80), st.text(min_size=1, max_size=80))
@example("Ada\r\nATTENDEE:mailto:a@example.com", "Chair; 1", "a,b\\nc")
@example("x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY", 'Chair "1"', "\\")
@example("\x85ORGANIZER:x\u2028URL:http://example.com\x0b\x00", "\ud800", "\u202eevil")
@example("ü" * 200, "漢字" * 30, "👩‍⚕️" * 20)
@example("\\N\\;\\,", "^n^'", "%0D%0A")
def test_no_name_breaks_the_file_or_adds_to_it(name: str, chair: str, service: str) -> None:
    text = icalendar_of(_content(name, chair, service), ADDRESS)
    lines = text.decode("utf-8").split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert not [line for line in lines if "\n" in line or "\r" in line]
    calendar = ICalendar.from_ical(text)
    [event] = calendar.walk("VEVENT")
    assert calendar.errors == event.errors == []
    assert {each.name for each in calendar.walk()} == {"VCALENDAR", "VEVENT"}
    assert set(event) == _PROPERTIES
    assert str(event["summary"]) == clean(f"{service[:1].upper() + service[1:]}: {name}")
    assert str(event["location"]) == clean(chair)
    # Read back as it is written: this property is younger than the reader.
    assert str(calendar["name"]).replace("\\", "") == clean(f"Sample Practice: {chair}")


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "a\r\n\tb", "  a  b "])
def test_what_cannot_be_seen_is_not_in_a_name(text: str) -> None:
    assert clean(text) == "a b"
