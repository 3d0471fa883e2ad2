"""Which numbers a call may be handed to: those of people, and none that costs or that help is called with."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberType

from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber

#: People write numbers with these between the digits.
_BETWEEN = re.compile(r"[\s().\-\u00a0\u2010-\u2015/]")
#: Numbers of at most so many digits reach services, not people.
_SHORT = 6
_COSTLY = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})
_NOBODY = frozenset({PhoneNumberType.PAGER, PhoneNumberType.VOICEMAIL})
#: What phonenumbers calls a number of no country: satellites, networks, international premium.
_NO_COUNTRY = "001"
#: The exchange of paid lines in every area code of North America.
_PAID_EXCHANGE = re.compile(r"\+1\d{3}976\d{4}")


def transfer_number(written: str) -> PhoneNumber:
    """Read a number as people write it. Raises Invalid, saying why calls cannot go there."""
    plain = _BETWEEN.sub("", written)
    if plain.lstrip("+").isascii() and plain.lstrip("+").isdigit() and len(plain.lstrip("+")) <= _SHORT:
        raise _refused("Short and emergency numbers reach services, not a person of yours.")
    try:
        number = PhoneNumber(plain)
    except Invalid as error:
        raise _refused("Write it with a plus and the country code, like +1 212 555 0123.") from error
    if why := _why_not(number):
        raise _refused(why)
    return number


def _why_not(number: PhoneNumber) -> str | None:
    parsed = phonenumbers.parse(number.e164)
    kind = phonenumbers.number_type(parsed)
    if kind in _COSTLY or _PAID_EXCHANGE.fullmatch(number.e164):
        return "Calls to this number cost extra: calls are not handed to paid lines."
    if phonenumbers.region_code_for_number(parsed) == _NO_COUNTRY or kind in _NOBODY:
        return "No person answers a number of this kind."
    if not phonenumbers.is_valid_number(parsed):
        return "No telephone has this number. Check its digits."
    return None


def _refused(why: str) -> Invalid:
    return Invalid(why, field="number", code="transfer_number_refused")
