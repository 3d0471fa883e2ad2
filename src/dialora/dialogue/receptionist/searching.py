"""From a wish to free times: takes the exact time if it is free, else names at most three others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from dialora.dialogue.receptionist.free_times import Search, find
from dialora.dialogue.receptionist.saying import (
    plain,
    say_day,
    say_list,
    say_moment,
    say_time,
    why_closed,
)
from dialora.dialogue.receptionist.state import Ask, Booking, Known, Offer, Origin
from dialora.dialogue.receptionist.turn import Turn
from dialora.dialogue.spoken.dates import Days
from dialora.dialogue.spoken.times import Edge, TimeWindow, TimeWish, settle
from dialora.domain.agents import OfferedService, Span
from dialora.scheduling.slots import bookable_days

#: How many times are named at once.
_NAMED = 3
#: How many are looked at, so that those passed over already leave enough.
_LOOKED_AT = 12


async def look(turn: Turn, booking: Booking, service: OfferedService) -> Booking:
    """Look for the wished times and say what there is.

    The booking comes back with a time chosen, or the turn has ended in a question. Raises CalendarAway.
    """
    day = _only_day(booking)
    if day is not None and _impossible(turn, booking, day):
        return replace(booking, days=(), offers=())
    if day is not None and not turn.business.hours.on(day):
        turn.say(why_closed(turn.business, day))
        return _name(turn, booking, await _around(turn, booking, service, _wished_moment(turn, booking, day)))
    wish = booking.times[0] if len(booking.times) == 1 else None
    if day is not None and wish is not None and wish.at is not None:
        return await _exact(turn, booking, service, _wished_moment(turn, booking, day))
    return await _within(turn, booking, service)


def _only_day(booking: Booking) -> date | None:
    return booking.days[0].single if len(booking.days) == 1 else None


def _impossible(turn: Turn, booking: Booking, day: date) -> bool:
    """Whether nothing can be booked on that day at all; then the turn says why and asks for another."""
    first, last = bookable_days(turn.business, turn.now)
    otherwise = booking.days[0].otherwise
    if otherwise is not None:
        turn.ask(Ask.WHICH_DAY, f"Did you mean {say_day(otherwise)}, or {say_day(day)}?")
    elif day < first:
        turn.say(f"{say_day(day)} has passed already.")
        turn.ask(Ask.WHEN, turn.line("ask_other"))
    elif day > last:
        turn.say(f"I can only book up to {say_day(last)}.")
        turn.ask(Ask.WHEN, turn.line("ask_other"))
    else:
        return False
    return True


def _wished_moment(turn: Turn, booking: Booking, day: date) -> datetime:
    """The wished day and time; the middle of the day where no time was said."""
    at = time(12)
    if booking.times:
        window = settle(booking.times[0], _spans_of(turn, day))
        at = window.at or (window.last if window.edge is Edge.LATEST else window.first) or at
    return datetime.combine(day, at, tzinfo=turn.now.tzinfo)


def _spans_of(turn: Turn, day: date) -> tuple[Span, ...]:
    """The hours that tell morning from afternoon: those of the day, else of any day."""
    return turn.business.hours.on(day) or tuple(
        span for spans in turn.business.hours.week.values() for span in spans
    )


async def _exact(turn: Turn, booking: Booking, service: OfferedService, wished: datetime) -> Booking:
    """The wished time itself, else why not and the nearest."""
    day = wished.date()
    found = await find(
        turn, Search(service=service, first_day=day, last_day=day, near=wished, limit=_LOOKED_AT)
    )
    for offer in found:
        if offer.starts_at == wished:
            turn.say(f"{say_moment(offer.starts_at)} is free.")
            return replace(booking, chosen=Known(value=offer, origin=Origin.SAID), offers=(), soonest=False)
    if wished not in booking.passed_over:
        turn.say(_why_not(turn, service, wished))
    return _name(turn, booking, found or await _around(turn, booking, service, wished))


def _why_not(turn: Turn, service: OfferedService, wished: datetime) -> str:
    """Closed, too soon, too long for what is left of the day, or taken."""
    moment = say_moment(wished)
    if wished <= turn.now:
        return f"{moment} has passed already."
    if wished < turn.now + timedelta(minutes=turn.business.lead_minutes):
        return f"{moment} is too soon for me to book."
    spans = turn.business.hours.on(wished.date())
    if not any(span.opens <= wished.time() < (span.closes or time.max) for span in spans):
        first, last = min(span.opens for span in spans), max(span.closes for span in spans)
        if first < wished.time() < last:
            return f"We have a break at {say_time(wished.time())}."
        return f"On {say_day(wished.date())} we're open from {say_time(first)} to {say_time(last)}."
    closing = next(span.closes for span in spans if span.opens <= wished.time() < (span.closes or time.max))
    if (wished + timedelta(minutes=service.minutes)).time() > closing > time.min:
        return f"At {say_time(wished.time())} there isn't enough time left for the {plain(service)}."
    return f"{moment} isn't free."


async def _within(turn: Turn, booking: Booking, service: OfferedService) -> Booking:
    """Times within the wished days and parts of the day; further away where there are none."""
    first, last = bookable_days(turn.business, turn.now)
    wishes = booking.days or (Days(first, last),)
    found: list[Offer] = []
    for days in wishes:
        for wish in booking.times or (None,):
            found += await find(turn, _search(turn, service, days, wish, soonest=booking.soonest))
    fresh = _fresh(booking, found)
    if fresh:
        return _name(turn, booking, fresh if booking.soonest else _in_order(fresh))
    if booking.passed_over and found:
        turn.say("That is all I have then.")
    else:
        turn.say(_nothing(booking))
    anchor = _wished_moment(turn, booking, min(max(wishes[0].first, first), last))
    return _name(turn, booking, await _around(turn, booking, service, anchor))


def _search(
    turn: Turn, service: OfferedService, days: Days, wish: TimeWish | None, *, soonest: bool
) -> Search:
    window = settle(wish, _spans_of(turn, days.first)) if wish else TimeWindow(first=time.min, last=time.max)
    near: datetime | None = None
    if soonest or window.edge is Edge.EARLIEST:
        near = max(turn.now, _at(turn, days.first, time.min))
    elif window.edge is Edge.LATEST:
        near = _at(turn, days.last, time(23, 59))
    return Search(
        service=service,
        first_day=days.first,
        last_day=days.last,
        not_before=window.first if window.first > time.min else None,
        not_after=window.last if window.last < time(23, 59) else None,
        near=near,
        limit=_LOOKED_AT,
    )


def _at(turn: Turn, day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, tzinfo=turn.now.tzinfo)


def _nothing(booking: Booking) -> str:
    day = _only_day(booking)
    then = f" on {say_day(day)}" if day else ""
    return f"I have nothing free{then} at that time." if booking.times else f"I have nothing free{then}."


async def _around(turn: Turn, booking: Booking, service: OfferedService, wished: datetime) -> Sequence[Offer]:
    """The free times nearest to a moment, on whatever day."""
    first, last = bookable_days(turn.business, turn.now)
    near = Search(service=service, first_day=first, last_day=last, near=wished, limit=_LOOKED_AT)
    return await find(turn, near)


def _fresh(booking: Booking, offers: Sequence[Offer]) -> list[Offer]:
    """Without those passed over, on days ruled out, or on other weekdays than were named."""
    named = [days for days in booking.days if days.weekdays is not None]
    return [
        offer
        for offer in dict.fromkeys(offers)
        if offer.starts_at not in booking.passed_over
        and not any(offer.starts_at.date() in days for days in booking.ruled_out)
        and (not named or any(offer.starts_at.date() in days for days in booking.days))
    ]


def _in_order(offers: Sequence[Offer]) -> list[Offer]:
    """A few of many, spread over them, earliest first."""
    ordered = sorted(offers, key=lambda offer: offer.starts_at)
    if len(ordered) <= _NAMED:
        return ordered
    return [ordered[index * len(ordered) // _NAMED] for index in range(_NAMED)]


def _name(turn: Turn, booking: Booking, offers: Sequence[Offer]) -> Booking:
    """Name at most three times and ask which; the closest ones where the offers come closest first."""
    outside = replace(booking, days=())
    named = sorted(_fresh(outside, offers)[:_NAMED], key=lambda offer: offer.starts_at)
    if not named:
        turn.say("I have no other time in the days I can book.")
        turn.ask(Ask.MESSAGE_WANTED, turn.line("offer_message"))
        return replace(booking, offers=())
    turn.ask(Ask.OFFER, _offering([offer.starts_at for offer in named]))
    return replace(booking, offers=tuple(named), chosen=None)


def _offering(moments: Sequence[datetime]) -> str:
    if len(moments) == 1:
        return f"I have {say_moment(moments[0])}. Would that suit you?"
    days = {moment.date() for moment in moments}
    if len(days) == 1:
        times = say_list([say_time(moment.time()) for moment in moments], "or")
        return f"On {say_day(moments[0].date())} I have {times}. Which would you like?"
    return f"I have {say_list([say_moment(moment) for moment in moments], 'or')}. Which would you like?"
