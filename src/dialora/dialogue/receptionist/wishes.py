"""What an utterance changes in a booking: service, day, time, a choice among what was offered. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialora.dialogue.receptionist.cues import Cue
from dialora.dialogue.receptionist.state import NAMES, Ask, Booking, Known, Offer, Origin
from dialora.dialogue.receptionist.understanding import Understood
from dialora.dialogue.spoken.choices import Choice, chosen
from dialora.dialogue.spoken.clock_words import Clock
from dialora.dialogue.spoken.dates import Days
from dialora.dialogue.spoken.times import TimeWish
from dialora.dialogue.spoken.yes_no import Reply


def with_wishes(booking: Booking, u: Understood, ask: Ask) -> Booking:
    """The booking after an utterance. A name said where a name was asked for changes nothing else."""
    if ask in NAMES and u.name_sure:
        return booking
    booking = _with_service(booking, u)
    if ask is Ask.OFFER and (offer := _chosen(booking, u)):
        return replace(booking, chosen=Known(value=offer, origin=Origin.CHOSEN, words=u.text))
    return _with_when(booking, u, ask)


def _with_service(booking: Booking, u: Understood) -> Booking:
    if len(u.services) != 1 or (booking.service and booking.service.value == u.services[0]):
        return booking
    service = Known(value=u.services[0], origin=Origin.SAID, words=u.text)
    return replace(_reopened(booking), service=service)


def _reopened(booking: Booking) -> Booking:
    """Nothing chosen any more; the time that was chosen stays as the wish."""
    if booking.chosen is None:
        return replace(booking, offers=(), passed_over=frozenset())
    moment = booking.chosen.value.starts_at
    return replace(
        booking,
        chosen=None,
        offers=(),
        passed_over=frozenset(),
        days=(Days(moment.date(), moment.date()),),
        times=(exactly(moment),),
    )


def exactly(moment: datetime) -> TimeWish:
    """The wish for this time of day."""
    return TimeWish(at=Clock(moment.hour, moment.minute, "wall"))


def _chosen(booking: Booking, u: Understood) -> Offer | None:
    """Which of the offers was taken."""
    offers = list(booking.offers)
    if u.days:
        offers = [each for each in offers if any(each.starts_at.date() in days for days in u.days)]
    if u.times:
        offers = [each for each in offers if any(_fits(each.starts_at, wish) for wish in u.times)]
    if u.days or u.times:
        return offers[0] if len(offers) == 1 or (offers and _says_any(u)) else None
    if u.choice is not None and (index := chosen(u.choice, len(offers))) is not None:
        return offers[index]
    if len(offers) == 1 and u.reply is Reply.YES:
        return offers[0]
    return offers[0] if offers and _says_any(u) else None


def _says_any(u: Understood) -> bool:
    return u.choice is Choice.ANY or u.says(Cue.SOONEST, Cue.ANY_DAY)


def _fits(moment: datetime, wish: TimeWish) -> bool:
    """Among offers the hour alone tells which is meant: "three" is the one at 3 PM."""
    said = wish.at
    if said is None or said.minute != moment.minute:
        return False
    if said.half == "wall" or said.hour > 12:
        return said.hour == moment.hour
    if said.half and said.half != ("am" if moment.hour < 12 else "pm"):
        return False
    return said.hour % 12 == moment.hour % 12


def _with_when(booking: Booking, u: Understood, ask: Ask) -> Booking:
    """New days and times; what was not mentioned stays."""
    if u.not_days:
        booking = replace(booking, ruled_out=(*booking.ruled_out, *u.not_days))
        if booking.chosen and any(booking.chosen.value.starts_at.date() in days for days in u.not_days):
            booking = replace(_reopened(booking), days=())
        booking = replace(booking, days=tuple(days for days in booking.days if days not in u.not_days))
    if not (u.days or u.times):
        return _with_other_times(booking, u, ask)
    if booking.chosen and _same(booking.chosen.value.starts_at, u):
        return booking
    offered = {each.starts_at.date() for each in booking.offers}
    booking = _reopened(booking)
    days = u.days or booking.days
    if not u.days and ask is Ask.OFFER and len(offered) == 1:
        [day] = offered
        days = (Days(day, day),)
    return replace(booking, days=days, times=u.times or booking.times, soonest=booking.soonest and not u.days)


def _same(moment: datetime, u: Understood) -> bool:
    """Whether the chosen time is only said again."""
    return all(moment.date() in days for days in u.days) and all(_fits(moment, wish) for wish in u.times)


def _with_other_times(booking: Booking, u: Understood, ask: Ask) -> Booking:
    """Later, earlier, something else; as soon as possible; any day."""
    offers = booking.offers
    if ask is Ask.OFFER and offers and u.choice in (Choice.LATER, Choice.EARLIER, Choice.OTHER):
        passed_over = booking.passed_over | {each.starts_at for each in offers}
        booking = replace(booking, passed_over=passed_over, offers=())
        if u.choice is Choice.OTHER:
            return booking
        days = {each.starts_at.date() for each in offers}
        edge = offers[-1].starts_at if u.choice is Choice.LATER else offers[0].starts_at
        clock = Clock(edge.hour, edge.minute, "wall")
        wish = (
            TimeWish(not_before=clock, strictly=True)
            if u.choice is Choice.LATER
            else TimeWish(not_after=clock, strictly=True)
        )
        return replace(booking, days=(Days(min(days), max(days)),), times=(wish,))
    indifferent = ask is Ask.WHEN and (u.says(Cue.ANY_DAY) or u.choice is Choice.ANY)
    if u.says(Cue.SOONEST) or indifferent:
        return replace(booking, soonest=True)
    return booking
