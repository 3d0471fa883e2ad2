"""Messages callers left. Their words are sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, func, select

from dialora.domain.appointments import Message
from dialora.domain.phone import PhoneNumber
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import messages

_TEXT = "message.text"


class Messages(AccountRows[Message]):
    table = messages
    noun = Message

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        call_id: str | None = None,
        answered: bool | None = None,
    ) -> Page[Message]:
        conditions = [] if call_id is None else [messages.c.call_id == call_id]
        if answered is not None:
            waits = messages.c.answered_at.is_(None)
            conditions.append(~waits if answered else waits)
        return await self._page(limit, starting_after, *conditions)

    async def unanswered(self, *, most: int = 100) -> int:
        """How many wait for an answer, counted no further than `most`."""
        waiting = select(messages.c.id).where(self._mine, messages.c.answered_at.is_(None)).limit(most)
        query = select(func.count()).select_from(waiting.subquery())
        return await self._tenant.connection.scalar(query) or 0

    async def of_phone(self, number: PhoneNumber, *, limit: int) -> tuple[Message, ...]:
        """What was left with this number to call back, newest first."""
        theirs = self._select(messages.c.phone == number)
        return await self._all(theirs.order_by(messages.c.id.desc()).limit(limit))

    async def of_calls(self, call_ids: Sequence[str]) -> Mapping[str, tuple[Message, ...]]:
        """What callers left; a call without a message is missing."""
        left = self._select(messages.c.call_id.in_(call_ids))
        found = await self._all(left.order_by(messages.c.call_id, messages.c.id))
        return {call_id: tuple(of_one) for call_id, of_one in groupby(found, key=attrgetter("call_id"))}

    def _read(self, row: Row[Any]) -> Message:
        stored = dict(row._mapping)
        text = self._tenant.seal.open_text(_TEXT, stored.pop("text_sealed"))
        return Message(**stored, text=text)

    def _write(self, thing: Message) -> Mapping[str, Any]:
        row = write_noun(thing)
        return row | {"text_sealed": self._tenant.seal.seal_text(_TEXT, row.pop("text"))}
