"""Answering the same request once: whoever asks again with the same key gets the first answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dialora.ports.clock import Clock
from dialora.store.idempotency import KeptAnswer
from dialora.store.scope import Store

__all__ = ["Idempotency", "KeptAnswer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    store: Store
    clock: Clock

    async def once(
        self,
        account_id: str,
        key: str,
        request_hash: bytes,
        act: Callable[[], Awaitable[KeptAnswer]],
    ) -> tuple[KeptAnswer, bool]:
        """The answer, and whether it is a replay.

        Raises Conflict where the key was used for another request, or its first is still being answered.
        A process that dies while acting leaves the key in use: whether it acted is then for the caller
        to look up, never for us to guess.
        """
        async with self.store.account(account_id) as scope:
            kept = await scope.idempotency_keys.begin(key, request_hash, self.clock.now())
        if kept is not None:
            return kept, True
        answer = await act()
        async with self.store.account(account_id) as scope:
            await scope.idempotency_keys.finish(key, answer)
        return answer, False
