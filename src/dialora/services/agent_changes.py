"""What differs between two versions of an agent, line by line and in its owner's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers

from dialora.domain.agent_rules import WEEKDAYS
from dialora.domain.agents import (
    Agent,
    Business,
    OfferedService,
    OpeningHours,
    Purpose,
    Reachable,
    Span,
    TransferDestination,
)
from dialora.domain.phone import PhoneNumber

_SAYS = "What it says"
_HOURS, _SPECIAL = "Opening hours", "Special days"
_SERVICES, _ANSWERS, _TRANSFERS, _BOOKING = "Services", "Answers", "People to hand over to", "Booking"
#: In the order of the page.
SECTIONS = (_SAYS, _HOURS, _SPECIAL, _SERVICES, _ANSWERS, _TRANSFERS, _BOOKING)

_SYMBOLS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "GBP": "£", "EUR": "€"}
_PURPOSES = {
    Purpose.SCHEDULING: "appointments",
    Purpose.SUPPORT: "customer service",
    Purpose.SALES_OUTREACH: "sales",
}
_REACHABLE = {Reachable.ALWAYS: "at any time", Reachable.WHILE_OPEN: "while you are open"}


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChange:
    """One line that is not the same."""

    #: As it is headed on the page: "Opening hours".
    section: str
    #: A JSON pointer into the agent; things in lists are named by their key, topic or name.
    field: str
    label: str
    kind: ChangeKind
    #: Empty where it was added, or removed.
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One thing an agent says or knows, by its parts; a thing of one part has no name for it."""

    section: str
    field: str
    label: str
    parts: Mapping[str, str]

    @property
    def whole(self) -> str:
        """All of it but its label, for a thing that is new or gone."""
        told = {name: said for name, said in self.parts.items() if said and said != self.label}
        return " · ".join(f"{name}: {said}" if name else said for name, said in told.items())


def agent_changes(before: Agent, after: Agent) -> tuple[AgentChange, ...]:
    """In the order of the page; empty where an owner would see no difference."""
    old = {line.field: line for line in _lines(before)}
    new = {line.field: line for line in _lines(after)}
    changes = [change for field in old | new for change in _between(old.get(field), new.get(field))]
    changes += _reordered(before.business.services, after.business.services)
    return tuple(sorted(changes, key=lambda change: SECTIONS.index(change.section)))


def _between(old: _Line | None, new: _Line | None) -> Iterator[AgentChange]:
    line = new or old
    assert line is not None
    if old is None or new is None:
        kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED
        yield _change(line, "", kind, old.whole if old else "", new.whole if new else "")
        return
    for part in {**old.parts, **new.parts}:
        was, is_now = old.parts.get(part, ""), new.parts.get(part, "")
        if was != is_now:
            kind = ChangeKind.ADDED if not was else ChangeKind.REMOVED if not is_now else ChangeKind.CHANGED
            yield _change(new, part, kind, was, is_now)


def _reordered(before: Sequence[OfferedService], after: Sequence[OfferedService]) -> Iterator[AgentChange]:
    """Services are read to callers in their order. What is new or gone says so itself."""
    kept = {service.key for service in before} & {service.key for service in after}
    was = [service.key for service in before if service.key in kept]
    if was != [service.key for service in after if service.key in kept]:
        yield AgentChange(
            section=_SERVICES,
            field="/business/services",
            label="Order",
            kind=ChangeKind.CHANGED,
            before=", ".join(service.name for service in before),
            after=", ".join(service.name for service in after),
        )


def _change(line: _Line, part: str, kind: ChangeKind, before: str, after: str) -> AgentChange:
    label = f"{line.label}, {part}" if part else line.label
    return AgentChange(
        section=line.section, field=line.field, label=label, kind=kind, before=before, after=after
    )


