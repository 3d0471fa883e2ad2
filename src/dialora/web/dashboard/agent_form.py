"""An agent as the fields of a page hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialora.domain.agent_rules import WEEKDAYS
from dialora.domain.agents import Agent, OfferedService, OpeningHours, Span, TransferDestination
from dialora.services.public_holidays import PublicHoliday
from dialora.web import words
from dialora.web.dashboard.agent_choices import PURPOSES, Choices, languages_with, zones_with

Times = tuple[tuple[str, str], ...]

#: A year of holidays is a long list: as many are suggested.
_SUGGESTED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    key: str
    title: str
    spans: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDayRow:
    day: str
    name: str
    spans: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    key: str
    name: str
    minutes: int
    price: str
    #: "fixed", "from" or "depends".
    price_kind: str
    also_called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    topic: str
    questions: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    name: str
    number: str
    reachable: str
    week: tuple[DayRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentForm:
    """Everything on the left of the page."""

    agent: Agent
    week: tuple[DayRow, ...]
    special_days: tuple[SpecialDayRow, ...]
    services: tuple[ServiceRow, ...]
    answers: tuple[AnswerRow, ...]
    transfers: tuple[TransferRow, ...]
    #: A row of each kind with nothing in it, for those that are added.
    blank_week: tuple[DayRow, ...]
    purposes: Choices
    languages: Choices
    #: By where they are.
    zones: tuple[tuple[str, Choices], ...]

    @classmethod
    def of(cls, agent: Agent) -> AgentForm:
        business = agent.business
        return cls(
            agent=agent,
            week=_week(business.hours.week),
            special_days=_special_days(business.hours),
            services=tuple(_service(each) for each in business.services),
            answers=tuple(
                AnswerRow(topic=each.topic, questions="\n".join(each.questions), text=each.text)
                for each in business.answers
            ),
            transfers=tuple(_transfer(each) for each in business.transfers),
            blank_week=_week({}),
            purposes=PURPOSES,
            languages=languages_with(agent.language),
            zones=zones_with(business.zone),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedDay:
    day: str
    title: str
    name: str


def suggested(
    holidays: Sequence[PublicHoliday], hours: OpeningHours, today: date
) -> tuple[SuggestedDay, ...]:
    """Holidays that are not among the special days yet and fall on a day with hours."""
    left = [
        each
        for each in holidays
        if each.day not in hours.holidays and each.day not in hours.special and hours.on(each.day)
    ]
    return tuple(
        SuggestedDay(day=each.day.isoformat(), title=words.day(each.day, today), name=each.name[:80])
        for each in left[:_SUGGESTED]
    )


def _times(spans: Sequence[Span]) -> Times:
    return tuple((f"{span.opens:%H:%M}", f"{span.closes:%H:%M}") for span in spans)


def _week(week: Mapping[int, Sequence[Span]]) -> tuple[DayRow, ...]:
    return tuple(
        DayRow(key=name, title=name.title(), spans=_times(week.get(number, ())))
        for number, name in enumerate(WEEKDAYS)
    )


def _special_days(hours: OpeningHours) -> tuple[SpecialDayRow, ...]:
    days: dict[date, tuple[str, Sequence[Span]]] = {day: (name, ()) for day, name in hours.holidays.items()}
    days |= {day: (it.name, it.spans) for day, it in hours.special.items()}
    return tuple(
        SpecialDayRow(day=day.isoformat(), name=name, spans=_times(spans))
        for day, (name, spans) in sorted(days.items())
    )


def _service(service: OfferedService) -> ServiceRow:
    cents = service.price_cents
    amount = "" if cents is None else f"{cents // 100}" if cents % 100 == 0 else f"{cents / 100:.2f}"
    kind = "depends" if cents is None else "from" if service.price_from else "fixed"
    return ServiceRow(
        key=service.key,
        name=service.name,
        minutes=service.minutes,
        price=amount,
        price_kind=kind,
        also_called=", ".join(service.also_called),
    )


def _transfer(destination: TransferDestination) -> TransferRow:
    return TransferRow(
        name=destination.name,
        number=words.phone(destination.number).replace("\u00a0", " "),
        reachable=destination.reachable.value,
        week=_week(destination.week),
    )
