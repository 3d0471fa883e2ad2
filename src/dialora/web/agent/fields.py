"""Fields of an agent's document that say in people's words what is wrong with them."""

from __future__ import annotations

import unicodedata
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from dialora.domain.errors import Invalid
from dialora.domain.transfer_numbers import transfer_number
from dialora.domain.zones import is_zone

#: Characters nobody writes and nothing can say: control, private, unassigned, half of a pair.
_UNSPEAKABLE = frozenset({"Cc", "Co", "Cn", "Cs"})
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def _text(value: str, least: int, most: int) -> str:
    plain = " ".join(value.split())
    if any(unicodedata.category(character) in _UNSPEAKABLE for character in plain):
        raise PydanticCustomError("text_unspeakable", "It holds a character that cannot be said.")
    if len(plain) < least:
        raise PydanticCustomError("text_missing", "Write something here.")
    if len(plain) > most:
        told = {"most": most, "length": len(plain)}
        raise PydanticCustomError("text_long", "At most {most} characters; these are {length}.", told)
    return plain


def _checked(least: int, most: int) -> AfterValidator:
    return AfterValidator(lambda value: _text(value, least, most))


def _schema(least: int, most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "minLength": least, "maxLength": most})


#: Spaces and line ends count as one space: all of it is spoken.
Name = Annotated[str, _checked(1, 80), _schema(1, 80)]
BusinessName = Annotated[str, _checked(1, 120), _schema(1, 120)]
Greeting = Annotated[str, _checked(1, 300), _schema(1, 300)]
Wording = Annotated[str, _checked(1, 200), _schema(1, 200)]
Reply = Annotated[str, _checked(1, 1000), _schema(1, 1000)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]

#: What the embedded ear and voice understand and speak, by where it is spoken (BCP 47).
Language = Literal["en-US", "en-GB", "en-CA", "en-AU", "en-IE", "en-NZ"]


def _zone(value: str) -> str:
    if not is_zone(value):
        raise PydanticCustomError("zone", "Choose a time zone, like America/New_York.")
    return value


#: Of the IANA database, named after a place.
Zone = Annotated[
    str,
    AfterValidator(_zone),
    WithJsonSchema({"type": "string", "maxLength": 60, "examples": ["America/New_York"]}),
]


def _wall_time(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        wall = time.fromisoformat(value) if isinstance(value, str) and value.isascii() else None
    except ValueError:
        wall = None
    if wall is None or wall.tzinfo is not None or wall.second or wall.microsecond:
        raise PydanticCustomError("wall_time", "Write a time, like 09:30.")
    return wall


_TIME_SCHEMA = {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$", "examples": ["09:30"]}


def _cents(value: Any) -> int | None:
    if value is None or (type(value) is int and 0 <= value <= 100_000_000):
        return value
    raise PydanticCustomError("cents", "Write an amount, like 95 or 95.50.")


#: Hundredths of the currency; None where the price depends.
Cents = Annotated[
    int | None,
    BeforeValidator(_cents),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0, "maximum": 100_000_000}, {"type": "null"}]}),
]

#: A time of day on the business's wall, to the minute.
WallTime = Annotated[
    time,
    BeforeValidator(_wall_time),
    PlainSerializer(lambda wall: wall.isoformat(), return_type=str),
    WithJsonSchema(_TIME_SCHEMA),
]


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if isinstance(value, date):
        day = value
    if day is None or not _FIRST_DAY <= day <= _LAST_DAY:
        raise PydanticCustomError("day", "Choose a day.")
    return day


#: A day of the calendar.
Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(lambda day: day.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]


def _reachable_number(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 40:
        raise PydanticCustomError("phone_number", "Write a phone number, like +1 212 555 0123.")
    try:
        return transfer_number(value).e164
    except Invalid as error:
        raise PydanticCustomError("phone_number", "{why}", {"why": error.message}) from error


#: A number that calls may be handed to, in E.164 form; the spaces people write are left out.
TransferNumber = Annotated[
    str,
    BeforeValidator(_reachable_number),
    WithJsonSchema({"type": "string", "maxLength": 40, "examples": ["+12125550123"]}),
]
