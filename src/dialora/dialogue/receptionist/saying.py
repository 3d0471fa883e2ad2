"""How days, times, prices and hours are said. Figures are read out by the voice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from dialora.dialogue.spoken.calendar_words import MONTHS, WEEKDAYS
from dialora.domain.agents import Business, OfferedService, OpeningHours, Span

_SYMBOLS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "GBP": "£", "EUR": "€"}
_VOWEL_SOUNDS = ("a", "e", "i", "o", "u", "x-ray", "hour", "honest", "mri")
_CONSONANT_SOUNDS = ("uni", "use", "euro", "one")


def say_day(day: date) -> str:
    """Thursday, November 26."""
    return f"{WEEKDAYS[day.weekday()].title()}, {MONTHS[day.month - 1].title()} {day.day}"


def say_time(wall: time) -> str:
    """3 PM, 3:30 PM, noon."""
    if (wall.hour, wall.minute) == (12, 0):
        return "noon"
    if (wall.hour, wall.minute) == (0, 0):
        return "midnight"
    minutes = f":{wall.minute:02}" if wall.minute else ""
    return f"{wall.hour % 12 or 12}{minutes} {'AM' if wall.hour < 12 else 'PM'}"


def say_moment(moment: datetime) -> str:
    """Thursday, November 26 at 3 PM."""
    return f"{say_day(moment.date())} at {say_time(moment.time())}"


def say_list(pieces: Sequence[str], link: str = "and") -> str:
    """One, two and three."""
    if len(pieces) <= 1:
        return "".join(pieces)
    return f"{', '.join(pieces[:-1])} {link} {pieces[-1]}"


def say_span(span: Span) -> str:
    return f"{say_time(span.opens)} to {say_time(span.closes)}"


def say_spans(spans: Iterable[Span]) -> str:
    """From 8 AM to noon and from 1 PM to 5 PM."""
    return " and ".join(f"from {say_span(span)}" for span in spans)


def a_service(service: OfferedService) -> str:
    """A cleaning, an emergency visit."""
    name = plain(service)
    sound = name.lower()
    vowel = sound.startswith(_VOWEL_SOUNDS) and not sound.startswith(_CONSONANT_SOUNDS)
    return f"{'an' if vowel else 'a'} {name}"


def plain(service: OfferedService) -> str:
    """The service in the middle of a sentence; "X-ray" and "MRI" keep their capitals."""
    name = service.name
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def say_price(cents: int, currency: str) -> str:
    """$95, $95.50."""
    amount = f"{cents // 100}" if cents % 100 == 0 else f"{cents / 100:.2f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{amount}" if symbol else f"{amount} {currency}"


def price_sentence(service: OfferedService, currency: str) -> str:
    """What a service costs, as far as that is known before."""
    if service.price_cents is None:
        return f"The price of {a_service(service)} depends on the case."
    verb = "starts at" if service.price_from else "is"
    return f"{a_service(service).capitalize()} {verb} {say_price(service.price_cents, currency)}."


def say_duration(minutes: int) -> str:
    """45 minutes, an hour, an hour and a half, 2 hours."""
    if minutes < 60:
        return f"{minutes} minutes"
    hours, rest = divmod(minutes, 60)
    whole = "an hour" if hours == 1 else f"{hours} hours"
    if rest == 0:
        return whole
    if rest == 30:
        return "an hour and a half" if hours == 1 else f"{hours} and a half hours"
    return f"{whole} and {rest} minutes"


def say_week(hours: OpeningHours) -> list[str]:
    """The week in few sentences: days with the same hours together, closed days last."""
    runs: list[tuple[list[int], tuple[Span, ...]]] = []
    for day in range(7):
        spans = hours.week.get(day, ())
        if runs and runs[-1][1] == spans and runs[-1][0][-1] == day - 1:
            runs[-1][0].append(day)
        else:
            runs.append(([day], spans))
    sentences = [f"We're open {_days(days)} {say_spans(spans)}." for days, spans in runs if spans]
    closed = [day for days, spans in runs if not spans for day in days]
    if len(sentences) > 1:
        # "We're open … and …": the second and later ones are shorter.
        sentences = [sentences[0], *(each.replace("We're open ", "", 1) for each in sentences[1:])]
        sentences = [each[:1].upper() + each[1:] for each in sentences]
    if closed:
        sentences.append(f"We're closed on {say_list([WEEKDAYS[day].title() for day in closed])}.")
    return sentences


def _days(days: Sequence[int]) -> str:
    first, last = WEEKDAYS[days[0]].title(), WEEKDAYS[days[-1]].title()
    if len(days) == 1:
        return f"on {first}"
    return f"{first} and {last}" if len(days) == 2 else f"{first} to {last}"


def say_opening(business: Business, day: date) -> str:
    """The hours of one day, and why they are others than usual."""
    hours = business.hours
    spans = hours.on(day)
    if not spans:
        return why_closed(business, day)
    because = f"{_occasion(hours.special[day].name)}, " if day in hours.special else ""
    return f"On {say_day(day)}, {because}we're open {say_spans(spans)}."


def why_closed(business: Business, day: date) -> str:
    """We're closed on Sundays; we're closed on Thursday, November 26, for Thanksgiving."""
    if day in business.hours.holidays:
        return f"We're closed on {say_day(day)}, {_occasion(business.hours.holidays[day])}."
    return f"We're closed on {WEEKDAYS[day.weekday()].title()}s."


def _occasion(name: str) -> str:
    """Some holidays are named like days, others like reasons."""
    return (
        f"for {name[:1].lower() + name[1:]}"
        if name.lower().startswith(("a ", "the ", "our "))
        else f"for {name}"
    )


def for_owner(moment: datetime) -> str:
    """Thu 26 Nov 15:00."""
    weekday, month = WEEKDAYS[moment.weekday()][:3].title(), MONTHS[moment.month - 1][:3].title()
    return f"{weekday} {moment.day} {month} {moment:%H:%M}"
