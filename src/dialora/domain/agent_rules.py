"""What an agent's content must keep to beyond the shape of its fields. Each wrong field is named by its JSON
pointer, as programs and pages write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time

from dialora.domain.agents import Agent, Business, OfferedService, OpeningHours, Reachable, Span
from dialora.domain.denials import deception_in
from dialora.domain.errors import Invalid, InvalidFields
from dialora.domain.phone import PhoneNumber
from dialora.domain.transfer_numbers import transfer_number

SLOWEST, FASTEST = 0.8, 1.25
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_Wrong = Iterator[tuple[str, str]]


def check(agent: Agent, own_numbers: Sequence[PhoneNumber] = ()) -> None:
    """Raises InvalidFields. Calls to `own_numbers` come here: none can be handed to them."""
    wrong = dict(_wrong_with(agent, own_numbers))
    if wrong:
        raise InvalidFields(wrong)


def _wrong_with(agent: Agent, own_numbers: Sequence[PhoneNumber]) -> _Wrong:
    if not SLOWEST <= agent.voice_speed <= FASTEST:
        yield "/voice_speed", f"The voice can speak from {SLOWEST} to {FASTEST} times its own speed."
    business = agent.business
    yield from _denying(agent)
    yield from _wrong_hours(business.hours)
    yield from _wrong_services(business.services)
    topics = [answer.topic for answer in business.answers]
    yield from _repeated(topics, "/business/answers/{}/topic", "Another answer has this topic.")
    yield from _wrong_transfers(business, own_numbers)


def _denying(agent: Agent) -> _Wrong:
    """Whoever asks is told the truth: of everything the agent says, or is told to say."""
    business = agent.business
    written = [
        ("/name", agent.name),
        ("/greeting", agent.greeting),
        ("/business/name", business.name),
        *((f"/business/services/{i}/name", service.name) for i, service in enumerate(business.services)),
        *((f"/business/answers/{i}/text", answer.text) for i, answer in enumerate(business.answers)),
    ]
    for place, text in written:
        problem = deception_in(text)
        if problem is not None:
            yield place, problem


def _wrong_hours(hours: OpeningHours) -> _Wrong:
    yield from _wrong_week(hours.week, "/business/hours/week")
    for day, special in hours.special.items():
        place = f"/business/hours/special/{day}"
        if day in hours.holidays:
            yield place, "This day is also listed as closed. Keep one of the two."
        if not special.spans:
            yield place, "Say from when to when, or that you are closed."
        yield from _wrong_spans(special.spans, f"{place}/spans")


def _wrong_week(week: Mapping[int, tuple[Span, ...]], place: str) -> _Wrong:
    for day, spans in week.items():
        yield from _wrong_spans(spans, f"{place}/{WEEKDAYS[day]}")


def _wrong_spans(spans: Sequence[Span], place: str) -> _Wrong:
    """Closing at midnight is the end of the day."""
    last: Span | None = None
    for index, span in enumerate(spans):
        if span.opens >= span.closes != time.min or span.opens == span.closes:
            yield f"{place}/{index}/closes", "This is not after the opening time."
        elif last is not None and (last.closes == time.min or span.opens < last.closes):
            yield f"{place}/{index}/opens", "This begins before the time above it is over."
        last = span


def _wrong_services(services: Sequence[OfferedService]) -> _Wrong:
    if not services:
        yield "/business/services", "Callers need at least one thing to book."
    names = [service.name for service in services]
    yield from _repeated(names, "/business/services/{}/name", "Another service has this name.")
    keys = [service.key for service in services]
    yield from _repeated(keys, "/business/services/{}/key", "Another service has this key.")
    for index, service in enumerate(services):
        if service.price_from and service.price_cents is None:
            yield f"/business/services/{index}/price_cents", "Say from which price on."


def _wrong_transfers(business: Business, own_numbers: Sequence[PhoneNumber]) -> _Wrong:
    names = [destination.name for destination in business.transfers]
    yield from _repeated(names, "/business/transfers/{}/name", "Somebody else here has this name.")
    for index, destination in enumerate(business.transfers):
        place = f"/business/transfers/{index}"
        try:
            transfer_number(destination.number.e164)
        except Invalid as error:
            yield f"{place}/number", error.message
        if destination.number in own_numbers:
            yield f"{place}/number", "An agent answers this number: calls would come back here."
        if destination.reachable is Reachable.OWN_HOURS and not any(destination.week.values()):
            yield f"{place}/week", "Say at which hours."
        yield from _wrong_week(destination.week, f"{place}/week")


def _repeated(words: Iterable[str], place: str, why: str) -> _Wrong:
    seen: set[str] = set()
    for index, word in enumerate(words):
        if word.casefold() in seen:
            yield place.format(index), why
        seen.add(word.casefold())
