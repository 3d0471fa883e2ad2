"""Booking an appointment: what, when, who; read back, and booked only when the caller agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialora.dialogue.receptionist.cues import Cue
from dialora.dialogue.receptionist.free_times import CalendarAway
from dialora.dialogue.receptionist.naming import ask_for_name, ask_to_spell, heard_name
from dialora.dialogue.receptionist.saying import a_service, for_owner, plain, say_list, say_moment
from dialora.dialogue.receptionist.searching import look
from dialora.dialogue.receptionist.state import Ask, Booking, Known, Offer, Origin, Person
from dialora.dialogue.receptionist.turn import Turn
from dialora.dialogue.receptionist.understanding import Understood
from dialora.dialogue.receptionist.wishes import exactly, with_wishes
from dialora.dialogue.spoken.dates import Days
from dialora.dialogue.spoken.words import says
from dialora.dialogue.spoken.yes_no import Reply
from dialora.domain.agents import OfferedService

#: The questions of this task.
ASKS = frozenset(
    {
        *(Ask.SERVICE, Ask.WHEN, Ask.WHICH_DAY, Ask.OFFER, Ask.NAME, Ask.LAST_NAME, Ask.NAME_RIGHT),
        *(Ask.SPELL_LAST, Ask.SPELL_FIRST, Ask.BOOKING_RIGHT, Ask.WHAT_TO_CHANGE, Ask.BOOKING_WANTED),
    }
)


async def hear(turn: Turn, u: Understood) -> bool:
    """Take what was said and go on. False where none of it was about the booking."""
    ask = turn.state.ask
    before = turn.state.booking or _new(turn, u)
    if u.says(Cue.DROP) and not u.wish:
        _drop(turn)
        return True
    if len(u.services) > 1 and not (before.service and before.service.value in u.services):
        return _which_service(turn, u.services, before, u)
    after = with_wishes(before, u, ask)
    after = replace(after, person=heard_name(before.person, u, ask))
    turn.know(booking=after)
    if after == before and turn.state.ask in ASKS:
        return await _reply(turn, u, after)
    if ask is Ask.WHICH_DAY and not after.days:
        return False
    await go_on(turn)
    return True


def _new(turn: Turn, u: Understood) -> Booking:
    """A fresh booking; "I'd like one" is of the service spoken of last."""
    service = turn.state.service if says(u.words, "one", "it", "that", "this") else None
    known = Known(value=service, origin=Origin.SAID, words=u.text) if service else None
    return Booking(service=known, person=turn.state.person)


async def go_on(turn: Turn) -> None:
    """The next thing that is missing, or the whole read back."""
    booking = turn.state.booking or Booking(person=turn.state.person)
    if booking.chosen is None:
        if booking.service is None:
            turn.know(booking=booking)
            turn.ask(Ask.SERVICE, turn.line("ask_service"))
            return
        if not booking.days and not booking.soonest:
            turn.know(booking=booking)
            turn.ask(Ask.WHEN, turn.line("ask_day"))
            return
        booking = await _looked(turn, booking, booking.service.value)
        turn.know(booking=booking)
        if booking.chosen is None:
            return
    turn.know(person=booking.person)
    if ask_for_name(turn, booking.person, question="ask_name"):
        return
    turn.ask(Ask.BOOKING_RIGHT, f"So that's {summary(booking)}. Is that right?")


async def _looked(turn: Turn, booking: Booking, service: OfferedService) -> Booking:
    try:
        return await look(turn, booking, service)
    except CalendarAway:
        turn.tell("no_calendar")
        turn.ask(Ask.MESSAGE_WANTED, turn.line("offer_message"))
        return booking


def summary(booking: Booking) -> str:
    """A cleaning on Thursday, November 26 at 3 PM, for Ada Quill."""
    what = a_service(booking.service.value) if booking.service else "an appointment"
    when = say_moment(booking.chosen.value.starts_at) if booking.chosen else ""
    who = f", for {booking.person.name}" if booking.person.name else ""
    return f"{what} on {when}{who}"


def _which_service(turn: Turn, services: tuple[OfferedService, ...], before: Booking, u: Understood) -> bool:
    """Two services that both fit, or two wishes in one sentence: one at a time."""
    rest = replace(u, services=())
    after = with_wishes(before, rest, turn.state.ask)
    turn.know(booking=replace(after, person=heard_name(before.person, rest, turn.state.ask)))
    names = say_list([a_service(service) for service in services[:3]], "or")
    turn.ask(Ask.SERVICE, f"Which shall I book first: {names}?")
    return True


async def _reply(turn: Turn, u: Understood, booking: Booking) -> bool:
    """Yes, no, or a word on what is wrong: nothing new was said of the appointment itself."""
    ask = turn.state.ask
    if ask is Ask.BOOKING_RIGHT and u.reply is Reply.YES and booking.chosen and booking.person.name:
        await _book(turn, booking, booking.chosen.value)
    elif ask in (Ask.BOOKING_RIGHT, Ask.WHAT_TO_CHANGE) and _change(turn, u, booking):
        pass
    elif ask is Ask.BOOKING_RIGHT and u.reply is Reply.NO:
        turn.tell("sorry")
        turn.ask(Ask.WHAT_TO_CHANGE, turn.line("ask_what_to_change"))
    elif ask is Ask.OFFER and (u.reply is Reply.NO or u.choice is not None):
        passed_over = booking.passed_over | {each.starts_at for each in booking.offers}
        turn.know(booking=replace(booking, passed_over=passed_over, offers=(), days=(), soonest=False))
        turn.ask(Ask.WHEN, turn.line("ask_other"))
    elif ask is Ask.OFFER and u.reply is Reply.YES:
        turn.ask(Ask.OFFER, turn.state.question)
    elif ask is Ask.BOOKING_WANTED and u.reply is Reply.YES:
        await go_on(turn)
    elif ask is Ask.BOOKING_WANTED and u.reply is Reply.NO:
        turn.know(booking=None)
        turn.tell("got_it")
        turn.ask(Ask.MORE, turn.line("ask_more"))
    elif ask is Ask.WHEN and u.reply is Reply.NO:
        _drop(turn)
    else:
        return False
    return True


def _change(turn: Turn, u: Understood, booking: Booking) -> bool:
    """A piece was named that is wrong, but not what is right."""
    if booking.chosen is None:
        return False
    if u.says(Cue.THE_NAME, Cue.THE_FIRST_NAME, Cue.THE_LAST_NAME):
        rejected = (*booking.person.rejected, booking.person.name)
        person = replace(booking.person, confirmed=False, rejected=rejected, mistakes=1)
        turn.know(booking=replace(booking, person=person))
        ask_to_spell(turn, first=u.says(Cue.THE_FIRST_NAME) and not u.says(Cue.THE_LAST_NAME))
        return True
    moment = booking.chosen.value.starts_at
    if u.says(Cue.THE_DAY):
        turn.know(booking=replace(booking, chosen=None, days=(), times=(exactly(moment),)))
        turn.ask(Ask.WHEN, turn.line("ask_day"))
        return True
    if u.says(Cue.THE_TIME):
        day = Days(moment.date(), moment.date())
        turn.know(booking=replace(booking, chosen=None, days=(day,), times=()))
        turn.ask(Ask.WHEN, turn.line("ask_time"))
        return True
    if u.says(Cue.THE_SERVICE):
        turn.ask(Ask.SERVICE, turn.line("ask_service"))
        return True
    return False


async def _book(turn: Turn, booking: Booking, offer: Offer) -> None:
    """The one place where an appointment is made. It is said to exist only if it does."""
    result = await turn.use("book_appointment", {"slot": offer.token, "name": booking.person.name})
    if result.ok:
        made_at = result.value.get("starts_at")
        moment = datetime.fromisoformat(made_at) if isinstance(made_at, str) else offer.starts_at
        service = booking.service.value if booking.service else None
        turn.know(booking=None, person=booking.person)
        turn.came_of_it(f"Booked {plain(service) if service else 'appointment'}, {for_owner(moment)}")
        what = a_service(service) if service else "an appointment"
        turn.say(f"You're booked: {what} on {say_moment(moment)}.", to_the_end=True)
        turn.ask(Ask.MORE, turn.line("ask_more"))
    elif result.problem in ("slot_taken", "slot_not_offered", "not_offered"):
        moment = offer.starts_at
        turn.tell("just_taken")
        turn.know(
            booking=replace(
                booking,
                chosen=None,
                days=(Days(moment.date(), moment.date()),),
                times=(exactly(moment),),
                passed_over=booking.passed_over | {moment},
            )
        )
        await go_on(turn)
    else:
        turn.tell("no_calendar")
        turn.say("Nothing is booked yet.")
        turn.ask(Ask.MESSAGE_WANTED, turn.line("offer_message"))


def _drop(turn: Turn) -> None:
    person = turn.state.booking.person if turn.state.booking else Person()
    turn.know(booking=None, person=person)
    turn.tell("dropped")
    turn.ask(Ask.MORE, turn.line("ask_more"))
