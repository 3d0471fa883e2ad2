"""Public holidays where a business is, to be suggested as days with other hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import holidays

_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHoliday:
    day: date
    name: str


def coming_holidays(country: str, state: str | None, today: date) -> tuple[PublicHoliday, ...]:
    """Those of the next year, the nearest first; none where the country's are not known."""
    years = [today.year, today.year + 1]
    found = _of(country, state, years) or _of(country, None, years)
    return tuple(
        PublicHoliday(day=day, name=name)
        for day, name in sorted(found.items())
        if today <= day <= today + _AHEAD
    )


def _of(country: str, state: str | None, years: list[int]) -> dict[date, str]:
    try:
        return dict(holidays.country_holidays(country, subdiv=state, years=years, language="en_US"))
    except NotImplementedError:
        # What the library raises for a country or a part of it that it does not know.
        return {}
