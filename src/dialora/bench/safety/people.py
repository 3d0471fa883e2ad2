"""Who is on the telephone in the campaigns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dialora.ports.media import FRAME_BYTES, SILENCE
from dialora.testing.carrier import LineCut

_QUIET = SILENCE * FRAME_BYTES
#: Frames without a sound after which the agent has finished.
_FINISHED = 40
#: Frames after which somebody who was not answered says the next thing.
_IMPATIENT = 750


@dataclass(slots=True, kw_only=True)
class Talker:
    """Says one thing after the other, each once the agent has been silent for a moment; leaves after so many
    seconds, or is cut off when `cut` says so."""

    says: Sequence[bytes] = ()
    stays_s: float = 1e9
    #: Asked with every frame: how many frames with sound were heard, how many bytes were said.
    cut: Callable[[int, int], bool] = lambda heard, said: False
    #: From the last sound that was said to the first that came back.
    answered_s: list[float] = field(default_factory=list)
    heard: int = 0
    last_heard: float = 0.0
    _began: float | None = None
    _left: bool = False
    _said: int = 0
    _saying: bytes = b""
    _turn: int = 0
    _quiet: int = 0
    _waits_since: float | None = None

    @property
    def hung_up(self) -> bool:
        if self._began is not None and not self._left:
            self._left = asyncio.get_running_loop().time() - self._began > self.stays_s
        return self._left

    def leave(self) -> None:
        self._left = True

    def utter(self, now: float) -> bytes:
        self._began = self._began or now
        if self.cut(self.heard, self._said):
            raise LineCut
        if not self._saying and self._may_speak:
            self._saying = self.says[self._turn % len(self.says)]
            self._turn += 1
        if not self._saying:
            return _QUIET
        frame, self._saying = self._saying[:FRAME_BYTES], self._saying[FRAME_BYTES:]
        self._said += len(frame)
        self._waits_since = None if self._saying else now
        return frame.ljust(FRAME_BYTES, SILENCE)

    def receive(self, mulaw: bytes, now: float) -> None:
        self.heard += 1
        self.last_heard = now
        if self._waits_since is not None:
            self.answered_s.append(now - self._waits_since)
            self._waits_since = None

    def hear(self, mulaw: bytes, now: float) -> None:
        self._quiet = 0 if mulaw.strip(SILENCE) else self._quiet + 1

    @property
    def _may_speak(self) -> bool:
        patience = _FINISHED if self._waits_since is None else _IMPATIENT
        return bool(self.says) and self.heard > 0 and self._quiet > patience
