"""What people are written about events: plain text, and the same as a simple page.

Names and words in them come from callers. Everything is escaped, and nothing of theirs is a link.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dialora.domain.accounts import Member
from dialora.domain.events import Event, EventType
from dialora.domain.outbox import OffReason, Recipient
from dialora.domain.phone import PhoneNumber
from dialora.ports.outbound import Mail

#: A subject is read in a list: longer names are cut there, never in the letter.
_LONGEST_NAME = 60

#: The subject of an event, as JSON has it.
_Told = Mapping[str, str | bool | None]
_Writer = Callable[[_Told, str], "_Letter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """Before it is put into words for a mail program."""

    title: str
    #: What happened, in a sentence.
    sentence: str
    #: A caller's own words.
    quote: str | None = None
    #: Names and values, one line each.
    lines: Sequence[tuple[str, str]] = ()
    #: What the link says, and where it leads on our pages.
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    #: Where our pages are.
    public_url: str

    def write(self, event: Event, delivery_id: str, recipient: Recipient, *, zone: str, place: str) -> Mail:
        """A letter about an event, to somebody who chose its kind. Times are those of the business."""
        letter = _WRITERS[event.type](json.loads(event.subject), zone)
        foot = f"{place}, by Dialora. To stop these letters: {self.public_url}/settings/notifications"
        return self._mail(letter, recipient.email, delivery_id, place, foot)

    def invite(self, member: Member, token: str, delivery_id: str, *, place: str) -> Mail:
        """A letter with the link by which somebody sets their password."""
        letter = _Letter(
            title="Your way in",
            sentence=f"{member.name}, {place} lets you sign in to its calls and appointments. Set a password"
            " first; the link works once, within three days.",
            lines=[("You sign in with", member.email)],
            link=("Set your password", f"/set-password?token={token}"),
        )
        foot = f"{place}, by Dialora. If you did not expect this, do nothing."
        return self._mail(letter, member.email, delivery_id, place, foot)

    def _mail(self, letter: _Letter, to: str, delivery_id: str, place: str, foot: str) -> Mail:
        host = urlsplit(self.public_url).hostname or "dialora.invalid"
        return Mail(
            to=to,
            subject=f"{letter.title} ({place})",
            text=self._text(letter, foot),
            html=self._html(letter, foot),
            message_id=f"<{delivery_id}@{host}>",
        )

    def _text(self, letter: _Letter, foot: str) -> str:
        parts = [letter.sentence]
        if letter.quote:
            parts.append("\n".join(f"    {line}" for line in letter.quote.splitlines()))
        if letter.lines:
            parts.append("\n".join(f"{name}: {value}" for name, value in letter.lines))
        if letter.link:
            parts.append(f"{letter.link[0]}: {self.public_url}{letter.link[1]}")
        parts.append(f"--\n{foot}")
        return "\n\n".join(parts) + "\n"

    def _html(self, letter: _Letter, foot: str) -> str:
        parts = [f"<p>{escape(letter.sentence)}</p>"]
        if letter.quote:
            words = escape(letter.quote).replace("\n", "<br>")
            parts.append(
                f'<blockquote style="margin:16px 0;padding-left:12px;border-left:2px solid #0f6b5c">{words}'
                "</blockquote>"
            )
        if letter.lines:
            rows = "".join(
                f'<tr><td style="padding:2px 16px 2px 0;color:#5b5f64">{escape(name)}</td>'
                f"<td>{escape(value)}</td></tr>"
                for name, value in letter.lines
            )
            parts.append(f'<table style="border-collapse:collapse">{rows}</table>')
        if letter.link:
            said, path = letter.link
            address = escape(f"{self.public_url}{path}")
            parts.append(f'<p><a href="{address}" style="color:#0f6b5c">{escape(said)}</a></p>')
        parts.append(f'<p style="color:#5b5f64;font-size:12px">{escape(foot)}</p>')
        return (
            '<!doctype html><html lang="en"><body style="font:15px/22px sans-serif;color:#1c1f23">'
            f"{''.join(parts)}</body></html>"
        )


def _message(told: _Told, zone: str) -> _Letter:
    name = _str(told, "name") or "Somebody"
    return _Letter(
        title=f"Message from {_short(name)}",
        sentence=f"{name} left a message.",
        quote=_str(told, "text") or "It was left as sound, because all lines were busy: listen to the call.",
        lines=[*_reach(told), ("Taken", _when(told, "created_at", zone))],
        link=_call_link(told),
    )


def _appointment(done: str, sentence: str) -> _Writer:
    def write(told: _Told, zone: str) -> _Letter:
        name, service = _str(told, "name"), _str(told, "service_name")
        when = _when(told, "starts_at", zone)
        return _Letter(
            title=f"{done}: {service}, {when}, {_short(name)}",
            sentence=sentence.format(name=name, service=service, when=when),
            lines=[
                ("When", when),
                ("Until", _when(told, "ends_at", zone, day=False)),
                ("Service", service),
                ("Name", name),
                *_reach(told),
            ],
            link=_call_link(told) or ("Open the appointments", "/appointments"),
        )

    return write


def _agreed(told: _Told, zone: str) -> _Letter:
    number = _phone(_str(told, "number"))
    return _Letter(
        title=f"May be called: {number}",
        sentence=f"{number} has agreed to be called by {_str(told, 'seller')}.",
        lines=[("Agreed", _when(told, "obtained_at", zone))],
        link=("Open the consent", f"/consents/{_str(told, 'id')}"),
    )


def _opt_out(told: _Told, zone: str) -> _Letter:
    number = _phone(_str(told, "number"))
    return _Letter(
        title=f"Do not call: {number}",
        sentence=f"{number} asked not to be called again. Nothing calls or texts it from now on.",
        lines=[("Asked", _when(told, "at", zone))],
        link=_call_link(told),
    )


def _endpoint_off(told: _Told, zone: str) -> _Letter:
    gone = told.get("off") == OffReason.GONE.value
    why = (
        "It answered that it is gone."
        if gone
        else f"Nothing could be delivered since {_when(told, 'failing_since', zone)}."
    )
    return _Letter(
        title="A webhook was turned off",
        sentence=f"A webhook was turned off, and your program is no longer told of events. {why}",
        lines=[("Host", urlsplit(_str(told, "url")).hostname or ""), ("Note", _str(told, "description"))],
        link=("See what was sent, and send it again", f"/settings/webhooks/{_str(told, 'id')}"),
    )


def _test(told: _Told, zone: str) -> _Letter:
    return _Letter(
        title="A test letter",
        sentence="Letters from Dialora reach you here. Nothing happened; somebody asked for a test.",
    )


_WRITERS: Mapping[EventType, _Writer] = {
    EventType.MESSAGE_TAKEN: _message,
    EventType.APPOINTMENT_BOOKED: _appointment("Booked", "{name} is booked for {service}, {when}."),
    EventType.APPOINTMENT_MOVED: _appointment("Moved", "{name} now comes for {service}, {when}."),
    EventType.APPOINTMENT_CANCELED: _appointment("Canceled", "{name} no longer comes for {service}, {when}."),
    EventType.CONSENT_GRANTED: _agreed,
    EventType.CONSENT_REVOKED: _opt_out,
    EventType.WEBHOOK_ENDPOINT_DISABLED: _endpoint_off,
    EventType.TEST_SENT: _test,
}

#: The kinds of events that people can choose to be written about.
WRITTEN_ABOUT = tuple(each for each in _WRITERS if each is not EventType.TEST_SENT)


def _str(told: _Told, name: str) -> str:
    return str(told.get(name) or "")


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _reach(told: _Told) -> list[tuple[str, str]]:
    phone = _str(told, "phone")
    return [("Phone", _phone(phone))] if phone else []


def _phone(e164: str) -> str:
    """Spaced as people read it; a withheld number is nothing."""
    if not e164:
        return "A withheld number"
    return PhoneNumber(e164).spaced


def _when(told: _Told, name: str, zone: str, *, day: bool = True) -> str:
    at = datetime.fromisoformat(_str(told, name)).astimezone(ZoneInfo(zone))
    return f"{at:%a} {at.day} {at:%b %Y}, {at:%H:%M}" if day else f"{at:%H:%M}"


def _call_link(told: _Told) -> tuple[str, str] | None:
    call_id = _str(told, "call_id")
    return ("Open the call", f"/calls/{call_id}") if call_id else None
