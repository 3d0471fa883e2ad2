"""What an agent says and knows, as JSON: read, changed in parts, and put onto an agent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.agent_rules import FASTEST, SLOWEST, WEEKDAYS
from dialora.domain.agents import (
    Agent,
    Answer,
    Business,
    OfferedService,
    OpeningHours,
    Purpose,
    Reachable,
    Span,
    SpecialDay,
    TransferDestination,
)
from dialora.domain.phone import PhoneNumber
from dialora.web.agent.fields import (
    BusinessName,
    Cents,
    Day,
    Greeting,
    Key,
    Language,
    Name,
    Reply,
    TransferNumber,
    WallTime,
    Wording,
    Zone,
)

#: Fields of an agent that are in the document as they are.
_PLAIN = ("name", "purpose", "language", "greeting", "voice_speed", "recording_wanted")

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SpanDoc(_Part):
    """Closing at 00:00 is the end of the day."""

    opens: WallTime
    closes: WallTime


Spans = Annotated[list[SpanDoc], Field(max_length=4)]


class SpecialDayDoc(_Part):
    """A day with hours of its own; closed where it has none."""

    name: Name = Field(description="Callers are told: closed for Thanksgiving Day.")
    spans: Spans = Field(default_factory=list)


class HoursDoc(_Part):
    """Opening hours in the business's own time zone."""

    week: dict[Weekday, Spans] = Field(description="A day that is missing is closed.")
    special_days: dict[Day, SpecialDayDoc] = Field(
        default_factory=dict, max_length=150, description="By date; instead of the weekday's hours."
    )


class ServiceDoc(_Part):
    """Something callers can book."""

    key: Key | None = Field(default=None, description="Stays when the name changes; made where missing.")
    name: Name = Field(description="As it is said after 'a': cleaning.")
    minutes: int = Field(ge=5, le=720)
    price_cents: Cents = Field(default=None, description="Null where the price depends.")
    price_from: bool = Field(default=False, description="The price is the least it costs.")
    also_called: list[Name] = Field(default_factory=list, max_length=20)


class AnswerDoc(_Part):
    """A question callers ask, and the owner's own words in reply."""

    topic: Name
    questions: list[Wording] = Field(default_factory=list, max_length=20)
    text: Reply


class TransferDoc(_Part):
    """Somebody calls may be handed to. No other number can be reached from a call."""

    name: Name
    number: TransferNumber
    reachable: Reachable = Reachable.WHILE_OPEN
    week: dict[Weekday, Spans] = Field(default_factory=dict, description="Hours of their own.")


class BusinessChange(_Part):
    """What the agent knows. All of it may be spoken to any caller."""

    name: BusinessName = ""
    zone: Zone = Field(default="", description="IANA time zone: the one that the hours are in.")
    hours: HoursDoc = Field(default_factory=lambda: HoursDoc(week={}))
    services: list[ServiceDoc] = Field(default_factory=list, max_length=100)
    answers: list[AnswerDoc] = Field(default_factory=list, max_length=100)
    transfers: list[TransferDoc] = Field(default_factory=list, max_length=20)
    horizon_days: int = Field(default=60, ge=1, le=365, description="Days ahead that may be booked.")
    lead_minutes: int = Field(
        default=60, ge=0, le=20_160, description="Minutes before a time at which it can no longer be booked."
    )
    grid_minutes: Literal[5, 10, 15, 20, 30, 60] = Field(
        default=15, description="Appointments begin on multiples of this many minutes after opening."
    )

    def onto(self, business: Business) -> Business:
        changed: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        if "hours" in changed:
            changed["hours"] = _hours(self.hours)
        if "services" in changed:
            changed["services"] = _services(self.services, business.services)
        if "answers" in changed:
            changed["answers"] = tuple(_answer(each) for each in self.answers)
        if "transfers" in changed:
            changed["transfers"] = tuple(_transfer(each) for each in self.transfers)
        return replace(business, **changed)


class ContentChange(_Part):
    """What is to be changed; what is left out stays as it is, and a list that is given replaces the old."""

    name: Name = Field(default="", description="It goes by on the phone.")
    purpose: Purpose = Field(
        default=Purpose.SCHEDULING, description="What it may be used for; the law asks most of sales."
    )
    language: Language = Field(default="en-US", description="It speaks and understands, BCP 47.")
    greeting: Greeting = Field(
        default="", description="Follows the notices that the law wants, which cannot be left out."
    )
    voice_speed: float = Field(
        default=1.0, ge=SLOWEST, le=FASTEST, description="1 is the voice's own speed.", allow_inf_nan=False
    )
    recording_wanted: bool = Field(default=True, description="How it may be done, the law decides per call.")
    business: BusinessChange = Field(default_factory=BusinessChange)

    def onto(self, agent: Agent) -> Agent:
        """The agent with these changes. What this document does not know of stays."""
        given = self.model_fields_set
        changed: dict[str, Any] = {name: getattr(self, name) for name in _PLAIN if name in given}
        if "business" in given:
            changed["business"] = self.business.onto(agent.business)
        return replace(agent, **changed)


class DraftChange(ContentChange):
    revision: str | None = Field(
        default=None, max_length=64, description="The draft you have read. If it has moved on: 409."
    )


def _spans(spans: Sequence[SpanDoc]) -> tuple[Span, ...]:
    return tuple(Span(span.opens, span.closes) for span in spans)


def _week(week: Mapping[Weekday, Sequence[SpanDoc]]) -> dict[int, tuple[Span, ...]]:
    """Without closed days, so that a week has one form only."""
    return {WEEKDAYS.index(day): _spans(week[day]) for day in WEEKDAYS if week.get(day)}  # type: ignore[call-overload, index]


def _hours(hours: HoursDoc) -> OpeningHours:
    days = sorted(hours.special_days.items())
    return OpeningHours(
        week=_week(hours.week),
        holidays={day: it.name for day, it in days if not it.spans},
        special={day: SpecialDay(name=it.name, spans=_spans(it.spans)) for day, it in days if it.spans},
    )


def _services(wanted: Sequence[ServiceDoc], known: Sequence[OfferedService]) -> tuple[OfferedService, ...]:
    by_key = {service.key: service for service in known}
    by_name = {service.name.casefold(): service.key for service in known}
    taken = {service.key for service in wanted if service.key}
    made = []
    for service in wanted:
        key = service.key or _new_key(service.name, by_name, taken)
        taken.add(key)
        now = by_key.get(key) or OfferedService(key=key, name="", minutes=0, price_cents=None)
        made.append(
            replace(
                now,
                name=service.name,
                minutes=service.minutes,
                price_cents=service.price_cents,
                price_from=service.price_from,
                also_called=tuple(service.also_called),
            )
        )
    return tuple(made)


def _new_key(name: str, by_name: Mapping[str, str], taken: set[str]) -> str:
    known = by_name.get(name.casefold())
    if known is not None and known not in taken:
        return known
    word = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:50] or "service"
    return next(key for key in (word, *(f"{word}_{n}" for n in range(2, 1000))) if key not in taken)


def _answer(answer: AnswerDoc) -> Answer:
    return Answer(topic=answer.topic, questions=tuple(answer.questions), text=answer.text)


def _transfer(transfer: TransferDoc) -> TransferDestination:
    own = transfer.reachable is Reachable.OWN_HOURS
    return TransferDestination(
        name=transfer.name,
        number=PhoneNumber(transfer.number),
        reachable=transfer.reachable,
        week=_week(transfer.week) if own else {},
    )
