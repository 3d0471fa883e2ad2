"""A telephone number."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

from dialora.domain.errors import Invalid

_E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True, slots=True, order=True)
class PhoneNumber:
    """A number in E.164 form, such as +12125550123 (ITU-T E.164: at most 15 digits)."""

    e164: str

    def __post_init__(self) -> None:
        if not _E164.fullmatch(self.e164):
            raise Invalid(
                "A phone number is written with a plus and its country code, like +12125550123.",
                field="number",
                code="phone_number_invalid",
            )

    def __str__(self) -> str:
        return self.e164

    @property
    def spaced(self) -> str:
        """As people read it: +1 212-555-0123. Just its digits where no country has such numbers, as strangers
        show them who hide their own."""
        try:
            parsed = phonenumbers.parse(self.e164)
        except phonenumbers.NumberParseException:
            return self.e164
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
