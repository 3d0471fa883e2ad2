"""What goes to the record, in order, without making the conversation wait for the store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialora.domain.calls import RecordingState, SpokenNotice, Turn
from dialora.ports.sink import AudioBlock, CallSink
from dialora.voice.recording_gate import RecordingGate


@dataclass(frozen=True, slots=True)
class _Settled:
    """What became of the recording; `written` is done once the sink has returned."""

    state: RecordingState
    written: asyncio.Future[None]


_Entry = Turn | AudioBlock | SpokenNotice | _Settled


class Scribe:
    """The only one who hands anything to the sink, and asks the gate at that very moment."""

    def __init__(self, sink: CallSink, gate: RecordingGate) -> None:
        self._sink = sink
        self._gate = gate
        self._entries: asyncio.Queue[_Entry | None] = asyncio.Queue()
        self._at_hand: _Entry | None = None
        self._left: list[_Entry] = []

    def write(self, entry: Turn | AudioBlock | SpokenNotice) -> None:
        if self._gate.paused and isinstance(entry, Turn):
            entry = without_words(entry)
        self._entries.put_nowait(entry)

    def settle(self, state: RecordingState) -> asyncio.Future[None]:
        """Report what became of the recording; the future is done when the sink has acted on it."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._entries.put_nowait(_Settled(state, written))
        return written

    def finish(self) -> None:
        """Nothing more is written: `run` returns when all before is."""
        self._entries.put_nowait(None)

    async def run(self) -> None:
        while (entry := await self._entries.get()) is not None:
            self._at_hand = entry
            await self._hand_on(entry)
            self._at_hand = None

    async def save_sound(self) -> None:
        """Once `run` was ended before its time: sound goes to the disk, which waits for nobody."""
        self._left = list(self._rest())
        for entry in self._left:
            if isinstance(entry, AudioBlock):
                await self._hand_on(entry)

    def unwritten(self) -> tuple[Turn | SpokenNotice, ...]:
        """What the sink has not taken, as far as it may be kept: for whoever can write it later."""
        self._left += self._rest()
        kept = (entry for entry in self._left if isinstance(entry, Turn | SpokenNotice))
        return tuple(without_words(it) if isinstance(it, Turn) and not self._gate.kept else it for it in kept)

    def _rest(self) -> Iterator[_Entry]:
        if self._at_hand is not None:
            # Whether it was written nobody knows: whoever writes it again finds out.
            yield self._at_hand
            self._at_hand = None
        while not self._entries.empty():
            entry = self._entries.get_nowait()
            if entry is not None:
                yield entry

    async def _hand_on(self, entry: _Entry) -> None:
        match entry:
            case Turn():
                await self._sink.turn(entry if self._gate.kept else without_words(entry))
            case AudioBlock():
                if self._gate.kept:
                    await self._sink.audio(entry)
            case SpokenNotice():
                await self._sink.notice(entry)
            case _Settled(state, written):
                await self._sink.recording(state)
                if not written.done():
                    written.set_result(None)


def without_words(turn: Turn) -> Turn:
    """What may be kept of a turn whose words may not."""
    return replace(turn, caller_text="", agent_text="", agent_heard_text="")
