"""The turns of a call. What was said is sealed; when it was said, and how fast, is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update

from dialora.domain.calls import Latency, ToolUse, Turn
from dialora.store.call_words import CallWords
from dialora.store.calls import Calls
from dialora.store.rows import Tenant
from dialora.store.tables import calls, turns

_TEXTS = ("caller_text", "agent_text", "agent_heard_text")
_PLAIN = ("index", "caller_start_ms", "caller_end_ms", "agent_start_ms", "agent_end_ms", "interrupted")


class Turns:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def add(self, call_id: str, turn: Turn) -> None:
        row: dict[str, Any] = {name: getattr(turn, name) for name in _PLAIN}
        row |= {f"{name}_sealed": self._seal(name, getattr(turn, name)) for name in _TEXTS}
        row |= {
            "account_id": self._tenant.account_id,
            "call_id": call_id,
            "latency": msgspec.to_builtins(turn.latency),
            "tools": msgspec.to_builtins(turn.tools),
        }
        await self._tenant.connection.execute(insert(turns).values(row))

    async def of_call(self, call_id: str) -> tuple[Turn, ...]:
        """In the order they were spoken."""
        query = select(turns).where(*self._of(call_id)).order_by(turns.c.index)
        return tuple(self._read(row) for row in await self._tenant.connection.execute(query))

    async def of_calls(self, call_ids: Sequence[str]) -> Mapping[str, tuple[Turn, ...]]:
        """The same for several calls; one without turns is missing."""
        query = (
            select(turns)
            .where(turns.c.account_id == self._tenant.account_id, turns.c.call_id.in_(call_ids))
            .order_by(turns.c.call_id, turns.c.index)
        )
        rows = await self._tenant.connection.execute(query)
        return {
            call_id: tuple(self._read(row) for row in of_one)
            for call_id, of_one in groupby(rows, key=attrgetter("call_id"))
        }

    async def erase_texts(self, call_id: str) -> None:
        """Forget every word of a call, also as what it is found by; that something was said, and when,
        stays."""
        empty = {f"{name}_sealed": None for name in _TEXTS}
        await self._tenant.connection.execute(update(turns).where(*self._of(call_id)).values(empty))
        of_call = (calls.c.account_id == self._tenant.account_id, calls.c.id == call_id)
        began_at = await self._tenant.connection.scalar(select(calls.c.created_at).where(*of_call))
        if began_at is not None:
            await CallWords(self._tenant).forget(began_at)
            # Names that were left with it, and another call of that very moment, are found again.
            await Calls(self._tenant).unwrap(began_at)

    def _of(self, call_id: str) -> tuple[Any, ...]:
        return turns.c.account_id == self._tenant.account_id, turns.c.call_id == call_id

    def _seal(self, name: str, text: str) -> bytes | None:
        return self._tenant.seal.seal_text(f"turn.{name}", text) if text else None

    def _open(self, name: str, sealed: bytes | None) -> str:
        return "" if sealed is None else self._tenant.seal.open_text(f"turn.{name}", sealed)

    def _read(self, row: Row[Any]) -> Turn:
        stored = row._mapping
        known: dict[str, Any] = {name: stored[name] for name in _PLAIN}
        known |= {name: self._open(name, stored[f"{name}_sealed"]) for name in _TEXTS}
        return Turn(
            **known,
            latency=msgspec.convert(stored["latency"], Latency | None),
            tools=msgspec.convert(stored["tools"], tuple[ToolUse, ...]),
        )
