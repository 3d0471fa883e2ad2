"""Where a business is: its country, its state where that is the US, and its time zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

import phonenumbers

from dialora.domain.errors import Invalid

UNITED_STATES: Final = "US"
#: The states and the district, as the Postal Service writes them. Territories are countries of their own.
STATES: Final = frozenset(
    {
        *("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID"),
        *("IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO"),
        *("MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA"),
        *("RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The law that a business is under, and the clock on its wall."""

    #: ISO 3166-1 alpha-2.
    country: str
    #: Two letters, where the country is the US, else None.
    state: str | None
    #: IANA time zone.
    zone: str

    def __post_init__(self) -> None:
        """Raises Invalid."""
        if self.country not in phonenumbers.SUPPORTED_REGIONS:
            raise Invalid(
                f"“{self.country}” is no country: two letters, such as US, GB or DE.",
                field="country",
                code="country_invalid",
            )
        if self.country == UNITED_STATES and self.state not in STATES:
            raise Invalid(
                "A business in the US is in a state: two letters, such as NY or TX.",
                field="state",
                code="state_invalid",
            )
        if self.country != UNITED_STATES and self.state is not None:
            raise Invalid("Only a business in the US has a state.", field="state", code="state_invalid")
        if self.zone not in available_timezones():
            raise Invalid(
                f"“{self.zone}” is no time zone: such as America/New_York or Europe/London.",
                field="zone",
                code="zone_invalid",
            )
