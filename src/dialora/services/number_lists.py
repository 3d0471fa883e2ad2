"""Reading lists of numbers in: a file of a registry, streamed, of which only keyed hashes are kept."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BufferedReader
from pathlib import Path
from typing import Final

from dialora.domain.errors import Conflict, DialoraError, Invalid
from dialora.domain.number_lists import LINE_FLAGS, ListKind, ListStatus, NumberList
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.store.ids import new_id
from dialora.store.keyring import Keyring
from dialora.store.scope import Store

#: Rows that are copied at a time: so often progress is told.
_BATCH: Final = 25_000
_SEPARATORS: Final = re.compile(rb"[,;\t|]")
_NO_DIGIT: Final = re.compile(rb"\D")
#: A North American number without its country code.
_NATIONAL: Final = re.compile(rb"[2-9]\d\d[2-9]\d{6}")
_STATE: Final = re.compile(r"[A-Z]{2}")
#: Clocks and zones differ: a list may bear tomorrow's date.
_AHEAD: Final = timedelta(days=1)

Row = tuple[bytes, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """A file, and what it is said to be."""

    path: Path
    kind: ListKind
    list_date: date
    #: Of a state's registry: its two letters.
    state: str | None = None
    #: Of protected lines: what they are.
    flag: str | None = None

    def check(self, today: date) -> None:
        """Raises Invalid."""
        if (self.kind is ListKind.STATE) != (self.state is not None):
            raise Invalid("A state's list names its state, and no other does.", field="state")
        if self.state is not None and not _STATE.fullmatch(self.state):
            raise Invalid("A state is written with two capital letters, like CO.", field="state")
        if (self.kind is ListKind.PROTECTED) != (self.flag is not None):
            raise Invalid("A list of protected lines says what they are, and no other does.", field="flag")
        if self.flag is not None and self.flag not in LINE_FLAGS:
            raise Invalid(f"A protected line is one of {', '.join(LINE_FLAGS)}.", field="flag")
        if self.list_date > today + _AHEAD:
            raise Invalid("The date of the list lies in the future.", field="date")


@dataclass
class _Reading:
    """A file while it is read, and what came of it so far."""

    file: BufferedReader
    keyring: Keyring
    read: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.digest = hashlib.sha256()

    def batch(self) -> list[Row]:
        """The next rows; none at the end."""
        rows: list[Row] = []
        for line in self._lines():
            row = self._row(line)
            if row is not None:
                rows.append(row)
            elif line.strip():
                self.refused += 1
        return rows

    def _lines(self) -> Iterator[bytes]:
        for _ in range(_BATCH):
            # A file that is one endless line is no list.
            line = self.file.readline(10_000)
            if not line:
                return
            self.digest.update(line)
            first, self.read = self.read == 0, self.read + len(line)
            if not (first and re.search(rb"\d{3}", line) is None):
                yield line

    def _row(self, line: bytes) -> Row | None:
        fields = [field.strip(b" \r\n\"'\xef\xbb\xbf") for field in _SEPARATORS.split(line)]
        number = _number(fields)
        if number is None:
            return None
        return self.keyring.number_hash(number), next(filter(None, map(_day, fields[1:])), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLists:
    """One list at a time. Until a list is in whole, the one before it counts."""

    store: Store
    clock: Clock

    async def read_in(self, file: ListFile, *, told: Callable[[NumberList], None]) -> NumberList:
        """Read a file in; `told` hears how far it is. Raises Invalid, Conflict("list_being_read"), OSError,
        Unavailable."""
        now = self.clock.now()
        file.check(now.date())
        with file.path.open("rb") as opened:
            reading = _Reading(opened, self.store.keyring)
            async with self.store.platform() as platform:
                list_ = await platform.number_lists.add(_begun(file, now))
            try:
                list_ = await self._copy(list_, reading, told)
            except (DialoraError, OSError) as error:
                problem = error.message if isinstance(error, DialoraError) else "The file could not be read."
                await self._save(_ended(list_, ListStatus.FAILED, self.clock.now(), problem))
                raise
        told(list_)
        return list_

    async def _copy(
        self, list_: NumberList, reading: _Reading, told: Callable[[NumberList], None]
    ) -> NumberList:
        """Everything in one transaction: a list counts whole or not at all."""
        async with self.store.platform() as platform:
            if not await platform.number_lists.alone():
                raise Conflict("Another list is being read in. Try again later.", code="list_being_read")
            await platform.number_lists.clear_staging()
            while rows := await asyncio.to_thread(reading.batch):
                await platform.number_lists.stage(rows)
                list_ = replace(
                    list_,
                    bytes_read=reading.read,
                    rows_kept=list_.rows_kept + len(rows),
                    rows_refused=reading.refused,
                    beat_at=self.clock.now(),
                )
                # On a connection of its own, for whoever watches.
                await self._save(list_)
                told(list_)
            if not list_.rows_kept:
                raise Invalid("There is no number in this file.", code="list_empty")
            kept = await platform.number_lists.move_in(list_)
            list_ = replace(list_, rows_kept=kept, file_sha256=reading.digest.hexdigest())
            list_ = _ended(list_, ListStatus.CURRENT, self.clock.now(), None)
            await platform.number_lists.save(list_)
            if list_.kind.whole:
                await platform.number_lists.replace_others(list_, self.clock.now())
        return list_

    async def _save(self, list_: NumberList) -> None:
        async with self.store.platform() as platform:
            await platform.number_lists.save(list_)


def _begun(file: ListFile, now: datetime) -> NumberList:
    return NumberList(
        id=new_id("list"),
        no=0,
        kind=file.kind,
        state=file.state,
        flag=file.flag,
        list_date=file.list_date,
        status=ListStatus.LOADING,
        file_name=file.path.name[:200],
        file_sha256=None,
        bytes_total=file.path.stat().st_size,
        bytes_read=0,
        rows_kept=0,
        rows_refused=0,
        problem=None,
        began_at=now,
        beat_at=now,
        ended_at=None,
    )


def _ended(list_: NumberList, status: ListStatus, at: datetime, problem: str | None) -> NumberList:
    return replace(list_, status=status, beat_at=at, ended_at=at, problem=problem)


def _number(fields: list[bytes]) -> PhoneNumber | None:
    """In one field, or as area code and number in the first two."""
    first = fields[0]
    if len(fields) > 1 and len(first) == 3 and len(fields[1]) == 7:
        first += fields[1]
    digits = _NO_DIGIT.sub(b"", first)
    if not first.startswith(b"+"):
        if len(digits) == 11 and digits[:1] == b"1":
            digits = digits[1:]
        if not _NATIONAL.fullmatch(digits):
            return None
        digits = b"1" + digits
    try:
        return PhoneNumber(f"+{digits.decode()}")
    except Invalid:
        return None


def _day(field: bytes) -> date | None:
    """2026-11-24 or 20261124."""
    try:
        return date.fromisoformat(field.decode()) if len(field) in (8, 10) else None
    except ValueError:
        return None
