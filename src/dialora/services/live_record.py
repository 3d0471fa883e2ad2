"""What a live call leaves behind, written while it runs: turns, notices and sealed audio."""

from __future__ import annotations

from dataclasses import replace

from dialora.domain.calls import RecordingState, SpokenNotice, Turn
from dialora.ports.sink import AudioBlock
from dialora.services import measures
from dialora.services.calls import Ticket
from dialora.services.recordings import RecordingWriter
from dialora.store.scope import Store


class LiveRecord:
    """A CallSink on the store. The engine hands over only what may be kept."""

    def __init__(self, store: Store, ticket: Ticket, recording: RecordingWriter) -> None:
        self._store = store
        self._ticket = ticket
        self._recording = recording

    async def turn(self, turn: Turn) -> None:
        if turn.latency is not None:
            measures.turn(turn.latency)
        async with self._store.account(self._ticket.account_id) as scope:
            await scope.turns.add(self._ticket.call_id, turn)

    async def audio(self, block: AudioBlock) -> None:
        await self._recording.append(block)

    async def notice(self, notice: SpokenNotice) -> None:
        async with self._store.account(self._ticket.account_id) as scope:
            await scope.notices.add(self._ticket.call_id, notice)

    async def recording(self, state: RecordingState) -> None:
        async with self._store.account(self._ticket.account_id) as scope:
            call = await scope.calls.lock(self._ticket.call_id)
            await scope.calls.save(replace(call, recording=state))
            if state is RecordingState.REFUSED:
                await scope.turns.erase_texts(self._ticket.call_id)
        if state is RecordingState.REFUSED:
            await self._recording.delete()
