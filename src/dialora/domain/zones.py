"""Time zones as people choose them: places of the IANA database, not its abbreviations and old names."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from zoneinfo import available_timezones

_AREAS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia"),
        *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
    }
)


def is_zone(name: str) -> bool:
    """Whether hours can be reckoned in it."""
    return name in _places()


@cache
def zones_by_area() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """America: America/New_York and all others there; by name."""
    ordered = sorted(_places())
    return tuple((area, tuple(names)) for area, names in groupby(ordered, lambda it: it.split("/")[0]))


@cache
def _places() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if name.partition("/")[0] in _AREAS)
