"""Questions about the business: hours, services, prices, and whatever the owner wrote down."""

from __future__ import annotations

from datetime import date, timedelta

from dialora.dialogue.receptionist.cues import Cue
from dialora.dialogue.receptionist.matching import find_answer
from dialora.dialogue.receptionist.saying import (
    a_service,
    plain,
    price_sentence,
    say_day,
    say_duration,
    say_list,
    say_opening,
    say_time,
    say_week,
)
from dialora.dialogue.receptionist.state import Ask, Booking, Known, Origin
from dialora.dialogue.receptionist.turn import Turn
from dialora.dialogue.receptionist.understanding import Understood
from dialora.dialogue.spoken.dates import Days
from dialora.dialogue.spoken.words import says
from dialora.domain.agents import OfferedService
from dialora.scheduling.opening import is_open, opening_on

#: Holidays and other unusual days this near are mentioned with the week's hours.
_SOON = timedelta(days=14)
#: As many days are told one by one; a longer stretch gets the week.
_ONE_BY_ONE = 2
#: "Do you do fillings?" asks whether there is such a service.
_DO_YOU = (
    "do you do",
    "do you offer",
    "do you have",
    "do you provide",
    "do you make",
    "can you do",
    "you do",
)
#: A service named with these is wanted now, not only asked about.
_WANTED = (
    "i would like",
    "i want",
    "i need",
    "can i get",
    "can i have",
    "can i book",
    "could i",
    "may i",
    "book",
)


def answer(turn: Turn, u: Understood) -> bool:
    """Answer if this asks about the business. False where it does not, or is not known."""
    if u.says(Cue.NOW_OPEN):
        _tell_now(turn)
    elif u.says(Cue.HOURS):
        _tell_hours(turn, u)
    elif u.says(Cue.PRICE):
        _tell_prices(turn, u)
    elif u.says(Cue.DURATION) and (service := u.services[0] if u.services else turn.state.service):
        turn.say(f"{a_service(service).capitalize()} takes {say_duration(service.minutes)}.")
    elif u.says(Cue.SERVICES) and not u.services:
        _tell_services(turn)
    elif u.question and u.services and says(u.words, *_DO_YOU) and not says(u.words, *_WANTED):
        return _tell_service(turn, u.services[0])
    elif found := find_answer(u.words, turn.business, turn.meaning, question=u.question):
        turn.say(found.text)
    else:
        return False
    return True


def _tell_now(turn: Turn) -> None:
    if is_open(turn.business, turn.now):
        stretch = next(each for each in opening_on(turn.business, turn.today) if turn.now < each.ends_at)
        turn.say(f"Yes, we're open until {say_time(stretch.ends_at.astimezone(turn.now.tzinfo).time())}.")
        return
    later = [each for each in opening_on(turn.business, turn.today) if each.starts_at > turn.now]
    if later:
        opens = later[0].starts_at.astimezone(turn.now.tzinfo).time()
        turn.say(f"Not right now. We open again at {say_time(opens)} today.")
        return
    turn.say("We're closed right now.")
    for ahead in range(1, 15):
        day = turn.today + timedelta(days=ahead)
        if spans := turn.business.hours.on(day):
            turn.say(f"We open again on {say_day(day)} at {say_time(spans[0].opens)}.")
            return


def _tell_hours(turn: Turn, u: Understood) -> None:
    days = _days_asked(u)
    if not days:
        for sentence in say_week(turn.business.hours):
            turn.say(sentence)
        for day in _unusual_days_soon(turn):
            turn.say(say_opening(turn.business, day))
        return
    for day in days:
        turn.say(say_opening(turn.business, day))


def _days_asked(u: Understood) -> list[date]:
    """The days that were asked about one by one; for "Saturdays" the next one."""
    asked: list[date] = []
    for days in u.days:
        if days.single:
            asked.append(days.single)
        elif days.weekdays is not None and len(days.weekdays) == 1:
            asked.append(_first_of(days))
        elif (days.last - days.first).days < _ONE_BY_ONE:
            asked += [days.first, days.last]
    return asked


def _first_of(days: Days) -> date:
    day = days.first
    while day not in days:
        day += timedelta(days=1)
    return day


def _unusual_days_soon(turn: Turn) -> list[date]:
    hours = turn.business.hours
    unusual = {*hours.holidays, *hours.special}
    return sorted(day for day in unusual if turn.today <= day <= turn.today + _SOON)


def _tell_prices(turn: Turn, u: Understood) -> None:
    services = u.services or ((turn.state.service,) if turn.state.service else ())
    if services:
        for service in services[:3]:
            turn.say(price_sentence(service, turn.business.currency))
        return
    priced = [service for service in turn.business.services if service.price_cents is not None]
    told = [price_sentence(service, turn.business.currency) for service in priced[:3]]
    turn.say("That depends on the service.")
    for sentence in told:
        turn.say(sentence)


def _tell_services(turn: Turn) -> None:
    names = [plain(service) for service in turn.business.services]
    turn.say(f"We offer {say_list(names)}.")


def _tell_service(turn: Turn, service: OfferedService) -> bool:
    """Yes, and would you like one?"""
    turn.say(f"Yes, we do. {a_service(service).capitalize()} takes {say_duration(service.minutes)}.")
    if turn.state.booking is None:
        known = Known(value=service, origin=Origin.SAID)
        turn.know(booking=Booking(service=known, person=turn.state.person))
        turn.ask(Ask.BOOKING_WANTED, "Would you like to book one?")
    return True
