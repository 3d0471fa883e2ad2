"""A loop on which a second lasts a quarter: people speak briskly, and databases and sockets are real."""

from __future__ import annotations

import asyncio
import selectors
from typing import Final

_FASTER: Final = 4.0


class _BriskSelector(selectors.DefaultSelector):
    """What the loop takes for a second of waiting is over sooner."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout / _FASTER if timeout else timeout)


class BriskLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        super().__init__(_BriskSelector())

    def time(self) -> float:
        return super().time() * _FASTER
