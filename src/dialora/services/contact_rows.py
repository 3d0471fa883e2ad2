"""A list of contacts as a file: its columns, what a row says, and contacts as rows again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any, Final

import phonenumbers

from dialora.domain.contacts import Contact
from dialora.domain.errors import InvalidFields
from dialora.domain.phone import PhoneNumber
from dialora.services.csv_rows import Columns, Row

COLUMNS: Final = Columns(
    required=("number",),
    optional=("name", "email", "state", "postcode", "zone", "language", "tags", "notes"),
    meant={
        **dict.fromkeys(("phone", "phone_number", "telephone", "mobile"), "number"),
        **dict.fromkeys(("full_name", "contact", "contact_name"), "name"),
        **dict.fromkeys(("e-mail", "email_address", "mail"), "email"),
        **dict.fromkeys(("zip", "zip_code", "zipcode", "postal_code"), "postcode"),
        **dict.fromkeys(("timezone", "time_zone"), "zone"),
        **dict.fromkeys(("note", "comment", "comments"), "notes"),
    },
)
_SEPARATORS: Final = re.compile(r"[|;,]")
#: A spreadsheet takes a cell that begins like this for a formula (OWASP, CSV injection).
_FORMULA: Final = ("=", "+", "-", "@")


def told_by(row: Row, country: str) -> tuple[PhoneNumber, dict[str, Any]]:
    """The number, and what the row says of the person: an empty cell says nothing. Numbers without a
    country code are of `country`. Raises InvalidFields."""
    if "" in row.cells:
        raise InvalidFields({"/row": "It has more cells than there are columns."})
    cells = {name: _plain(cell) for name, cell in row.cells.items()}
    said: dict[str, Any] = {name: cell for name, cell in cells.items() if cell and name != "number"}
    if "tags" in said:
        said["tags"] = [tag for tag in map(str.strip, _SEPARATORS.split(said["tags"])) if tag]
    return _number(cells["number"], country), said


def written(contacts: Iterable[Contact]) -> str:
    """Contacts as rows that can be read in again."""
    text = io.StringIO()
    csv.writer(text).writerows(map(_cells, contacts))
    return text.getvalue()


def heading() -> str:
    """The first row."""
    return ",".join([*COLUMNS.known, "source", "created_at"]) + "\r\n"


def _cells(contact: Contact) -> list[str]:
    person = contact.person
    cells = [
        *(contact.number.e164, person.name, person.email or "", person.state or "", person.postcode or ""),
        *(person.zone or "", person.language or "", "|".join(person.tags), person.notes),
        *(contact.source.value, contact.created_at.isoformat()),
    ]
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def _plain(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from reckoning with it."""
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in _FORMULA)) else cell


def _number(text: str, country: str) -> PhoneNumber:
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise InvalidFields({"/number": "That is no phone number. Write it with its area code."})
    return PhoneNumber(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
