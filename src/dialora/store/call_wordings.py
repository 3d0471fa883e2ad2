"""What an account's calls say: each version of it, and which one a call was spoken with."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_once

from dialora.domain.call_wording import DEFAULTS, CallWording, CallWords, WordsVersion
from dialora.domain.consents import ConsentPurpose
from dialora.domain.errors import Forbidden, NotFound
from dialora.store.page import Page
from dialora.store.rows import MAX_PAGE, Tenant
from dialora.store.tables import call_wordings, call_wordings_spoken
from dialora.store.written import Json, written

_COLUMNS = call_wordings.c


class CallWordings:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def newest(self) -> WordsVersion | None:
        """What is said from now on; None where the account has worded nothing."""
        page = await self.page(limit=1)
        return page.items[0] if page.items else None

    async def get(self, version: int) -> WordsVersion:
        """Raises NotFound."""
        query = select(call_wordings).where(
            _COLUMNS.account_id == self._tenant.account_id, _COLUMNS.version == version
        )
        row = (await self._tenant.connection.execute(query)).first()
        if row is None:
            raise NotFound("There is no such version.", code="version_not_found")
        return _read(row)

    async def page(self, *, limit: int = 20, before: int | None = None) -> Page[WordsVersion]:
        """Newest first."""
        wanted = max(1, min(limit, MAX_PAGE))
        query = select(call_wordings).where(_COLUMNS.account_id == self._tenant.account_id)
        if before is not None:
            query = query.where(_COLUMNS.version < before)
        rows = await self._tenant.connection.execute(
            query.order_by(_COLUMNS.version.desc()).limit(wanted + 1)
        )
        found = tuple(_read(row) for row in rows)
        return Page(items=found[:wanted], has_more=len(found) > wanted)

    async def add(self, it: WordsVersion) -> None:
        """Raises Conflict where there is one of that number."""
        if it.account_id != self._tenant.account_id:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        row = {
            "account_id": it.account_id,
            "version": it.version,
            "words": written(_plain(it.words)),
            "saved_by": it.saved_by,
            "saved_by_name": it.saved_by_name,
            "saved_at": it.saved_at,
        }
        await self._tenant.connection.execute(insert(call_wordings).values(row))

    async def pin(self, call_id: str, version: int) -> None:
        """A call begins with these words; it keeps the first that were pinned to it."""
        row = {"account_id": self._tenant.account_id, "call_id": call_id, "version": version}
        once = insert_once(call_wordings_spoken).values(row).on_conflict_do_nothing()
        await self._tenant.connection.execute(once)

    async def of_call(self, call_id: str) -> int | None:
        """The version a call was spoken with; None where it was spoken with our own words, or not at all."""
        columns = call_wordings_spoken.c
        query = select(columns.version).where(
            columns.account_id == self._tenant.account_id, columns.call_id == call_id
        )
        version: int | None = await self._tenant.connection.scalar(query)
        return version


def _read(row: Row[Any]) -> WordsVersion:
    said = json.loads(row.words)
    asks = said["asks_callers"]
    # A sentence that was not there yet is ours.
    wordings = {
        language: CallWording(**asdict(ours) | said["wordings"].get(language, {}))
        for language, ours in DEFAULTS.items()
    }
    return WordsVersion(
        account_id=row.account_id,
        version=row.version,
        words=CallWords(
            wordings=wordings,
            asks_callers=None if asks is None else ConsentPurpose(asks),
        ),
        saved_by=row.saved_by,
        saved_by_name=row.saved_by_name,
        saved_at=row.saved_at,
    )


def _plain(words: CallWords) -> Json:
    asks = words.asks_callers
    return {
        "wordings": {language: asdict(each) for language, each in words.wordings.items()},
        "asks_callers": None if asks is None else asks.value,
    }
