"""What an agent is for, the languages it speaks and the zones it may keep its hours in, in people's words."""

from __future__ import annotations

from dialora.domain.agents import Purpose
from dialora.domain.zones import zones_by_area

#: What is kept, and how it is read.
Choices = tuple[tuple[str, str], ...]

PURPOSES: Choices = (
    (Purpose.SCHEDULING.value, "Appointments"),
    (Purpose.SUPPORT.value, "Customer service"),
    (Purpose.SALES_OUTREACH.value, "Sales"),
)
_LANGUAGES: Choices = (
    ("en-US", "English, United States"),
    ("en-GB", "English, United Kingdom"),
    ("en-CA", "English, Canada"),
    ("en-AU", "English, Australia"),
    ("en-IE", "English, Ireland"),
    ("en-NZ", "English, New Zealand"),
)
#: What most owners look for stands above the rest of the world.
_UNITED_STATES: Choices = (
    ("America/New_York", "Eastern, New York"),
    ("America/Chicago", "Central, Chicago"),
    ("America/Denver", "Mountain, Denver"),
    ("America/Phoenix", "Mountain without summer time, Phoenix"),
    ("America/Los_Angeles", "Pacific, Los Angeles"),
    ("America/Anchorage", "Alaska, Anchorage"),
    ("Pacific/Honolulu", "Hawaii, Honolulu"),
    ("America/Puerto_Rico", "Atlantic, Puerto Rico"),
)


def languages_with(now: str) -> Choices:
    """All that can be chosen, and whatever is chosen already."""
    return _LANGUAGES if now in dict(_LANGUAGES) else (*_LANGUAGES, (now, now))


def zones_with(now: str) -> tuple[tuple[str, Choices], ...]:
    """By where they are; each zone once, and whatever is chosen already."""
    usual = dict(_UNITED_STATES)
    areas = [
        (area, tuple((name, _place(name)) for name in names if name not in usual))
        for area, names in zones_by_area()
    ]
    known = usual.keys() | {name for _, zones in areas for name, _ in zones}
    kept = () if now in known else ((now, ((now, now),)),)
    return (*kept, ("United States", _UNITED_STATES), *areas)


def _place(zone: str) -> str:
    """America/Argentina/Buenos_Aires is Buenos Aires, Argentina."""
    return ", ".join(reversed(zone.replace("_", " ").split("/")[1:]))
