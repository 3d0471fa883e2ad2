"""Appointments as iCalendar (RFC 5545): in UTC, so that no clock change can shift them."""

from __future__ import annotations

import re
from datetime import timedelta

from icalendar import Calendar, Event, vDuration, vText

from dialora.domain.appointments import Appointment, AppointmentStatus
from dialora.services.calendar_feeds import FeedContent
from dialora.web.words import sentence_case

#: How often a program may ask again.
_REFRESH = timedelta(minutes=15)
#: What a name must not hold in a file made of lines: controls, and signs that turn the direction of text.
_UNPRINTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)


def icalendar_of(content: FeedContent, public_url: str) -> bytes:
    """The whole calendar. The same appointments give the same bytes."""
    # Said to be text: of names it does not know the library escapes nothing.
    name = vText(clean(_title(content)))
    calendar = Calendar()
    calendar.add("prodid", "-//Dialora//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", content.account.zone)
    calendar.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_REFRESH))
    for appointment in content.appointments:
        calendar.add_component(_event(content, appointment, public_url))
    written: bytes = calendar.to_ical()
    return written


def clean(text: str) -> str:
    """A name or a title on one line, with nothing in it that is not to be seen. Without backslashes too: what
    they stand for in these files is read in more than one way."""
    return " ".join(_UNPRINTED.sub(" ", text).replace("\\", "/").split())


def _title(content: FeedContent) -> str:
    calendar = content.calendars.get(content.feed.calendar_id or "")
    return f"{content.account.name}: {calendar.name}" if calendar else content.account.name


def _event(content: FeedContent, it: Appointment, public_url: str) -> Event:
    canceled = it.status is AppointmentStatus.CANCELED
    title = sentence_case(it.service_name)
    event = Event()
    event.add("uid", f"{it.id}@dialora")
    event.add("dtstamp", it.changed_at or it.created_at)
    event.add("created", it.created_at)
    event.add("last-modified", it.changed_at or it.created_at)
    event.add("sequence", it.version - 1)
    event.add("dtstart", it.starts_at)
    event.add("dtend", it.ends_at)
    event.add("summary", clean(f"{title}: {it.name}" if content.feed.with_names else title))
    event.add("location", clean(content.calendars[it.calendar_id].name))
    event.add("status", "CANCELLED" if canceled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if canceled else "OPAQUE")
    event.add("url", f"{public_url}/appointments/{it.id}")
    return event
