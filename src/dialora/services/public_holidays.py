"""Public holidays where a business is, to be suggested as days with other hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHoliday:
    day: date
    name: str


@lru_cache(maxsize=64)
def coming_holidays(country: str, state: str | None, today: date) -> tuple[PublicHoliday, ...]:
    """Those of the next year, the nearest first; none where the country's are not known."""
    years = [today.year, today.year + 1]
    found = _of(country, state, years) or _of(country, None, years)
    return tuple(
        PublicHoliday(day=day, name=_spoken(name))
        for day, name in sorted(found.items())
        if today <= day <= today + _AHEAD
    )


def _spoken(name: str) -> str:
    """As callers are told: one name, and not that it is observed on another day than its own."""
    return name.split(";")[0].removesuffix(" (observed)")


def _of(country: str, state: str | None, years: list[int]) -> dict[date, str]:
    try:
        return dict(holidays.country_holidays(country, subdiv=state, years=years, language="en_US"))
    except NotImplementedError:
        # What the library raises for a country or a part of it that it does not know.
        return {}