def _lines(agent: Agent) -> Iterator[_Line]:
    business = agent.business
    yield _single(_SAYS, "/name", "Name", agent.name)
    yield _single(_SAYS, "/business/name", "Business", business.name)
    yield _single(_SAYS, "/purpose", "What it is for", _PURPOSES[agent.purpose])
    yield _single(_SAYS, "/language", "Language", agent.language)
    yield _single(_SAYS, "/greeting", "Greeting", agent.greeting)
    yield _single(_SAYS, "/voice_speed", "Voice speed", f"{agent.voice_speed:g}×")
    yield _single(_SAYS, "/recording_wanted", "Record calls", "yes" if agent.recording_wanted else "no")
    yield _single(_HOURS, "/business/zone", "Time zone", business.zone.replace("_", " "))
    yield from _hours(business.hours)
    for service in business.services:
        yield _service(service, business.currency)
    for answer in business.answers:
        parts = {"": answer.text, "also asked as": "; ".join(answer.questions)}
        field = f"/business/answers/{_escaped(answer.topic)}"
        yield _Line(section=_ANSWERS, field=field, label=answer.topic, parts=parts)
    for destination in business.transfers:
        yield _transfer(destination)
    yield from _booking(business)


def _single(section: str, field: str, label: str, said: str) -> _Line:
    return _Line(section=section, field=field, label=label, parts={"": said})


def _hours(hours: OpeningHours) -> Iterator[_Line]:
    for number, name in enumerate(WEEKDAYS):
        spans = hours.week.get(number, ())
        yield _single(_HOURS, f"/business/hours/week/{name}", name.title(), say_spans(spans))
    special = {day: (it.name, it.spans) for day, it in hours.special.items()}
    special |= {day: (name, ()) for day, name in hours.holidays.items()}
    for day, (name, spans) in sorted(special.items()):
        field = f"/business/hours/special_days/{day}"
        parts = {"name": name, "hours": say_spans(spans)}
        yield _Line(section=_SPECIAL, field=field, label=_day(day), parts=parts)


def _service(service: OfferedService, currency: str) -> _Line:
    parts = {
        "name": service.name,
        "time": f"{service.minutes} min",
        "price": say_price(service, currency),
        "also called": ", ".join(service.also_called),
    }
    field = f"/business/services/{_escaped(service.key)}"
    return _Line(section=_SERVICES, field=field, label=service.name, parts=parts)


def _transfer(destination: TransferDestination) -> _Line:
    when = _REACHABLE.get(destination.reachable) or "; ".join(
        f"{WEEKDAYS[day].title()} {say_spans(spans)}" for day, spans in sorted(destination.week.items())
    )
    field = f"/business/transfers/{_escaped(destination.name)}"
    parts = {"number": _spaced(destination.number), "reachable": when}
    return _Line(section=_TRANSFERS, field=field, label=destination.name, parts=parts)


def _booking(business: Business) -> Iterator[_Line]:
    for field, label, number, unit in (
        ("horizon_days", "How far ahead", business.horizon_days, "days"),
        ("lead_minutes", "Not sooner than", business.lead_minutes, "minutes from now"),
        ("grid_minutes", "Appointments begin every", business.grid_minutes, "minutes"),
    ):
        yield _single(_BOOKING, f"/business/{field}", label, f"{number} {unit}")


def say_spans(spans: Sequence[Span]) -> str:
    """08:00 to 12:00, 13:00 to 17:00."""
    return ", ".join(f"{it.opens:%H:%M} to {it.closes:%H:%M}" for it in spans) or "closed"


def say_price(service: OfferedService, currency: str) -> str:
    """$95, from $95, or that it depends."""
    if service.price_cents is None:
        return "depends"
    cents = service.price_cents
    amount = f"{cents // 100}" if cents % 100 == 0 else f"{cents / 100:.2f}"
    symbol = _SYMBOLS.get(currency)
    money = f"{symbol}{amount}" if symbol else f"{amount} {currency}"
    return f"from {money}" if service.price_from else money


def _spaced(number: PhoneNumber) -> str:
    """As people read it: +1 212-555-0123."""
    parsed = phonenumbers.parse(number.e164)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def _escaped(name: str) -> str:
    """As RFC 6901 wants a name in a pointer."""
    return name.replace("~", "~0").replace("/", "~1")
