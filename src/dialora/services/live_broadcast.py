"""One call as it is told to those who watch: what happens goes on record first, then the feed hears of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import count
from typing import Protocol

from dialora.domain.calls import EndReason, RecordingState, SpokenNotice, Turn
from dialora.domain.live import LiveEvent, LiveKind
from dialora.ports.sink import AudioBlock, CallObserver, CallSink
from dialora.services.calls import Ticket
from dialora.services.live_feed import LiveFeed
from dialora.store.keyring import AccountSeal


class Kept(Protocol):
    """Says what becomes of the recording, as of now."""

    @property
    def recording(self) -> RecordingState: ...


class Broadcast:
    """A CallSink before the record, and a CallObserver beside whoever is on the line."""

    def __init__(
        self,
        feed: LiveFeed,
        ticket: Ticket,
        seal: AccountSeal,
        record: CallSink,
        observer: CallObserver | None,
    ) -> None:
        self._feed = feed
        self._ticket = ticket
        self._seal = seal
        self._record = record
        self._observer = observer
        self._began = asyncio.get_running_loop().time()
        self._numbers = count(1)
        self._call: Kept | None = None

    def started(self, call: Kept) -> None:
        """The call begins; it alone knows whether words may be told."""
        self._began = asyncio.get_running_loop().time()
        self._call = call
        self._tell(self._event(LiveKind.STARTED))

    def ended(self, reason: EndReason) -> None:
        self._tell(replace(self._event(LiveKind.ENDED), reason=reason))

    # What is seen

    def heard(self, text: str, *, final: bool) -> None:
        if self._observer is not None:
            self._observer.heard(text, final=final)
        self._words(replace(self._event(LiveKind.CALLER), text=text, final=final))

    def said(self, text: str) -> None:
        if self._observer is not None:
            self._observer.said(text)
        self._words(replace(self._event(LiveKind.AGENT), text=text))

    def state(self, listening: bool, speaking: bool) -> None:
        if self._observer is not None:
            self._observer.state(listening, speaking)
        event = self._event(LiveKind.STATE)
        self._tell(replace(event, caller_speaks=listening, agent_speaks=speaking))

    # What is recorded

    async def turn(self, turn: Turn) -> None:
        await self._record.turn(turn)
        self._tell(replace(self._event(LiveKind.TURN), turn=turn))

    async def audio(self, block: AudioBlock) -> None:
        await self._record.audio(block)

    async def notice(self, notice: SpokenNotice) -> None:
        await self._record.notice(notice)
        self._tell(replace(self._event(LiveKind.NOTICE), notice=notice))

    async def recording(self, state: RecordingState) -> None:
        await self._record.recording(state)
        self._tell(replace(self._event(LiveKind.RECORDING), recording=state))

    def _words(self, event: LiveEvent) -> None:
        """Words are another's to read only where the call may be kept: a transcript is a recording too."""
        if self._call is not None and self._call.recording is RecordingState.KEPT:
            self._tell(event)

    def _event(self, kind: LiveKind) -> LiveEvent:
        at = asyncio.get_running_loop().time() - self._began
        return LiveEvent(
            call_id=self._ticket.call_id, seq=next(self._numbers), kind=kind, at_ms=round(at * 1000)
        )

    def _tell(self, event: LiveEvent) -> None:
        self._feed.tell(self._ticket.account_id, self._seal, event)
