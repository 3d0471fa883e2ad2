"""A week or a day as the calendar draws it: all times as they stand on the business's own wall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dialora.domain.accounts import Account
from dialora.domain.agents import Business
from dialora.domain.appointments import Appointment, Calendar, Slot
from dialora.scheduling.closed import closed_stretches
from dialora.services.calendars import Team
from dialora.web import words

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
#: The first and last hour shown where nobody is open and nothing is booked.
_USUAL_HOURS = (8, 18)
#: A card is at least this long on the page, or nothing could be read on it.
_SHORTEST = timedelta(minutes=10)
_FULL_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days that are looked at, both included."""

    first: date
    last: date

    @classmethod
    def week_of(cls, day: date) -> Period:
        monday = day - timedelta(days=day.weekday())
        return cls(first=monday, last=monday + 6 * _DAY)

    @classmethod
    def of_day(cls, day: date) -> Period:
        return cls(first=day, last=day)

    def days(self) -> Iterator[date]:
        return (self.first + _DAY * number for number in range((self.last - self.first).days + 1))

    @property
    def title(self) -> str:
        """23–29 November 2026."""
        first, last = self.first, self.last
        if first == last:
            return f"{first:%A} {first.day} {first:%B} {first.year}"
        begins = str(first.day)
        if first.month != last.month:
            begins += f" {first:%B}" + ("" if first.year == last.year else f" {first.year}") + " "
        ends = f"{last.day} {last:%B} {last.year}"
        return f"{begins}–{' ' if first.month != last.month else ''}{ends}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose calendars are shown, and by whose clock."""

    account: Account
    teams: Sequence[Team]
    #: Of these; all, where nobody chose.
    calendars: Sequence[Calendar]
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.account.zone)

    def business_of(self, calendar: Calendar) -> Business | None:
        """The business whose hours hold for a calendar; None where no agent books on it."""
        return next(
            (
                team.agent.business
                for team in self.teams
                if calendar.id in {each.id for each in team.calendars}
            ),
            None,
        )

    def names_of(self, day: date) -> tuple[str, ...]:
        """What a day is called, where it is a holiday or has hours of its own."""
        found: dict[str, None] = {}
        for business in self.businesses():
            special = business.hours.special.get(day)
            name = business.hours.holidays.get(day) or (special.name if special else None)
            if name:
                found[name] = None
        return tuple(found)

    def businesses(self) -> list[Business]:
        found = [self.business_of(each) for each in self.calendars]
        return [each for each in found if each is not None]


def drawn(desk: Desk, period: Period, booked: Sequence[Appointment]) -> Mapping[str, Any]:
    """What the calendar on the page is given."""
    earliest, latest = _hours(desk, period, booked)
    offset = f"{desk.now.astimezone(desk.zone):%z}"
    grid = min((team.agent.business.grid_minutes for team in desk.teams), default=15)
    return {
        "view": "day" if period.first == period.last else "week",
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        # As it is now; the times below need none, they are read off the wall.
        "offset": f"{offset[:3]}:{offset[3:5]}",
        "hours": [f"{earliest:02d}:00", f"{latest:02d}:00"],
        "step": f"00:{max(5, min(grid, 30)):02d}",
        "calendars": [{"id": each.id, "name": each.name} for each in desk.calendars],
        "days": {day.isoformat(): list(desk.names_of(day)) for day in period.days() if desk.names_of(day)},
        "closed": [*_closed(desk, period)],
        "appointments": [_card(desk, each) for each in booked],
    }


def zone_name(zone: str) -> str:
    """New York, of America/New_York."""
    return zone.rpartition("/")[2].replace("_", " ")


def wall(at: datetime, zone: ZoneInfo) -> str:
    """2026-11-26T09:00:00, as the clock on the wall shows it."""
    return at.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds")


def _card(desk: Desk, it: Appointment) -> Mapping[str, Any]:
    starts, ends = (at.astimezone(desk.zone).replace(tzinfo=None) for at in (it.starts_at, it.ends_at))
    names = {each.id: each.name for each in desk.calendars}
    return {
        "id": it.id,
        "version": it.version,
        "calendar": it.calendar_id,
        "starts": starts.isoformat(timespec="seconds"),
        # Where the clocks go back within it, it would end before it starts.
        "ends": max(ends, starts + _SHORTEST).isoformat(timespec="seconds"),
        "time": "–".join(words.at_time(at, desk.account.zone) for at in (it.starts_at, it.ends_at)),
        "name": it.name,
        "service": words.sentence_case(it.service_name),
        "with": names.get(it.calendar_id, ""),
        "past": it.ends_at <= desk.now,
    }


def _closed(desk: Desk, period: Period) -> Iterator[Mapping[str, Any]]:
    """Closed hours of each calendar; of the week, those at which all are closed."""
    shades = {
        each.id: list(closed_stretches(business, period.first, period.last))
        for each in desk.calendars
        if (business := desk.business_of(each)) is not None
    }
    if period.first != period.last:
        for each in _shared(list(shades.values())):
            yield _shade(desk, each, None)
        return
    for calendar_id, stretches in shades.items():
        for each in stretches:
            yield _shade(desk, each, calendar_id)


def _shade(desk: Desk, it: Slot, calendar_id: str | None) -> Mapping[str, Any]:
    starts, ends = (wall(at, desk.zone) for at in (it.starts_at, it.ends_at))
    return {"starts": starts, "ends": ends, "calendar": calendar_id}


def _shared(shades: list[list[Slot]]) -> list[Slot]:
    """The stretches that are in all of these."""
    if not shades:
        return []
    shared = shades[0]
    for other in shades[1:]:
        shared = [
            Slot(max(one.starts_at, two.starts_at), min(one.ends_at, two.ends_at))
            for one in shared
            for two in other
            if one.starts_at < two.ends_at and two.starts_at < one.ends_at
        ]
    return shared


def _hours(desk: Desk, period: Period, booked: Sequence[Appointment]) -> tuple[int, int]:
    """From the hour before the first opens to the one after the last closes, and whatever is booked."""
    starts: list[int] = []
    ends: list[int] = []
    for business in desk.businesses():
        # Any day of the week: the page keeps its height from day to day.
        for spans in business.hours.week.values():
            starts += [span.opens.hour - 1 for span in spans]
            ends += [_hour_after(span.closes) + 1 for span in spans]
    for each in booked:
        begun, ended = (at.astimezone(desk.zone) for at in (each.starts_at, each.ends_at))
        starts.append(begun.hour)
        ends.append(_hour_after(ended.time()) if ended.date() == begun.date() else _FULL_DAY)
    first, last = _USUAL_HOURS
    return max(0, min(starts, default=first)), min(_FULL_DAY, max(ends, default=last))


def _hour_after(at: time) -> int:
    if at == time.min:
        return _FULL_DAY
    return at.hour + (1 if at.minute else 0)
