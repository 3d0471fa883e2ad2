"""What a live call leaves behind, written while it runs: turns, notices and sealed audio."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import structlog

from dialora.domain.calls import RecordingState, SpokenNotice, Turn
from dialora.domain.errors import Conflict, Unavailable
from dialora.ports.sink import AudioBlock
from dialora.services import measures
from dialora.services.calls import Ticket
from dialora.services.recordings import RecordingWriter
from dialora.store.scope import AccountScope, Store

log = structlog.get_logger(__name__)

#: How long a call goes on without a database, and how often that is asked again.
_PATIENCE_S: Final = 20.0
_PAUSE_S: Final = 0.25


class LiveRecord:
    """A CallSink on the store. The engine hands over only what may be kept."""

    def __init__(self, store: Store, ticket: Ticket, recording: RecordingWriter) -> None:
        self._store = store
        self._ticket = ticket
        self._recording = recording
        self._disk_failed = False

    async def turn(self, turn: Turn) -> None:
        if turn.latency is not None:
            measures.turn(turn.latency)
        await self._write(lambda scope: scope.turns.add(self._ticket.call_id, turn))

    async def audio(self, block: AudioBlock) -> None:
        if self._disk_failed:
            return
        try:
            await self._recording.append(block)
        except OSError as error:
            # A full disk costs the recording its end, and nobody the call.
            self._disk_failed = True
            log.error("a recording stopped", call_id=self._ticket.call_id, error=type(error).__name__)

    async def notice(self, notice: SpokenNotice) -> None:
        await self._write(lambda scope: scope.notices.add(self._ticket.call_id, notice))

    async def recording(self, state: RecordingState) -> None:
        if state is RecordingState.REFUSED:
            # First what needs no database.
            await self._recording.delete()
        await self._write(lambda scope: self._settle(scope, state))

    async def _settle(self, scope: AccountScope, state: RecordingState) -> None:
        call = await scope.calls.lock(self._ticket.call_id)
        await scope.calls.save(replace(call, recording=state))
        if state is RecordingState.REFUSED:
            await scope.turns.erase_texts(self._ticket.call_id)

    async def _write(self, write: Callable[[AccountScope], Awaitable[None]]) -> None:
        """In one transaction, tried again while the database is away. Raises Unavailable where it stays
        away."""
        loop = asyncio.get_running_loop()
        gives_up = loop.time() + _PATIENCE_S
        tried = False
        while True:
            try:
                async with self._store.account(self._ticket.account_id) as scope:
                    await write(scope)
                return
            except Conflict:
                # It was written, and only the answer was lost.
                if tried:
                    return
                raise
            except Unavailable:
                if loop.time() > gives_up:
                    raise
            tried = True
            await asyncio.sleep(_PAUSE_S)
