"""What people are written: all that happened, in their own time, and nothing a caller smuggles in."""

from __future__ import annotations

import json

import pytest

from dialora.domain.events import Event, EventType
from dialora.domain.outbox import Recipient
from dialora.ports.outbound import Mail
from dialora.services.letters import WRITTEN_ABOUT, Letters
from worlds import NOW

RECIPIENT = Recipient(
    id="rcpt_1", account_id="acct_1", email="owner@example.com", events=WRITTEN_ABOUT, created_at=NOW
)
BOOKED = {
    "object": "appointment",
    "id": "appt_1",
    "service_name": "cleaning",
    "starts_at": "2026-12-03T20:00:00Z",
    "ends_at": "2026-12-03T20:45:00Z",
    "name": "Ada Quill",
    "phone": "+12125550147",
    "call_id": "call_1",
}


def letter(type: EventType, told: dict[str, str | None], *, zone: str = "America/New_York") -> Mail:
    event = Event(
        id="evt_1",
        account_id="acct_1",
        type=type,
        subject_id="x",
        subject=json.dumps(told),
        created_at=NOW,
    )
    letters = Letters(public_url="https://phone.example.com")
    return letters.write(event, "dlv_1", RECIPIENT, zone=zone, place="Bright Smile Dental")


def test_a_message_is_written_out_with_a_number_to_call_back() -> None:
    told = {
        "name": "Ada Quill",
        "phone": "+12125550147",
        "text": "Please call me back.\nIt is about the bill.",
        "call_id": "call_1",
        "created_at": "2026-11-26T14:12:00Z",
    }
    written = letter(EventType.MESSAGE_TAKEN, told)
    assert written.subject == "Message from Ada Quill (Bright Smile Dental)"
    assert "    Please call me back.\n    It is about the bill." in written.text
    assert "Phone: +1 212-555-0147" in written.text
    assert "Taken: Thu 26 Nov 2026, 09:12" in written.text
    assert "https://phone.example.com/calls/call_1" in written.text
    assert "https://phone.example.com/settings/notifications" in written.text
    assert "It is about the bill." in written.html


@pytest.mark.parametrize(
    ("zone", "time"),
    [("America/New_York", "Thu 3 Dec 2026, 15:00"), ("Europe/Berlin", "Thu 3 Dec 2026, 21:00")],
)
def test_a_booking_is_told_in_the_time_of_the_business(zone: str, time: str) -> None:
    written = letter(EventType.APPOINTMENT_BOOKED, BOOKED, zone=zone)
    assert written.subject == f"Booked: cleaning, {time}, Ada Quill (Bright Smile Dental)"
    assert f"When: {time}" in written.text


def test_markup_in_what_callers_say_stays_text() -> None:
    name = '<script>alert("x")</script>'
    told = {"name": name, "text": '</blockquote><a href="https://evil.example.com">Pay</a>', "phone": None}
    written = letter(EventType.MESSAGE_TAKEN, {**told, "call_id": None, "created_at": NOW.isoformat()})
    assert "<script" not in written.html
    assert "<a href" not in written.html
    assert "&lt;script&gt;" in written.html
    assert name in written.text


def test_a_long_name_is_cut_in_the_subject_and_whole_in_the_letter() -> None:
    name = "Maximiliane " * 12
    written = letter(EventType.APPOINTMENT_BOOKED, {**BOOKED, "name": name})
    assert len(written.subject) < 160
    assert name in written.text


@pytest.mark.parametrize("type", WRITTEN_ABOUT)
def test_there_is_a_letter_for_every_kind_that_can_be_chosen(type: EventType) -> None:
    told = {
        **BOOKED,
        "text": "x",
        "created_at": BOOKED["starts_at"],
        "at": BOOKED["starts_at"],
        "obtained_at": BOOKED["starts_at"],
        "number": None,
    }
    endpoint = {"url": "https://hooks.example.com/x", "off": "failing", "failing_since": BOOKED["starts_at"]}
    written = letter(type, {**told, **endpoint, "description": "Ours"})
    assert written.to == "owner@example.com"
    assert written.message_id == "<dlv_1@phone.example.com>"
    assert "Bright Smile Dental" in written.text
