"""Notes on calls: written, taken away by who wrote them, brought back while that is still possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from dialora.domain.errors import Conflict, Forbidden, NotFound
from dialora.domain.notes import Author, Note, note_text
from dialora.ports.clock import Clock
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store

#: How long a note that was taken away can be brought back; then its words are gone.
RESTORABLE = timedelta(days=1)
#: Standing notes on one call.
MOST_NOTES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    store: Store
    clock: Clock

    async def add(self, account_id: str, call_id: str, text: str, *, by: Author) -> Note:
        """Raises Invalid, NotFound, Conflict("too_many_notes")."""
        note = Note(
            id=new_id("note"),
            account_id=account_id,
            call_id=call_id,
            author_id=by.id,
            author_name=by.name,
            text=note_text(text),
            created_at=self.clock.now(),
            deleted_at=None,
        )
        async with self.store.account(account_id) as scope:
            await scope.calls.lock(call_id)
            if len(await scope.notes.of_call(call_id)) >= MOST_NOTES:
                raise Conflict(f"A call has at most {MOST_NOTES} notes.", code="too_many_notes")
            await scope.notes.add(note)
        return note

    async def of_call(self, account_id: str, call_id: str) -> tuple[Note, ...]:
        """Those that stand, oldest first. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            await scope.calls.get(call_id)
            return await scope.notes.of_call(call_id)

    async def delete(self, account_id: str, call_id: str, note_id: str, *, by: Author) -> Note:
        """Take one's own note away; twice changes nothing. Raises NotFound, Forbidden."""
        async with self.store.account(account_id) as scope:
            note = await _own(scope, call_id, note_id, by)
            if note.deleted_at is None:
                note = replace(note, deleted_at=self.clock.now())
                await scope.notes.save(note)
        return note

    async def restore(self, account_id: str, call_id: str, note_id: str, *, by: Author) -> Note:
        """Bring one's own note back. Raises NotFound, also once it is gone; Forbidden."""
        async with self.store.account(account_id) as scope:
            note = replace(await _own(scope, call_id, note_id, by), deleted_at=None)
            await scope.notes.save(note)
        return note


async def _own(scope: AccountScope, call_id: str, note_id: str, by: Author) -> Note:
    note = await scope.notes.lock(note_id)
    if note.call_id != call_id:
        raise NotFound
    if note.author_id != by.id:
        raise Forbidden("Only who wrote a note can take it away.", code="note_of_another")
    return note
