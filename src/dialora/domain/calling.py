"""Where an account calls and what it spends on it in a day: its wishes, within what the operator allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import phonenumbers

from dialora.domain.approvals import Approvals
from dialora.domain.errors import Invalid

#: Called as one country.
UNITED_STATES: Final = frozenset({"US", "PR", "GU", "VI", "AS", "MP"})
#: A call can last no longer, whatever is set: what it costs until then is put aside when it is placed.
LONGEST_CALL_S: Final = 14_400
#: A million of any currency: more is a slip of the pen.
DEAREST_DAY_MICROS: Final = 1_000_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingSettings:
    """What an account has set for its own calls. None leaves it to what the operator allows."""

    #: ISO 3166-1 alpha-2; None: its own country alone.
    countries: tuple[str, ...] | None = None
    #: Millionths of `currency` (ISO 4217) within a day of the account's zone.
    spend_day_micros: int | None = None
    currency: str | None = None
    changed_at: datetime | None = None
    #: A member or a key.
    changed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What the calls of a day have used up, in one currency."""

    #: Settled.
    micros: int
    #: Put aside for calls that are underway: what they cost if they last as long as they may.
    reserved_micros: int
    #: Some call cost money in another currency, which nobody can compare.
    elsewhere: bool

    @property
    def used_up(self) -> int:
        return self.micros + self.reserved_micros


def one_country(region: str | None) -> str | None:
    """The country that a region is called as."""
    return "US" if region in UNITED_STATES else region


def allowed_countries(home: str, approvals: Approvals) -> frozenset[str]:
    """Those that an account may choose from."""
    return frozenset(filter(None, map(one_country, (home, *approvals.countries))))


def called_countries(home: str, approvals: Approvals, own: CallingSettings) -> frozenset[str]:
    """Those that it calls. What it once chose and the operator has closed since is closed."""
    wanted = (home,) if own.countries is None else own.countries
    return frozenset(filter(None, map(one_country, wanted))) & allowed_countries(home, approvals)


def chosen_countries(asked: Iterable[str], allowed: frozenset[str]) -> tuple[str, ...]:
    """As they are kept. Raises Invalid where one is no country, or is not open to the account."""
    chosen = sorted({one_country(country.strip().upper()) or "" for country in asked})
    for country in chosen:
        if country not in phonenumbers.SUPPORTED_REGIONS:
            raise Invalid(
                f"{country[:8]!r} is no country: write US, CA, GB.", field="countries", code="country_invalid"
            )
        if country not in allowed:
            raise Invalid(
                f"Whoever runs this installation has not opened {country} to this account.",
                field="countries",
                code="country_not_open",
            )
    return tuple(chosen)


def day_caps(approvals: Approvals, own: CallingSettings) -> tuple[tuple[int, str], ...]:
    """Every cap that holds, with its currency."""
    pairs = (
        (own.spend_day_micros, own.currency),
        (approvals.spend_day_micros, approvals.spend_currency),
    )
    return tuple((micros, currency) for micros, currency in pairs if micros is not None and currency)
