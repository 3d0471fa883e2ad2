"""Phone numbers as people type them."""

from __future__ import annotations

import phonenumbers

from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber


def typed_number(text: str, *, country: str = "US") -> PhoneNumber:
    """(312) 555-0150 is a number where nothing else is said; +44 … anywhere. Raises Invalid."""
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise Invalid(
            "That is no phone number. Type it with its area code, like 312 555 0150.",
            field="number",
            code="phone_number_invalid",
        )
    return PhoneNumber(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
