"""An ear for stories: loud is speech, at once and always the same."""

from __future__ import annotations

from dialora.voice import audio
from dialora.voice.ear import WINDOW_BYTES, OnWindow

_LOUD_DB = -30.0


class EnergyEar:
    def listen(self, on_window: OnWindow) -> EnergyListening:
        return EnergyListening(on_window)


class EnergyListening:
    def __init__(self, on_window: OnWindow) -> None:
        self._on_window: OnWindow | None = on_window
        self._sound = bytearray()

    def feed(self, mulaw: bytes) -> None:
        self._sound += mulaw
        while self._on_window is not None and len(self._sound) >= WINDOW_BYTES:
            window = bytes(self._sound[:WINDOW_BYTES])
            del self._sound[:WINDOW_BYTES]
            self._on_window(1.0 if audio.level_db(window) > _LOUD_DB else 0.0)

    def close(self) -> None:
        self._on_window = None
