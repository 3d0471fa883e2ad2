"""A call whose audio this process holds, as others may act on it: end it, hand it on, listen in."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Protocol

from dialora.domain.calls import EndReason, RecordingState
from dialora.domain.errors import Conflict
from dialora.ports.sink import CallRecord
from dialora.store.keyring import AccountSeal
from dialora.voice.overhearing import Overhearing

#: Pieces of 20 ms and more that wait for one listener: some seconds of both sides.
_MOST_UNHEARD: Final = 500
#: Listeners of one call at once.
MOST_LISTENERS: Final = 4
#: How often it is looked whether the caller still agrees.
_LOOK_S: Final = 0.5


class Side(IntEnum):
    CALLER = 0
    AGENT = 1
    #: The agent's sound from here on will not be heard by anybody.
    AGENT_CUT = 2


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of one side; positions are samples since the call began."""

    side: Side
    position: int
    mulaw: bytes = b""


class Earpiece:
    """What one listener has yet to hear. What a slow one does not fetch is dropped, the oldest first."""

    def __init__(self) -> None:
        self._unheard: deque[Sound] = deque(maxlen=_MOST_UNHEARD)
        self._news = asyncio.Event()

    def caller(self, position: int, mulaw: bytes) -> None:
        self._put(Sound(Side.CALLER, position, mulaw))

    def agent(self, position: int, mulaw: bytes) -> None:
        self._put(Sound(Side.AGENT, position, mulaw))

    def agent_cut(self, position: int) -> None:
        self._put(Sound(Side.AGENT_CUT, position))

    async def next(self, *, within: float) -> Sound | None:
        """None where nothing is heard in time."""
        try:
            async with asyncio.timeout(within):
                while not self._unheard:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return None
        return self._unheard.popleft()

    def _put(self, sound: Sound) -> None:
        self._unheard.append(sound)
        self._news.set()


class OnTheLine(Protocol):
    """Whatever talks with the caller: a conversation, or the line that takes messages."""

    overhearing: Overhearing

    @property
    def recording(self) -> RecordingState: ...

    async def run(self) -> CallRecord: ...

    def end(self, reason: EndReason, sentence: str) -> None:
        """Part from the caller, and hang up."""


@dataclass(slots=True, kw_only=True, eq=False)
class RunningCall:
    account_id: str
    call_id: str
    language: str
    seal: AccountSeal
    session: OnTheLine
    #: Why it is about to end, once somebody asked for that.
    ending: EndReason | None = None
    #: What came of it, where whoever ended it knows.
    outcome: str | None = None
    over: bool = False
    _listeners: list[Earpiece] = field(default_factory=list)

    def end(self, reason: EndReason, sentence: str, outcome: str | None = None) -> None:
        """Say the sentence and hang up; asked again for the same reason, nothing more happens.
        Raises Conflict where it is ending otherwise."""
        if self.ending is None:
            self.ending, self.outcome = reason, outcome
            self.session.end(reason, sentence)
        elif self.ending is not reason:
            raise Conflict("The call is just ending.", code="call_ending")

    def may_be_heard(self) -> None:
        """Raises Conflict where nobody may listen, or too many do."""
        refuse_listening(self.session.recording)
        if len(self._listeners) >= MOST_LISTENERS:
            raise Conflict("Enough people are listening to this call.", code="too_many_listeners")

    async def listen(self) -> AsyncGenerator[Sound]:
        """Both sides from now on, until the call is over or may not be kept any more. Raises Conflict."""
        self.may_be_heard()
        with self._earpiece() as earpiece:
            while not self.over and self.session.recording is RecordingState.KEPT:
                sound = await earpiece.next(within=_LOOK_S)
                if sound is not None and self.session.recording is RecordingState.KEPT:
                    yield sound

    @contextmanager
    def _earpiece(self) -> Iterator[Earpiece]:
        earpiece = Earpiece()
        self._listeners.append(earpiece)
        self.session.overhearing.add(earpiece)
        try:
            yield earpiece
        finally:
            self.session.overhearing.remove(earpiece)
            self._listeners.remove(earpiece)


#: Nobody listens in where the caller was not told that others may hear the call.
_NOT_TO_BE_HEARD: Final = {
    RecordingState.NOT_WANTED: "This agent does not record, so its callers are not told that others may hear"
    " them. Nobody can listen in.",
    RecordingState.AWAITING: "The caller has not heard the notice yet. Try again in a few seconds.",
    RecordingState.REFUSED: "The caller did not want to be recorded. Nobody can listen in.",
}


def refuse_listening(recording: RecordingState) -> None:
    """Raises Conflict unless the caller knows of the recording and has not refused it."""
    if recording in _NOT_TO_BE_HEARD:
        raise Conflict(_NOT_TO_BE_HEARD[recording], code="listening_not_allowed")
