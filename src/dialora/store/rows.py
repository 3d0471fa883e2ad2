"""The verbs every account's repository has: add, get, lock, save, and pages newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.errors import Forbidden, NotFound
from dialora.store.keyring import AccountSeal, Keyring
from dialora.store.page import Page

MAX_PAGE = 100


class Owned(Protocol):
    """A noun that belongs to an account."""

    @property
    def id(self) -> str: ...
    @property
    def account_id(self) -> str: ...


T = TypeVar("T", bound=Owned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """Whose rows these are, the transaction they are read in, and the seal they are kept under."""

    connection: AsyncConnection
    account_id: str
    seal: AccountSeal
    keyring: Keyring


class AccountRows(Generic[T]):
    """Rows of one noun in one account. A column of the same name holds each field of the noun;
    a repository whose rows differ says how in `_read` and `_write`."""

    table: ClassVar[Table]
    noun: ClassVar[type[Any]]

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def add(self, thing: T) -> None:
        """Raises Conflict where one of that id, or of another unique field, exists."""
        await self._tenant.connection.execute(insert(self.table).values(self._own(thing)))

    async def get(self, id: str) -> T:
        """Raises NotFound, also where it belongs to another account."""
        return await self._one(self._select(self.table.c.id == id))

    async def lock(self, id: str) -> T:
        """As `get`; nobody else can change it until this transaction ends."""
        return await self._one(self._select(self.table.c.id == id).with_for_update())

    async def save(self, thing: T) -> None:
        """Write the whole row. Raises NotFound where there is none."""
        row = dict(self._own(thing))
        changed = update(self.table).where(self._mine, self.table.c.id == thing.id).values(row)
        result = await self._tenant.connection.execute(changed)
        if not result.rowcount:
            raise NotFound

    async def _page(
        self, limit: int, starting_after: str | None, *conditions: ColumnElement[bool]
    ) -> Page[T]:
        wanted = max(1, min(limit, MAX_PAGE))
        if starting_after is not None:
            conditions = (*conditions, self.table.c.id < starting_after)
        query = self._select(*conditions).order_by(self.table.c.id.desc()).limit(wanted + 1)
        found = await self._all(query)
        return Page(items=found[:wanted], has_more=len(found) > wanted)

    @property
    def _mine(self) -> ColumnElement[bool]:
        # Row level security says the same; said here too, it lets the index do the work
        # and a hole in one of the two show nothing.
        return self.table.c.account_id == self._tenant.account_id

    def _select(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(self.table).where(self._mine, *conditions)

    async def _one(self, query: Select[Any]) -> T:
        found = await self._first(query)
        if found is None:
            raise NotFound
        return found

    async def _first(self, query: Select[Any]) -> T | None:
        row = (await self._tenant.connection.execute(query)).first()
        return None if row is None else self._read(row)

    async def _all(self, query: Select[Any]) -> tuple[T, ...]:
        return tuple(self._read(row) for row in await self._tenant.connection.execute(query))

    def _own(self, thing: T) -> Mapping[str, Any]:
        if thing.account_id != self._tenant.account_id:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        return self._write(thing)

    def _read(self, row: Row[Any]) -> T:
        noun: T = read_noun(self.noun, row)
        return noun

    def _write(self, thing: T) -> Mapping[str, Any]:
        return write_noun(thing)


def read_noun(noun: type[Any], row: Row[Any]) -> Any:
    """A dataclass from the columns named like its fields."""
    return noun(**{field.name: row._mapping[field.name] for field in fields(noun)})


def write_noun(thing: Any) -> dict[str, Any]:
    """A dataclass's fields by column name."""
    return {field.name: getattr(thing, field.name) for field in fields(thing)}
