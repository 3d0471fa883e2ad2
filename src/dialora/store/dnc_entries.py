"""An account's do-not-call list: numbers are found by their keyed hash, and sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from dialora.domain.do_not_call import DncEntry, StopVia
from dialora.domain.errors import Conflict, NotFound
from dialora.domain.phone import PhoneNumber
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import dnc_entries

_NUMBER, _REASON, _RELEASE = "dnc_entry.number", "dnc_entry.reason", "dnc_entry.release_reason"


class DncEntries(AccountRows[DncEntry]):
    table = dnc_entries
    noun = DncEntry

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        number: PhoneNumber | None = None,
        holds: bool | None = None,
        source: StopVia | None = None,
    ) -> Page[DncEntry]:
        conditions = [] if number is None else [dnc_entries.c.number_hash == self._hash(number)]
        if holds is not None:
            still = dnc_entries.c.released_at.is_(None)
            conditions.append(still if holds else ~still)
        if source is not None:
            conditions.append(dnc_entries.c.source == source)
        return await self._page(limit, starting_after, *conditions)

    async def count_by_source(self, since: datetime) -> Mapping[StopVia, int]:
        """By what way those came that were added since then, whether they still hold or not."""
        query = (
            select(dnc_entries.c.source, func.count().label("came"))
            .where(self._mine, dnc_entries.c.added_at >= since)
            .group_by(dnc_entries.c.source)
        )
        rows = (await self._tenant.connection.execute(query)).all()
        return {row.source: row.came for row in rows}

    async def holding(self, number: PhoneNumber) -> tuple[DncEntry, ...]:
        """Those of a number that hold, oldest first."""
        query = self._select(
            dnc_entries.c.number_hash == self._hash(number), dnc_entries.c.released_at.is_(None)
        )
        return await self._all(query.order_by(dnc_entries.c.id))

    async def release(self, entry: DncEntry) -> None:
        """Write down that it holds no more, by whom and why; nothing else of it ever changes.
        Raises NotFound."""
        row = self._own(entry)
        names = ("released_at", "released_by", "released_by_name", "release_reason_sealed")
        released = update(dnc_entries).where(self._mine, dnc_entries.c.id == entry.id)
        result = await self._tenant.connection.execute(released.values({name: row[name] for name in names}))
        if not result.rowcount:
            raise NotFound

    def _hash(self, number: PhoneNumber) -> bytes:
        return self._tenant.keyring.number_hash(number)

    def _read(self, row: Row[Any]) -> DncEntry:
        stored, seal = dict(row._mapping), self._tenant.seal
        del stored["number_hash"]
        number, reason = stored.pop("number_sealed"), stored.pop("reason_sealed")
        return DncEntry(
            number=None if number is None else PhoneNumber(seal.open_text(_NUMBER, number)),
            reason="" if reason is None else seal.open_text(_REASON, reason),
            release_reason=seal.open_text(_RELEASE, stored.pop("release_reason_sealed")),
            **stored,
        )

    def _write(self, thing: DncEntry) -> Mapping[str, Any]:
        row, seal = write_noun(thing), self._tenant.seal
        number: PhoneNumber | None = row.pop("number")
        if number is None:
            raise Conflict("The person of this entry was forgotten.", code="person_forgotten")
        return row | {
            "number_hash": self._hash(number),
            "number_sealed": seal.seal_text(_NUMBER, number.e164),
            "reason_sealed": seal.seal_text(_REASON, row.pop("reason")),
            "release_reason_sealed": seal.seal_text(_RELEASE, row.pop("release_reason")),
        }
