"""Reads a case's fields by kind. Absent and null are the same; a wrong type is never made right."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TypeVar

import phonenumbers

from dialora.compliance.canonical import Plain
from dialora.compliance.tables import is_zone
from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber

T = TypeVar("T")

_TWO_LETTERS = re.compile(r"[A-Z]{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class CaseInvalid(ValueError):
    """A case cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """An object of a case, and where it stands in it."""

    where: str
    cells: Mapping[str, Plain]

    @classmethod
    def of(cls, value: Plain, where: str) -> Fields:
        """Raises CaseInvalid."""
        if not isinstance(value, dict):
            raise CaseInvalid(f"{where} is no object")
        return cls(where=where, cells=value)

    def path(self, key: str) -> str:
        return key if self.where == "the case" else f"{self.where}.{key}"

    def part(self, key: str) -> Fields:
        return Fields.of(self._given(key), self.path(key))

    def optional_part(self, key: str) -> Fields:
        """Empty where absent."""
        return Fields.of({} if self.cells.get(key) is None else self.cells[key], self.path(key))

    def text(self, key: str) -> str:
        value = self._given(key)
        if not isinstance(value, str) or not value.strip():
            raise CaseInvalid(f"{self.path(key)} is no text")
        return value

    def optional_text(self, key: str) -> str | None:
        return None if self.cells.get(key) is None else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        listed = self.optional_list(key)
        if not all(isinstance(item, str) for item in listed):
            raise CaseInvalid(f"{self.path(key)} is not a list of texts")
        return tuple(str(item) for item in listed)

    def records(self, key: str) -> tuple[Fields, ...]:
        return tuple(Fields.of(item, self.path(key)) for item in self.optional_list(key))

    def optional_list(self, key: str) -> list[Plain]:
        value = self.cells.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise CaseInvalid(f"{self.path(key)} is no list")
        return value

    def choice(self, key: str, choices: Mapping[str, T]) -> T:
        value = self.text(key)
        if value not in choices:
            raise CaseInvalid(f"{self.path(key)} is not one of {', '.join(choices)}")
        return choices[value]

    def optional_choice(self, key: str, choices: Mapping[str, T], default: T) -> T:
        return default if self.cells.get(key) is None else self.choice(key, choices)

    def flag(self, key: str, *, absent: bool = False) -> bool:
        """`absent` where it is not said."""
        value = self.optional_flag(key)
        return absent if value is None else value

    def optional_flag(self, key: str) -> bool | None:
        value = self.cells.get(key)
        if value is not None and not isinstance(value, bool):
            raise CaseInvalid(f"{self.path(key)} is neither true nor false")
        return value

    def optional_amount(self, key: str) -> float | None:
        """Zero or more."""
        value = self.cells.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise CaseInvalid(f"{self.path(key)} is no number")
        try:
            amount = float(value)
        except OverflowError:
            amount = math.inf
        if not 0 <= amount < math.inf:
            raise CaseInvalid(f"{self.path(key)} is no amount")
        return amount

    def optional_day(self, key: str) -> date | None:
        """Like 2026-11-24."""
        value = self.optional_text(key)
        if value is None:
            return None
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise CaseInvalid(f"{self.path(key)} is no day")

    def optional_instant(self, key: str) -> datetime | None:
        return None if self.cells.get(key) is None else self.instant(key)

    def instant(self, key: str) -> datetime:
        """With its zone; "Z" or an offset."""
        value = self.text(key)
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise CaseInvalid(f"{self.path(key)} is no instant with a zone")

    def phone(self, key: str) -> PhoneNumber:
        number = _phone(self.text(key))
        if number is None:
            raise CaseInvalid(f"{self.path(key)} is no phone number")
        return number

    def optional_phone(self, key: str) -> PhoneNumber | None:
        return None if self.cells.get(key) is None else self.phone(key)

    def dialled(self, key: str) -> tuple[PhoneNumber | None, str | None]:
        """What is to be called: a number, or what was written where it is none."""
        value = self._given(key)
        if not isinstance(value, str):
            raise CaseInvalid(f"{self.path(key)} is no text")
        number = _phone(value)
        return number, value if number is None else None

    def state(self, key: str) -> str:
        value = self.text(key)
        if not _TWO_LETTERS.fullmatch(value):
            raise CaseInvalid(f"{self.path(key)} is not two letters")
        return value

    def optional_state(self, key: str) -> str | None:
        return None if self.cells.get(key) is None else self.state(key)

    def optional_country(self, key: str) -> str | None:
        value = self.optional_text(key)
        if value is not None and value not in phonenumbers.SUPPORTED_REGIONS:
            raise CaseInvalid(f"{self.path(key)} is no country")
        return value

    def optional_zone(self, key: str) -> str | None:
        value = self.optional_text(key)
        if value is not None and not is_zone(value):
            raise CaseInvalid(f"{self.path(key)} is a zone that nobody knows")
        return value

    def _given(self, key: str) -> Plain:
        if self.cells.get(key) is None:
            raise CaseInvalid(f"{self.path(key)} is missing")
        return self.cells[key]


@lru_cache(maxsize=65_536)
def _phone(text: str) -> PhoneNumber | None:
    """A number that is written with its country code, spaces and dashes or not; None where it is none."""
    try:
        return PhoneNumber(text)
    except Invalid:
        pass
    try:
        parsed = phonenumbers.parse(text)
        return PhoneNumber(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    except (phonenumbers.NumberParseException, Invalid):
        return None
