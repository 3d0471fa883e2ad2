"""The audio of one call, whoever carries it: mu-law, 8 kHz, mono (ITU-T G.711), one byte a sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

#: Bytes of mu-law in a second and in a 20 ms frame.
SAMPLE_RATE = 8_000
FRAME_BYTES = 160
#: Mu-law of silence.
SILENCE = b"\xff"


@dataclass(frozen=True, slots=True)
class Audio:
    """Sound from the other party, usually 20 ms of it."""

    mulaw: bytes


@dataclass(frozen=True, slots=True)
class Digit:
    """A key that was pressed: 0-9, * or #."""

    key: str


@dataclass(frozen=True, slots=True)
class Played:
    """Everything sent before the mark of this name has been played to the other party."""

    mark: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The other party hung up, or the line was lost (`lost`)."""

    lost: bool = False


MediaEvent = Audio | Digit | Played | Ended


class MediaStream(Protocol):
    """Both directions of a call's audio. Sending never waits for playing."""

    def listen(self, take: Callable[[MediaEvent], None]) -> None:
        """Every event goes to `take` from now on, in order and as it comes; after `Ended` nothing follows.
        Called again, the newest listener hears."""
        ...

    async def send(self, mulaw: bytes) -> None:
        """Sound for the other party. Frames queue up at the carrier until cleared."""
        ...

    async def mark(self, name: str) -> None:
        """Ask to be told, by `Played`, when all that was sent so far has been heard.
        `clear` answers the marks it throws away too."""
        ...

    async def clear(self) -> None:
        """Throw away what was sent and not yet played."""
        ...

    async def close(self) -> None:
        """End our side. May be called twice."""
        ...
