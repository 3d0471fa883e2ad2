"""Contacts: the people a business knows by number, and what it knows of where they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from dialora.domain.call_filter import words_of
from dialora.domain.email import email_address
from dialora.domain.errors import Invalid, InvalidFields
from dialora.domain.phone import PhoneNumber
from dialora.domain.places import STATES
from dialora.domain.tags import tag_of
from dialora.domain.zones import is_zone

LONGEST_NAME: Final = 200
LONGEST_NOTES: Final = 4_000
LONGEST_POSTCODE: Final = 12
#: Tags on one contact.
MOST_TAGS: Final = 20

_TERRITORIES: Final = frozenset({"PR", "GU", "VI", "AS", "MP"})
#: Canada shares the country code of the US.
_PROVINCES: Final = frozenset({"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"})
_POSTCODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]*")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
#: A name is found by the first letters of its words, up to so many.
_SHORTEST_START, _LONGEST_START = 2, 8
#: A number is found by its last digits.
LAST_DIGITS: Final = 4


class ContactSource(StrEnum):
    """How somebody came to be known."""

    API = "api"
    CSV = "csv"
    DASHBOARD = "dashboard"
    #: They booked an appointment.
    BOOKING = "booking"
    #: They left a message.
    MESSAGE = "message"
    #: They agreed to be called.
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of somebody besides their number. What is not known is empty or None."""

    name: str = ""
    email: str | None = None
    #: Two letters, of the US or Canada.
    state: str | None = None
    #: Where the number is of the US, its ZIP says where they are.
    postcode: str | None = None
    #: IANA, as they say themselves.
    zone: str | None = None
    #: Such as "en" or "es-MX".
    language: str | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""

    @classmethod
    def told(cls, said: Mapping[str, Any], number: PhoneNumber) -> Person:
        """As it is kept, in one spelling. Raises InvalidFields, naming every field that is wrong."""
        known = {field.name for field in fields(cls)}
        wrong: dict[str, str] = {}
        kept: dict[str, Any] = {}
        for name, value in said.items():
            if name not in known:
                raise ValueError(f"nothing is called {name} of a contact")
            try:
                kept[name] = _READ[name](value, number)
            except Invalid as problem:
                wrong[f"/{name}"] = problem.message
        if wrong:
            raise InvalidFields(wrong)
        return cls(**kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody whom the account knows. There is one for each number."""

    id: str
    account_id: str
    number: PhoneNumber
    person: Person
    source: ContactSource
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSearch:
    """What contacts are looked for by: all of it must be so. What is empty is not asked about."""

    #: The first letters of words of a name.
    starts: tuple[str, ...] = ()
    #: The last digits of a number.
    digits: str = ""
    tag: str | None = None
    number: PhoneNumber | None = None

    @property
    def finds(self) -> frozenset[str]:
        """What all of them can be found by, as `found_by` says it."""
        starts = {f"start {start[:_LONGEST_START]}" for start in self.starts}
        ends = {f"end {self.digits[-LAST_DIGITS:]}"} if self.digits else set()
        return frozenset(starts | ends | ({f"tag {self.tag}"} if self.tag else set()))

    def matches(self, contact: Contact) -> bool:
        """Whether it is one of them: what a contact is found by says less than what was looked for."""
        words = words_of(contact.person.name)
        return contact.number.e164.endswith(self.digits) and all(
            any(word.startswith(start) for word in words) for start in self.starts
        )


def searched(text: str) -> ContactSearch | None:
    """What somebody typed into the search: last digits of a number, or beginnings of names. None where it
    is too little to look for."""
    digits = "".join(char for char in text if char in "0123456789")
    if len(digits) >= LAST_DIGITS and re.fullmatch(r"\+?[\d\s().\-/]+", text.strip()):
        national = digits.lstrip("0")
        return ContactSearch(digits=(national if len(national) >= LAST_DIGITS else digits)[:15])
    starts = tuple(dict.fromkeys(word for word in words_of(text) if len(word) >= _SHORTEST_START))
    return ContactSearch(starts=starts[:8]) if starts else None


def found_by(contact: Contact) -> frozenset[str]:
    """Everything that it can be found by, besides its number."""
    return frozenset(_found_by(contact))


def _found_by(contact: Contact) -> Iterator[str]:
    for word in words_of(contact.person.name)[:20]:
        for length in range(_SHORTEST_START, min(len(word), _LONGEST_START) + 1):
            yield f"start {word[:length]}"
    for tag in contact.person.tags:
        yield f"tag {tag}"
    yield f"end {contact.number.e164[-LAST_DIGITS:]}"


def _name(value: Any, number: PhoneNumber) -> str:
    name = " ".join(_text(value, LONGEST_NAME).split())
    if not name.isprintable():
        raise Invalid("It holds characters that cannot be read.")
    return name


def _email(value: Any, number: PhoneNumber) -> str | None:
    return email_address(value) if value and value.strip() else None


def _state(value: Any, number: PhoneNumber) -> str | None:
    if not value or not value.strip():
        return None
    state = str(value).strip().upper()
    if state in STATES | _TERRITORIES or (state in _PROVINCES and number.e164.startswith("+1")):
        return state
    raise Invalid("Two letters of a state, such as NY or TX.")


def _postcode(value: Any, number: PhoneNumber) -> str | None:
    if not value or not value.strip():
        return None
    code = str(value).strip().upper()
    if len(code) > LONGEST_POSTCODE or not _POSTCODE.fullmatch(code):
        raise Invalid("A postcode, such as 10001.")
    return code


def _zone(value: Any, number: PhoneNumber) -> str | None:
    if not value or not value.strip():
        return None
    if not is_zone(value.strip()):
        raise Invalid("A time zone by its place, such as America/New_York.")
    return str(value).strip()


def _language(value: Any, number: PhoneNumber) -> str | None:
    if not value or not value.strip():
        return None
    if not _LANGUAGE.fullmatch(value.strip()):
        raise Invalid("The short name of a language, such as en or es-MX.")
    return str(value).strip()


def _tags(value: Any, number: PhoneNumber) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(tag_of(each) for each in value))
    if len(tags) > MOST_TAGS:
        raise Invalid(f"At most {MOST_TAGS} tags.")
    return tags


def _notes(value: Any, number: PhoneNumber) -> str:
    return _text(value, LONGEST_NOTES).strip()


def _text(value: Any, most: int) -> str:
    text = str(value)
    if len(text) > most:
        raise Invalid(f"At most {most:,} characters.")
    if any(unicodedata.category(char) in ("Cc", "Cs", "Cn") and char not in "\n\r\t" for char in text):
        raise Invalid("It holds characters that cannot be read.")
    return text


_READ: Final = {
    "name": _name,
    "email": _email,
    "state": _state,
    "postcode": _postcode,
    "zone": _zone,
    "language": _language,
    "tags": _tags,
    "notes": _notes,
}
