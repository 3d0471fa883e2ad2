"""Notes on calls. Their words are sealed; one that was taken away is not shown, and soon gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete

from dialora.domain.notes import Note
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import call_notes

_TEXT = "call_note.text"


class Notes(AccountRows[Note]):
    table = call_notes
    noun = Note

    async def of_call(self, call_id: str) -> tuple[Note, ...]:
        """Those that stand, oldest first."""
        standing = self._select(call_notes.c.call_id == call_id, call_notes.c.deleted_at.is_(None))
        return await self._all(standing.order_by(call_notes.c.id))

    async def delete_taken_away_before(self, moment: datetime) -> None:
        gone = delete(call_notes).where(self._mine, call_notes.c.deleted_at < moment)
        await self._tenant.connection.execute(gone)

    def _read(self, row: Row[Any]) -> Note:
        stored = dict(row._mapping)
        text = self._tenant.seal.open_text(_TEXT, stored.pop("text_sealed"))
        return Note(**stored, text=text)

    def _write(self, thing: Note) -> Mapping[str, Any]:
        row = write_noun(thing)
        return row | {"text_sealed": self._tenant.seal.seal_text(_TEXT, row.pop("text"))}
