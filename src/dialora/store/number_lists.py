"""Lists of numbers from outside: how they are read in, and what they say of one number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.errors import NotFound
from dialora.domain.number_lists import ListStatus, NumberList
from dialora.store.keyring import Keyring
from dialora.store.rows import Tenant, read_noun, write_noun
from dialora.store.tables import listed_numbers, number_lists

#: Whoever reads a list in holds this lock: one at a time.
_READING_IN = 0x6C69_7374

_COPY = "copy listed_staging (number_key, on_day) from stdin (format binary)"
_MOVE = """
insert into listed_numbers (list_no, number_key, on_day)
select :no, number_key, max(on_day) from listed_staging group by number_key order by number_key
"""


class NumberLists:
    """As the platform reads them in."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def alone(self) -> bool:
        """Nobody else reads a list in until this transaction ends. False where somebody does already."""
        query = text("select pg_try_advisory_xact_lock(:key)")
        return bool(await self._connection.scalar(query, {"key": _READING_IN}))

    async def add(self, list_: NumberList) -> NumberList:
        """As it was given, with the number it is kept under."""
        row = write_noun(list_)
        del row["no"]
        added = insert(number_lists).values(row).returning(number_lists.c.no)
        return replace(list_, no=(await self._connection.execute(added)).scalar_one())

    async def save(self, list_: NumberList) -> None:
        row = write_noun(list_)
        del row["no"]
        await self._connection.execute(update(number_lists).where(number_lists.c.id == list_.id).values(row))

    async def clear_staging(self) -> None:
        await self._connection.execute(text("truncate listed_staging"))

    async def stage(self, rows: Iterable[tuple[bytes, date | None]]) -> None:
        """Copy rows of number hash and day in."""
        raw = await self._connection.get_raw_connection()
        driver: Any = raw.driver_connection
        async with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.set_types(["int8", "date"])
            for hashed, day in rows:
                await copy.write_row((int.from_bytes(hashed[:8], signed=True), day))

    async def move_in(self, list_: NumberList) -> int:
        """Make what was staged the list's numbers; how many there are."""
        # A registry of hundreds of millions takes its time.
        await self._connection.execute(text("set local statement_timeout = 0"))
        return (await self._connection.execute(text(_MOVE), {"no": list_.no})).rowcount

    async def replace_others(self, newest: NumberList, at: datetime) -> None:
        """Lists of the same registry count no more, and their numbers go."""
        others = (
            number_lists.c.kind == newest.kind,
            number_lists.c.state.is_not_distinct_from(newest.state),
            number_lists.c.status == ListStatus.CURRENT,
            number_lists.c.id != newest.id,
        )
        await self._connection.execute(text("set local statement_timeout = 0"))
        old = select(number_lists.c.no).where(*others)
        await self._connection.execute(delete(listed_numbers).where(listed_numbers.c.list_no.in_(old)))
        replaced = update(number_lists).where(*others)
        await self._connection.execute(replaced.values(status=ListStatus.REPLACED, ended_at=at))

    async def get(self, id: str) -> NumberList:
        """Raises NotFound."""
        row = (await self._connection.execute(select(number_lists).where(number_lists.c.id == id))).first()
        if row is None:
            raise NotFound
        return _read(row)


class RegistryLists:
    """As an account may read them: what there is, and what is said of one number."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def newest(self, *, limit: int = 100) -> tuple[NumberList, ...]:
        query = select(number_lists).order_by(number_lists.c.id.desc()).limit(limit)
        return tuple(_read(row) for row in await self._tenant.connection.execute(query))

    async def current(self) -> tuple[NumberList, ...]:
        """Those that count."""
        query = select(number_lists).where(number_lists.c.status == ListStatus.CURRENT)
        return tuple(_read(row) for row in await self._tenant.connection.execute(query))


def _read(row: Row[Any]) -> NumberList:
    found: NumberList = read_noun(NumberList, row)
    return found
