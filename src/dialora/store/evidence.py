"""The files that prove consents, as the database knows them: their hash, kind and size. What they hold lies
sealed on the disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from dialora.domain.consents import Evidence
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import consent_evidence

_NAME = "consent_evidence.name"


class EvidenceRows(AccountRows[Evidence]):
    table = consent_evidence
    noun = Evidence

    async def by_sha256(self, sha256: str) -> Evidence | None:
        return await self._first(self._select(consent_evidence.c.sha256 == sha256))

    async def of_ids(self, ids: Sequence[str]) -> tuple[Evidence, ...]:
        """Those there are; by id, or by the hash of what they hold."""
        either = consent_evidence.c.id.in_(ids) | consent_evidence.c.sha256.in_(ids)
        return await self._all(self._select(either).order_by(consent_evidence.c.id))

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[Evidence]:
        return await self._page(limit, starting_after)

    def _read(self, row: Row[Any]) -> Evidence:
        stored = dict(row._mapping)
        sealed = stored.pop("name_sealed")
        name = "" if sealed is None else self._tenant.seal.open_text(_NAME, sealed)
        return Evidence(**stored, name=name)

    def _write(self, thing: Evidence) -> Mapping[str, Any]:
        row = write_noun(thing)
        return row | {"name_sealed": self._tenant.seal.seal_text(_NAME, row.pop("name"))}
