"""Whether somebody is speaking: what the engine needs of a voice activity model, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from dialora.ports.media import SAMPLE_RATE

#: The model judges 32 ms at a time.
WINDOW_BYTES: Final = 256
WINDOW_S: Final = WINDOW_BYTES / SAMPLE_RATE

#: Called with the probability of speech, 0 to 1, of each window in order.
OnWindow = Callable[[float], None]


class Listening(Protocol):
    """One call's place at the ear."""

    def feed(self, mulaw: bytes) -> None:
        """More sound from the caller, any length. Judged as soon as a window is full."""
        ...

    def close(self) -> None:
        """Nothing more is fed, and no window is reported any more. May be called twice."""
        ...


class Ear(Protocol):
    """One for all calls of an event loop."""

    def listen(self, on_window: OnWindow) -> Listening: ...
