"""Finds and reads the rulebook's table files; what their rows mean is known to who uses them."""

from __future__ import annotations

import json
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar

from dialora.compliance.canonical import Plain, digest
from dialora.domain.errors import DialoraError

_FILE_NAME = re.compile(r"(?P<table>[a-z_]+)\.(?P<date>\d{4}-\d{2}-\d{2})\.json")

#: How sure we are of a row: the text is clear, the text needs reading, contested or practice only.
CONFIDENCES = frozenset({"high", "medium", "low"})

T = TypeVar("T")


class TableInvalid(DialoraError):
    """A table of the rulebook is missing or does not say what it must. Nothing is decided without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """One dated table as it was read."""

    table: str
    effective_from: date
    content: Mapping[str, Plain]
    #: Of the content's canonical form, so that white space does not count.
    sha256: str


def table_files() -> tuple[TableFile, ...]:
    """Every table of every date, the oldest first. Raises TableInvalid."""
    entries = files("dialora.compliance.rulebook").iterdir()
    found = [
        parse_table(entry.name, entry.read_text(encoding="utf-8"))
        for entry in entries
        if _FILE_NAME.fullmatch(entry.name)
    ]
    return tuple(sorted(found, key=lambda file: (file.effective_from, file.table)))


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def is_zone(name: str) -> bool:
    """Whether anybody knows a time zone of this name."""
    return name in _zones()


def parse_table(name: str, text: str) -> TableFile:
    """A table file by its name and text, which must agree. Raises TableInvalid."""
    named = _FILE_NAME.fullmatch(name)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise TableInvalid(f"{name} is not JSON: {error}") from None
    if named is None or not isinstance(content, dict):
        raise TableInvalid(f"{name} is not a table called <table>.<date>.json")
    said = (content.get("table"), content.get("effective_from"))
    if said != (named["table"], named["date"]):
        raise TableInvalid(f"{name} says that it is the table {said[0]} of {said[1]}")
    return TableFile(
        table=named["table"],
        effective_from=date.fromisoformat(named["date"]),
        content=content,
        sha256=digest(content),
    )


def rows_of(file: TableFile, key: str) -> Iterator[Row]:
    """The rows under one key of a table. Raises TableInvalid."""
    rows = file.content.get(key)
    if not isinstance(rows, list) or not rows:
        raise TableInvalid(f"the table {file.table} has no {key}")
    for position, row in enumerate(rows):
        if not isinstance(row, dict):
            raise TableInvalid(f"the table {file.table} has a {key} entry {position} that is no row")
        yield Row(where=f"{file.table}: {key} {position}", cells=row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row while it is being read; every cell is asked for by kind."""

    where: str
    cells: Mapping[str, Plain]

    def text(self, key: str) -> str:
        cell = self.cells.get(key)
        if not isinstance(cell, str) or not cell:
            raise TableInvalid(f"{self.where} has no text {key}")
        return cell

    def optional_text(self, key: str) -> str | None:
        return None if self.cells.get(key) is None else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        cell = self.cells.get(key)
        if not isinstance(cell, list) or not cell:
            raise TableInvalid(f"{self.where} has no list {key}")
        if not all(isinstance(item, str) and item for item in cell):
            raise TableInvalid(f"{self.where} has a list {key} that is not all text")
        return tuple(str(item) for item in cell)

    def zones(self, key: str) -> tuple[str, ...]:
        """IANA names."""
        names = self.texts(key)
        if not all(map(is_zone, names)):
            raise TableInvalid(f"{self.where} has a zone in {key} that nobody knows")
        return names

    def flag(self, key: str) -> bool:
        """False where absent."""
        cell = self.cells.get(key, False)
        if not isinstance(cell, bool):
            raise TableInvalid(f"{self.where} has {key} {cell!r}, neither true nor false")
        return cell

    def count(self, key: str) -> int:
        cell = self.cells.get(key)
        if isinstance(cell, bool) or not isinstance(cell, int) or cell < 1:
            raise TableInvalid(f"{self.where} has {key} {cell!r}, which is no count")
        return cell

    def optional_count(self, key: str) -> int | None:
        return None if self.cells.get(key) is None else self.count(key)

    def one_of(self, key: str, choices: Mapping[str, T]) -> T:
        chosen = self.text(key)
        if chosen not in choices:
            raise TableInvalid(f"{self.where} has {key} {chosen!r}, not one of {sorted(choices)}")
        return choices[chosen]

    def confidence(self) -> str:
        return self.one_of("confidence", {c: c for c in CONFIDENCES})
