"""A list of consents as a file: its columns, read row by row while it arrives."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from dialora.domain.consent_imports import RowFault
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

REQUIRED = ("number", "level", "purpose", "channels", "obtained_at")
OPTIONAL = (
    *("name", "seller", "authorizes_artificial_voice", "not_condition_of_purchase", "consumer_initiated"),
    *("signature", "disclosure_text", "disclosure_version", "words", "evidence", "ip", "user_agent"),
)
COLUMNS = (*REQUIRED, *OPTIONAL)
#: A row longer than this is no row: a quote was never closed.
_LONGEST_ROW = 100_000
_YES, _NO = {"yes", "true", "1", "y", "x", "si", "sí"}, {"", "no", "false", "0", "n"}
_SEPARATORS = re.compile(r"[|;,\s]+")

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class FileBroken(Exception):
    """The file cannot be read any further; says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by the names of its columns."""

    line: int
    cells: Mapping[str, str]


async def rows_of(parts: AsyncIterator[bytes]) -> AsyncIterator[Row]:
    """The rows of a file as they arrive. Raises FileBroken."""
    header: list[str] | None = None
    delimiter = ","
    async for line, text in _records(parts):
        if header is None:
            delimiter = ";" if text.count(";") > text.count(",") else ","
            header = _header(_cells(text, delimiter))
            continue
        cells = _cells(text, delimiter)
        if any(cell.strip() for cell in cells):
            padded = [*cells, *[""] * (len(header) - len(cells))]
            extra = {"": "more cells than columns"} if len(cells) > len(header) else {}
            yield Row(line, dict(zip(header, (cell.strip() for cell in padded), strict=False)) | extra)
    if header is None:
        raise FileBroken("The file is empty.")


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


def faults_of(row: Row, problem: InvalidFields) -> RowFault:
    """Why a row was not recorded: its first column that is wrong, and how many more there are."""
    column, why = next(iter(problem.wrong.items()))
    more = len(problem.wrong) - 1
    also = f" {more} more of its columns cannot be read." if more else ""
    return RowFault(row.line, column.removeprefix("/"), why + also)


async def _records(parts: AsyncIterator[bytes]) -> AsyncIterator[tuple[int, str]]:
    """Each record and the line it begins on: a line, or several where a cell holds the end of one."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    left, record, line, begins = "", "", 0, 1
    async for text in _texts(parts, decoder):
        *whole, left = (left + text).split("\n")
        if len(left) > _LONGEST_ROW:
            raise FileBroken(f"Line {line + 1} is too long: a quote is not closed.")
        for each in whole:
            line += 1
            begins = begins if record else line
            record += each + "\n"
            if len(record) > _LONGEST_ROW:
                raise FileBroken(f"The row of line {begins} is too long: a quote is not closed.")
            if record.count('"') % 2 == 0:
                yield begins, record.rstrip("\r\n")
                record = ""
    if record + left:
        if (record + left).count('"') % 2:
            raise FileBroken(f"The row of line {begins if record else line + 1} ends inside a quote.")
        yield begins if record else line + 1, (record + left).rstrip("\r\n")


async def _texts(parts: AsyncIterator[bytes], decoder: codecs.IncrementalDecoder) -> AsyncIterator[str]:
    try:
        async for part in parts:
            yield decoder.decode(part)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileBroken("The file is not in UTF-8. Save it as “CSV UTF-8” and send it again.") from error


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise FileBroken(f"A row cannot be read: {error}.") from error


def _header(cells: Sequence[str]) -> list[str]:
    header = [cell.strip().lower().replace(" ", "_") for cell in cells]
    missing = [column for column in REQUIRED if column not in header]
    unknown = [column for column in header if column not in COLUMNS]
    if missing:
        raise FileBroken(f"The first row names no column {', '.join(missing)}.")
    if unknown:
        raise FileBroken(f"There is no column {', '.join(unknown)!r}. Known are: {', '.join(COLUMNS)}.")
    if len(set(header)) < len(header):
        raise FileBroken("The first row names a column twice.")
    return header


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
