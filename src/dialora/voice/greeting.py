"""The first words of somebody we have called: spoken to when they are over, and not at all by a machine."""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from typing import Final

from dialora.voice.ear import WINDOW_S
from dialora.voice.limits import Limits

#: From so many windows in a row on it is speech: 96 ms.
_ONSET: Final = 3
_SPEECH: Final = 0.5


class Greeted(Enum):
    #: They have said their hello.
    HEARD = auto()
    #: They wait for us to begin.
    SILENT = auto()
    #: Talks on and on: no person answers a telephone like that.
    MACHINE = auto()


class Greeting:
    """Judged from windows of sound alone; what was said is nobody's turn."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._over: asyncio.Future[Greeted] = asyncio.get_running_loop().create_future()
        self._run = 0
        #: Seconds of the call.
        self._first: float | None = None
        self._spoke_since: float | None = None
        self._last = 0.0

    def window(self, at: float, probability: float) -> None:
        """32 ms of their sound, ending at this second of the call."""
        if self._over.done():
            return
        if self._first is None:
            self._first = at
        self._run = self._run + 1 if probability >= _SPEECH else 0
        if self._run >= _ONSET:
            self._last = at
            if self._spoke_since is None:
                self._spoke_since = at - _ONSET * WINDOW_S
        verdict = self._verdict(at)
        if verdict is not None:
            self._over.set_result(verdict)

    def _verdict(self, at: float) -> Greeted | None:
        if self._spoke_since is None:
            begun = self._run > 0
            waited = at - (self._first or 0.0)
            return Greeted.SILENT if waited >= self._limits.greeting_s and not begun else None
        if self._last - self._spoke_since >= self._limits.machine_s:
            return Greeted.MACHINE
        return Greeted.HEARD if at - self._last >= self._limits.greeting_pause_s else None

    async def over(self) -> Greeted:
        """When it is our turn, or it is clear that nobody is there."""
        return await self._over
