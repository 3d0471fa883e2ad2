"""What stands behind the question mark of the list's address: read, written, and said in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from dialora.domain.agents import Agent
from dialora.domain.call_filter import CallFilter
from dialora.domain.calls import CallLength, CallResult, Direction, EndReason, RecordingState
from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.domain.tags import tag_of
from dialora.web import words

#: What may be asked, in the order it stands in an address.
_NAMES = (
    "q",
    "when",
    "from",
    "to",
    "result",
    "why",
    "direction",
    "agent",
    "number",
    "who",
    "length",
    "recording",
    "tag",
)
_LONGEST = 200
#: Nearer days every calendar can reckon with.
_FIRST_DAY, _LAST_DAY = date(1970, 1, 2), date(2500, 1, 1)

WHEN = {"today": "Today", "yesterday": "Yesterday", "week": "Last 7 days", "month": "Last 30 days"}
RESULTS = {
    CallResult.BOOKED: "Booked",
    CallResult.MESSAGE: "Left a message",
    CallResult.TRANSFERRED: "Handed to a person",
    CallResult.ANSWERED: "Answered",
    CallResult.OPTED_OUT: "Asked not to be called",
    CallResult.MISSED: "Gone before the answer",
    CallResult.LOST: "Lost",
    CallResult.REFUSED: "Refused",
}
WHY = {
    EndReason.AT_CAPACITY: "All lines were busy",
    EndReason.NO_AGENT: "No agent answers the number",
    EndReason.POLICY: "The policy forbade it",
}
DIRECTIONS = {Direction.INBOUND: "Came in", Direction.OUTBOUND: "Went out"}
LENGTHS = {
    CallLength.MOMENTS: "Under 30 s",
    CallLength.SHORT: "30 s to 2 min",
    CallLength.MEDIUM: "2 to 10 min",
    CallLength.LONG: "Over 10 min",
}
RECORDINGS = {
    RecordingState.KEPT: "Recorded",
    RecordingState.REFUSED: "Recording refused",
    RecordingState.NOT_WANTED: "Not recorded",
    RecordingState.ERASED: "Deleted since",
}

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One thing that is asked for, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class CallQuery:
    """Only known names, and none without a value."""

    asked: Mapping[str, str]

    @classmethod
    def of(cls, given: Mapping[str, str]) -> CallQuery:
        values = {name: given.get(name, "").strip()[:_LONGEST] for name in _NAMES}
        return cls({name: value for name, value in values.items() if value})

    @classmethod
    def written(cls, query: str) -> CallQuery:
        """As it stands behind the question mark."""
        return cls.of(dict(parse_qsl(query)))

    def __bool__(self) -> bool:
        return bool(self.asked)

    def __str__(self) -> str:
        return urlencode(self.asked)

    def value(self, name: str) -> str:
        return self.asked.get(name, "")

    def address(self, path: str = "/calls", /, **more: str | None) -> str:
        """Where the list stands like this, with more (or, of None, less) asked."""
        asked = {name: value for name, value in {**self.asked, **more}.items() if value is not None}
        return f"{path}?{urlencode(asked)}" if asked else path

    def filter(self, zone: str, today: date) -> CallFilter:
        """Raises Invalid where something is asked that cannot be."""
        first, last = self._days(today)
        return CallFilter(
            since=_midnight(first, zone) if first else None,
            until=_midnight(last + timedelta(days=1), zone) if last else None,
            result=self._choice("result", CallResult),
            end_reason=self._choice("why", EndReason),
            direction=self._choice("direction", Direction),
            agent_id=self.value("agent") or None,
            number=self._phone("number"),
            peer=self._phone("who"),
            length=self._choice("length", CallLength),
            recording=self._choice("recording", RecordingState),
            tag=tag_of(self.value("tag")) if self.value("tag") else None,
            search=self.value("q"),
        )

    def chips(self, agents: Sequence[Agent]) -> tuple[Chip, ...]:
        """What is asked for, but for the search, which stands in its own field."""
        return tuple(
            Chip(words=said, without=self.address(**{name: None})) for name, said in self._said(agents)
        )

    def _said(self, agents: Sequence[Agent]) -> Iterator[tuple[str, str]]:
        named = {agent.id: agent.name for agent in agents}
        for name, value in self.asked.items():
            match name:
                case "when":
                    yield name, WHEN.get(value, value)
                case "from" | "to":
                    day = self._day(name)
                    yield name, f"{name.capitalize()} {words.day(day, day)[7:]}" if day else value
                case "agent":
                    yield name, named.get(value, "An agent that is gone")
                case "number":
                    yield name, f"To {words.phone(self._phone(name))}"
                case "who":
                    yield name, words.phone(self._phone(name))
                case "tag":
                    yield name, f"Tagged {value}"
                case "result":
                    yield name, RESULTS[CallResult(value)]
                case "why":
                    reason = EndReason(value)
                    yield name, WHY.get(reason, words.END_REASONS[reason])
                case "direction":
                    yield name, DIRECTIONS[Direction(value)]
                case "length":
                    yield name, LENGTHS[CallLength(value)]
                case "recording":
                    yield name, RECORDINGS.get(RecordingState(value), value)

    def _days(self, today: date) -> tuple[date | None, date | None]:
        match self.value("when"):
            case "today":
                return today, today
            case "yesterday":
                return today - timedelta(days=1), today - timedelta(days=1)
            case "week":
                return today - timedelta(days=6), None
            case "month":
                return today - timedelta(days=29), None
            case "":
                return self._day("from"), self._day("to")
        raise _misread("when")

    def _day(self, name: str) -> date | None:
        if not self.value(name):
            return None
        try:
            day = date.fromisoformat(self.value(name))
        except ValueError as wrong:
            raise _misread(name) from wrong
        if not _FIRST_DAY <= day <= _LAST_DAY:
            raise _misread(name)
        return day

    def _phone(self, name: str) -> PhoneNumber | None:
        return PhoneNumber(self.value(name)) if self.value(name) else None

    def _choice(self, name: str, kind: type[E]) -> E | None:
        value = self.value(name)
        if not value:
            return None
        try:
            return kind(value)
        except ValueError as wrong:
            raise _misread(name) from wrong


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _misread(name: str) -> Invalid:
    return Invalid("The list cannot be asked for that.", field=name, code="filter_invalid")
