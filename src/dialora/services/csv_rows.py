"""A list in a CSV file: its columns named by its first row, read row by row while it arrives."""

from __future__ import annotations

import codecs
import csv
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from dialora.domain.consent_imports import RowFault
from dialora.domain.errors import InvalidFields

#: A row longer than this is no row: a quote was never closed.
_LONGEST_ROW = 100_000


class FileBroken(Exception):
    """The file cannot be read any further; says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by the names of its columns."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """What a list may say."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    #: Other names people give their columns, by the one that is meant.
    meant: Mapping[str, str]

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)


async def rows_of(parts: AsyncIterator[bytes], columns: Columns) -> AsyncIterator[Row]:
    """The rows of a file as they arrive. Raises FileBroken."""
    header: list[str] | None = None
    delimiter = ","
    async for line, text in _records(parts):
        if header is None:
            delimiter = ";" if text.count(";") > text.count(",") else ","
            header = _header(_cells(text, delimiter), columns)
            continue
        cells = _cells(text, delimiter)
        if any(cell.strip() for cell in cells):
            padded = [*cells, *[""] * (len(header) - len(cells))]
            extra = {"": "more cells than columns"} if len(cells) > len(header) else {}
            yield Row(line, dict(zip(header, (cell.strip() for cell in padded), strict=False)) | extra)
    if header is None:
        raise FileBroken("The file is empty.")


def faults_of(row: Row, problem: InvalidFields) -> RowFault:
    """Why a row was not recorded: its first column that is wrong, and how many more there are."""
    column, why = next(iter(problem.wrong.items()))
    more = len(problem.wrong) - 1
    also = f" {more} more of its columns cannot be read." if more else ""
    return RowFault(row.line, column.removeprefix("/"), why + also)


class Counting:
    """Counts the bytes that pass."""

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self.count = 0
        self._parts = parts

    async def parts(self) -> AsyncIterator[bytes]:
        async for part in self._parts:
            self.count += len(part)
            yield part


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


def _header(cells: Sequence[str], columns: Columns) -> list[str]:
    named = [cell.strip().lower().replace(" ", "_") for cell in cells]
    header = [columns.meant.get(name, name) for name in named]
    missing = [column for column in columns.required if column not in header]
    unknown = [column for column in header if column not in columns.known]
    if missing:
        raise FileBroken(f"The first row names no column {', '.join(missing)}.")
    if unknown:
        raise FileBroken(f"There is no column {', '.join(unknown)!r}. Known are: {', '.join(columns.known)}.")
    if len(set(header)) < len(header):
        raise FileBroken("The first row names a column twice.")
    return header
