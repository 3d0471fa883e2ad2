"""Keys collected to a number: ended by # or a pause."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keyed:
    """A row of keys, and when the first and the last was pressed (event loop time)."""

    keys: str
    began: float
    ended: float


class Keypad:
    def __init__(self, report: Callable[[Keyed], None], pause_s: float) -> None:
        self._report = report
        self._pause_s = pause_s
        self._keys = ""
        self._began = self._ended = 0.0
        self._pause: asyncio.TimerHandle | None = None

    def press(self, key: str) -> None:
        loop = asyncio.get_running_loop()
        self.close()
        self._ended = loop.time()
        if not self._keys:
            self._began = self._ended
        elif key == "#":
            self._finish()
            return
        self._keys += key
        self._pause = loop.call_later(self._pause_s, self._finish)

    def close(self) -> None:
        """Wait for no more."""
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None

    def _finish(self) -> None:
        self.close()
        keys, self._keys = self._keys, ""
        self._report(Keyed(keys, self._began, self._ended))
