"""Tags on calls: added, taken off again, suggested."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.errors import Conflict
from dialora.domain.tags import MOST_TAGS, tag_of
from dialora.ports.clock import Clock
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    store: Store
    clock: Clock

    async def add(self, account_id: str, call_id: str, text: str) -> tuple[str, ...]:
        """All tags of the call afterwards. Raises Invalid, NotFound, Conflict("too_many_tags")."""
        tag = tag_of(text)
        async with self.store.account(account_id) as scope:
            await scope.calls.lock(call_id)
            before = await scope.tags.of_call(call_id)
            if tag not in before and len(before) >= MOST_TAGS:
                raise Conflict(f"A call has at most {MOST_TAGS} tags.", code="too_many_tags")
            await scope.tags.add(call_id, tag, self.clock.now())
            return await scope.tags.of_call(call_id)

    async def remove(self, account_id: str, call_id: str, text: str) -> tuple[str, ...]:
        """All tags of the call afterwards. Raises Invalid, NotFound where there is no such call."""
        tag = tag_of(text)
        async with self.store.account(account_id) as scope:
            await scope.calls.get(call_id)
            await scope.tags.remove(call_id, tag)
            return await scope.tags.of_call(call_id)

    async def of_call(self, account_id: str, call_id: str) -> tuple[str, ...]:
        """In the order they were added. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            await scope.calls.get(call_id)
            return await scope.tags.of_call(call_id)

    async def known(self, account_id: str, *, limit: int = 20) -> tuple[str, ...]:
        """The account's tags, the most used first: to choose from, and to filter by."""
        async with self.store.account(account_id) as scope:
            return await scope.tags.known(limit=limit)
