"""Messages callers left. Their words are sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from dialora.domain.appointments import Message
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import messages

_TEXT = "message.text"


class Messages(AccountRows[Message]):
    table = messages
    noun = Message

    async def page(
        self, *, limit: int = 20, starting_after: str | None = None, call_id: str | None = None
    ) -> Page[Message]:
        conditions = [] if call_id is None else [messages.c.call_id == call_id]
        return await self._page(limit, starting_after, *conditions)

    def _read(self, row: Row[Any]) -> Message:
        stored = dict(row._mapping)
        text = self._tenant.seal.open_text(_TEXT, stored.pop("text_sealed"))
        return Message(**stored, text=text)

    def _write(self, thing: Message) -> Mapping[str, Any]:
        row = write_noun(thing)
        return row | {"text_sealed": self._tenant.seal.seal_text(_TEXT, row.pop("text"))}
