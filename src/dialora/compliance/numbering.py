"""What a telephone number is by itself: whose country's, of which kind, given out at all or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from dialora.compliance.places import NpaTable
from dialora.domain.phone import PhoneNumber

#: What phonenumbers calls a number of no country: satellites, international freephone.
NO_COUNTRY: Final = "001"

_PROTECTED: Final = frozenset({PhoneNumberType.PAGER, PhoneNumberType.SHARED_COST})
_PREMIUM: Final = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PERSONAL_NUMBER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """A number by its numbering plan."""

    #: Given out, or at least in a block that is.
    valid: bool
    #: ISO 3166-1 alpha-2, or "001"; None where no country claims it.
    region: str | None
    #: Every country it may belong to.
    regions: frozenset[str]
    #: Whoever is called pays.
    toll_free: bool
    #: Premium rate, or personal numbers that are charged as such.
    premium: bool
    #: Pagers and lines of shared cost.
    protected: bool
    #: The area code and the exchange, in North America.
    npa: str | None
    exchange: str | None


@lru_cache(maxsize=65_536)
def numbering_of(number: PhoneNumber) -> Numbering:
    """By the library of numbering plans alone."""
    try:
        parsed = phonenumbers.parse(number.e164)
    except phonenumbers.NumberParseException:
        parsed = phonenumbers.PhoneNumber()
    kind = phonenumbers.number_type(parsed)
    region = phonenumbers.region_code_for_number(parsed)
    american = number.e164.startswith("+1")
    return Numbering(
        valid=phonenumbers.is_valid_number(parsed),
        region=region,
        regions=_regions(parsed, region),
        toll_free=kind == PhoneNumberType.TOLL_FREE,
        premium=kind in _PREMIUM,
        protected=kind in _PROTECTED,
        npa=number.e164[2:5] if american else None,
        exchange=number.e164[5:8] if american else None,
    )


def is_toll_free(number: Numbering, table: NpaTable) -> bool:
    return number.toll_free or number.npa in table.toll_free


def is_premium(number: Numbering, table: NpaTable) -> bool:
    """Area codes and exchanges at a premium, and personal numbers."""
    by_code = number.npa in table.premium or number.npa in table.personal
    return number.premium or by_code or number.exchange in table.premium_exchange


def _regions(parsed: phonenumbers.PhoneNumber, region: str | None) -> frozenset[str]:
    if region is not None:
        return frozenset({region}) - {NO_COUNTRY}
    if parsed.country_code is None or parsed.country_code == 1:
        return frozenset()
    # A number that no country of a shared code claims may be anywhere in them.
    return frozenset(phonenumbers.region_codes_for_country_code(parsed.country_code)) - {NO_COUNTRY}
