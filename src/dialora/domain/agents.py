"""An AI agent and what it knows of the business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from dialora.domain.phone import PhoneNumber


class Purpose(StrEnum):
    """What an agent may be used for (policy clause C3): a closed list."""

    SUPPORT = "support"
    SCHEDULING = "scheduling"
    SALES_OUTREACH = "sales_outreach"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedService:
    """Something a caller can book."""

    key: str
    #: As it is spoken: "a cleaning" is said from "cleaning".
    name: str
    minutes: int
    #: In hundredths of the business's currency; None where it depends.
    price_cents: int | None
    #: The price is the least it costs.
    price_from: bool = False
    #: Other words callers use for it.
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """An opening time of one day, local, half open: [opens, closes)."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day with hours of its own."""

    name: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """When the business is open. Two spans in a day leave a break between them."""

    #: Monday is 0; a missing day is closed.
    week: Mapping[int, tuple[Span, ...]]
    #: Closed days and what to call them.
    holidays: Mapping[date, str] = field(default_factory=dict)
    #: Days with other hours than their weekday's; none of them is a holiday too.
    special: Mapping[date, SpecialDay] = field(default_factory=dict)

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of one day, none when closed."""
        if day in self.holidays:
            return ()
        special = self.special.get(day)
        return special.spans if special else self.week.get(day.weekday(), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question callers ask, and the owner's own words in reply."""

    topic: str
    #: Ways to ask it; matched by meaning and by words.
    questions: tuple[str, ...]
    text: str


class Reachable(StrEnum):
    """When calls may be handed to somebody."""

    ALWAYS = "always"
    WHILE_OPEN = "while_open"
    OWN_HOURS = "own_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDestination:
    """A person calls may be handed to. No other number is ever reachable from a call."""

    name: str
    number: PhoneNumber
    reachable: Reachable = Reachable.WHILE_OPEN
    #: Hours of their own, in the business's zone; Monday is 0.
    week: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What the agent knows: the whole of it may be spoken to any caller."""

    #: As it is spoken.
    name: str
    #: IANA.
    zone: str
    currency: str
    hours: OpeningHours
    services: tuple[OfferedService, ...]
    answers: tuple[Answer, ...]
    transfers: tuple[TransferDestination, ...] = ()
    #: Days ahead that may be booked.
    horizon_days: int = 60
    #: Minutes before a slot at which it can no longer be booked.
    lead_minutes: int = 60
    #: Slots start on multiples of this many minutes past the opening time.
    grid_minutes: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An AI agent: one voice, one purpose, one business."""

    id: str
    account_id: str
    #: The name it goes by on the phone.
    name: str
    purpose: Purpose
    #: BCP 47.
    language: str
    #: What follows the notices: "How can I help you?"
    greeting: str
    #: 1 is the voice's own speed, 1.2 a fifth faster.
    voice_speed: float = 1.0
    recording_wanted: bool
    calendar_id: str
    business: Business
    #: Raised by every change; pinned to each call.
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAgent:
    """An agent as it was published once: it never changes again."""

    agent: Agent
    #: None where that was before it was written down.
    published_at: datetime | None
    #: Who published it, by name.
    published_by: str | None
