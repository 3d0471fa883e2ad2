"""A list of consents as a file: its columns, and what a row says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from dialora.domain.consents import (
    ConsentChannel,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Grant,
    Signature,
)
from dialora.domain.errors import Invalid, InvalidFields
from dialora.domain.phone import PhoneNumber
from dialora.services.csv_rows import Columns, Row

REQUIRED = ("number", "level", "purpose", "channels", "obtained_at")
OPTIONAL = (
    *("name", "seller", "authorizes_artificial_voice", "not_condition_of_purchase", "consumer_initiated"),
    *("signature", "disclosure_text", "disclosure_version", "words", "evidence", "ip", "user_agent"),
)
COLUMNS = Columns(REQUIRED, OPTIONAL, {})
_YES, _NO = {"yes", "true", "1", "y", "x", "si", "sí"}, {"", "no", "false", "0", "n"}
_SEPARATORS = re.compile(r"[|;,\s]+")

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def grant_of(row: Row, now: datetime) -> Grant:
    """What a row says. Raises RowFault's reason as InvalidFields, by column."""
    wrong: dict[str, str] = {}
    cell = row.cells.get
    if "" in row.cells:
        raise InvalidFields({"/row": "It has more cells than there are columns."})

    def read(column: str, reader: Callable[[str], T], fallback: T) -> T:
        try:
            return reader(cell(column) or "")
        except (ValueError, Invalid) as problem:
            wrong[f"/{column}"] = problem.message if isinstance(problem, Invalid) else str(problem)
            return fallback

    number = read("number", PhoneNumber, PhoneNumber("+10000000"))
    level = read("level", _one_of(ConsentLevel), ConsentLevel.EXPRESS)
    purpose = read("purpose", _one_of(ConsentPurpose), ConsentPurpose.INFORMATIONAL)
    none: tuple[ConsentChannel, ...] = ()
    channels = read("channels", _channels, none)
    obtained_at = read("obtained_at", _instant, now)
    artificial = read("authorizes_artificial_voice", _flag, False)
    no_condition = read("not_condition_of_purchase", _flag, False)
    initiated = read("consumer_initiated", _flag, False)
    signature = read("signature", lambda text: _one_of(Signature)(text) if text else None, None)
    if wrong:
        raise InvalidFields(wrong)
    grant = Grant(
        number=number,
        name=cell("name") or "",
        level=level,
        purpose=purpose,
        channels=channels,
        obtained_at=obtained_at,
        way=ConsentWay.CSV,
        seller=cell("seller") or None,
        signature=signature,
        disclosure_text=cell("disclosure_text") or "",
        disclosure_version=cell("disclosure_version") or None,
        words=cell("words") or "",
        evidence_ids=tuple(part for part in _SEPARATORS.split(cell("evidence") or "") if part),
        ip=cell("ip") or None,
        user_agent=cell("user_agent") or None,
        authorizes_artificial_voice=artificial,
        not_condition_of_purchase=no_condition,
        consumer_initiated=initiated,
    )
    grant.check(now)
    return grant


def _one_of(kind: type[E]) -> Callable[[str], E]:
    def read(text: str) -> E:
        try:
            return kind(text.lower().replace(" ", "_"))
        except ValueError:
            raise ValueError(f"One of {', '.join(each.value for each in kind)}.") from None

    return read


def _channels(text: str) -> tuple[ConsentChannel, ...]:
    found = [part for part in _SEPARATORS.split(text.lower()) if part]
    if not found:
        raise ValueError("voice, sms, or both.")
    return tuple(sorted({_one_of(ConsentChannel)(part) for part in found}))


def _flag(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError("yes or no.")


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("A day and time with its zone, like 2026-03-01T14:30:00-05:00.") from None
    if moment.tzinfo is None:
        raise ValueError("Say in which zone: 2026-03-01T14:30:00-05:00, or Z at the end for UTC.")
    return moment
