"""Both sides of the call as two aligned tracks, held and handed on as the recording gate allows."""

from __future__ import annotations

from typing import Final

from dialora.domain.calls import RecordingState
from dialora.ports.media import SAMPLE_RATE, SILENCE
from dialora.ports.sink import AudioBlock
from dialora.voice.overhearing import Overhearing
from dialora.voice.recording_gate import RecordingGate
from dialora.voice.scribe import Scribe

_BLOCK: Final = SAMPLE_RATE
#: How much later than the caller's side a second is handed on: the agent's side is written ahead of its
#: playing, and taken back when the agent is cut.
_MARGIN: Final = SAMPLE_RATE // 2


class Recorder:
    """Positions are samples since the call began; `began` is that instant in event loop time."""

    def __init__(
        self, gate: RecordingGate, scribe: Scribe, began: float, overhearing: Overhearing | None = None
    ) -> None:
        self._gate = gate
        self._scribe = scribe
        self._began = began
        self._overhearing = overhearing or Overhearing()
        #: The position both tracks start at, while something is held.
        self._start = 0
        self._caller = bytearray()
        self._agent = bytearray()

    # The gate

    def announcing(self, now: float) -> None:
        self._gate.announcing()
        self._open(now)

    def announced(self) -> None:
        self._gate.announced()
        self._report_kept()

    async def answered(self, *, yes: bool, now: float) -> None:
        self._gate.answered(yes=yes)
        if self._gate.state is RecordingState.REFUSED:
            await self._scribe.settle(RecordingState.REFUSED)
        else:
            self._open(now)
            self._report_kept()

    async def refuse(self) -> None:
        """Forget what is held, hand nothing on any more; returns when what was kept is deleted."""
        if self._gate.refuse():
            self._caller.clear()
            self._agent.clear()
            await self._scribe.settle(RecordingState.REFUSED)

    @property
    def paused(self) -> bool:
        return self._gate.paused

    def pause(self, since: float) -> None:
        """Keep nothing from `since` on, as far as it has not been handed on; what was before is."""
        if self.paused:
            return
        held = max(0, round(since * SAMPLE_RATE) - self._start)
        del self._caller[held:], self._agent[held:]
        self.flush()
        self._gate.pause(True)

    def resume(self, now: float) -> None:
        """Keep again what is said from now on; before that there is silence."""
        self._gate.pause(False)
        if not self._caller and not self._agent:
            self._start = round(now * SAMPLE_RATE)

    @property
    def state(self) -> RecordingState:
        return self._gate.state

    def _open(self, now: float) -> None:
        if not self._caller and not self._agent:
            self._start = self._position(now)

    def _report_kept(self) -> None:
        if self._gate.kept:
            self._scribe.settle(RecordingState.KEPT)

    # The tracks

    def caller(self, position: int, mulaw: bytes) -> None:
        """The next sound of the caller."""
        if not self._gate.holds:
            return
        self._put(self._caller, position, mulaw)
        if self._overheard:
            self._overhearing.caller(position, mulaw)
        while len(self._caller) >= _BLOCK + _MARGIN and self._gate.keeps:
            self._hand_on(_BLOCK)

    def agent(self, at: float, mulaw: bytes) -> None:
        if self._gate.holds:
            self._put(self._agent, self._position(at), mulaw)
            if self._overheard:
                self._overhearing.agent(self._position(at), mulaw)

    def agent_cut(self, at: float) -> None:
        if self._gate.holds:
            del self._agent[max(0, self._position(at) - self._start) :]
            if self._overheard:
                self._overhearing.agent_cut(self._position(at))

    def flush(self) -> None:
        """The call is over: hand on what is left."""
        while self._gate.keeps and (self._caller or self._agent):
            self._hand_on(min(_BLOCK, max(len(self._caller), len(self._agent))))

    @property
    def _overheard(self) -> bool:
        return self._overhearing.anybody and self._gate.keeps

    def _position(self, at: float) -> int:
        return round((at - self._began) * SAMPLE_RATE)

    def _put(self, track: bytearray, position: int, mulaw: bytes) -> None:
        offset = position - self._start
        if offset < 0:
            mulaw = mulaw[-offset:]
            offset = 0
        if len(track) < offset:
            track.extend(SILENCE * (offset - len(track)))
        track[offset : offset + len(mulaw)] = mulaw

    def _hand_on(self, length: int) -> None:
        caller, agent = bytes(self._caller[:length]), bytes(self._agent[:length])
        del self._caller[:length], self._agent[:length]
        block = AudioBlock(
            start_ms=self._start * 1000 // SAMPLE_RATE,
            caller=caller.ljust(length, SILENCE),
            agent=agent.ljust(length, SILENCE),
        )
        self._start += length
        self._scribe.write(block)
