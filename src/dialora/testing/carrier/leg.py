"""One call at the carrier: asks what to do with it, does it, and says how it went."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, field

import httpx
from websockets.exceptions import WebSocketException

from dialora.testing.carrier.handset import Breaks, Handset, Ids, Person
from dialora.testing.carrier.post import Post
from dialora.testing.carrier.resources import API_VERSION, OVER, CarrierNumber, CarrierRecord, new_sid
from dialora.testing.carrier.twiml import Instructions, Stream, parse

#: What a number's own status webhook is told of an incoming call; and all that there is to tell.
ONLY_THE_END = frozenset({"completed"})
EVERY_STATE = frozenset({"initiated", "ringing", "answered", "completed"})
#: How often a person who is not on a stream looks whether to go on.
_LOOK_S = 0.02


@dataclass(slots=True, kw_only=True, eq=False)
class Leg:
    """An incoming call, from the first ring to the last callback."""

    number: CarrierNumber
    record: CarrierRecord
    person: Person
    post: Post
    breaks: Breaks | None = None
    #: Status callbacks that are sent; a number's own callback is told of the end alone.
    told_of: frozenset[str] = ONLY_THE_END
    #: What the carrier's own voice said, and whom it rang.
    said: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    #: An application error: the carrier's word for an answer it could not use.
    failed: str | None = None
    #: How long whoever the caller is put through to talks with them.
    far_side_stays_s: float = math.inf
    #: Our own side closed the stream.
    hung_up_on: bool = False
    over: asyncio.Future[None] = field(init=False)
    #: The first instructions are there.
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    answered_at: float = 0.0
    _task: asyncio.Task[None] | None = None
    _handset: Handset | None = None
    _instead: Instructions | None = None
    _sequence: int = 0

    def __post_init__(self) -> None:
        self.over = asyncio.get_running_loop().create_future()

    def begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._live())

    def drop(self) -> None:
        """The carrier itself goes away: nothing is sent any more."""
        if self._task is not None:
            self._task.cancel()

    @property
    def streaming(self) -> bool:
        return self._handset is not None

    def update(self, instructions: Instructions | None) -> None:
        """Asked for over the REST API while the call lasts: do this instead, or end it (None)."""
        self._instead = instructions
        if instructions is None:
            self.record.end()
        if self._handset is not None:
            self._handset.take_away()

    def take_back(self) -> None:
        """Asked for over the REST API before anybody has answered."""
        self.record.end("canceled")

    async def _live(self) -> None:
        try:
            self._report("initiated")
            self._report("ringing")
            instructions: Instructions | None = await self._ask(self.number.voice_url, "ringing")
            self.record.status = "in-progress"
            self.answered_at = asyncio.get_running_loop().time()
            self.answered.set()
            self._report("answered")
            while instructions is not None and not self._ended:
                instructions = await self._carry_out(instructions)
        except (httpx.HTTPError, OSError, WebSocketException) as problem:
            # "An application error has occurred": the carrier says so, and hangs up.
            self.failed = repr(problem)
        finally:
            self.record.end()
            self._report("completed")
            self.over.set_result(None)

    @property
    def _ended(self) -> bool:
        return self.record.status in OVER or self.person.hung_up

    async def _carry_out(self, instructions: Instructions) -> Instructions | None:
        """What comes next; None where nothing does."""
        if instructions.said:
            self.said.append(instructions.said)
        if instructions.stream is not None:
            return await self._stream(instructions.stream)
        if instructions.dialled is not None:
            self.dialled.append(instructions.dialled)
            return await self._bridge(instructions.dial_action)
        return None

    async def _stream(self, stream: Stream) -> Instructions | None:
        ids = Ids(account_sid=self.record.account.sid, call_sid=self.record.sid, stream_sid=new_sid("MZ"))
        self._handset = Handset(ids, self.person, breaks=self.breaks)
        try:
            self.hung_up_on = await self._handset.talk(stream)
        finally:
            self._handset = None
        if self._instead is not None:
            instead, self._instead = self._instead, None
            return instead
        if self._ended or stream.action is None:
            return None
        return await self._ask(stream.action, "in-progress")

    async def _bridge(self, action: str | None) -> Instructions | None:
        """Whoever was rung talks to the caller until one of them has enough."""
        now = asyncio.get_running_loop().time
        until = now() + self.far_side_stays_s
        while not self._ended and now() < until:
            if self._instead is not None:
                instead, self._instead = self._instead, None
                return instead
            await asyncio.sleep(_LOOK_S)
        if self._ended or action is None:
            return None
        return await self._ask(action, "in-progress", {"DialCallStatus": "completed"})

    async def _ask(self, url: str, status: str, more: dict[str, str] | None = None) -> Instructions:
        return parse(await self.post.ask(url, self._form(status) | (more or {}), self.record.account))

    def _report(self, event: str) -> None:
        if event not in self.told_of or not self.number.status_callback:
            return
        status = self.record.status if event == "completed" else _STATUS_AT[event]
        form = self._form(status) | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self._sequence),
            "Timestamp": time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()),
        }
        self._sequence += 1
        if event == "completed":
            form["CallDuration"] = str(self.record.seconds)
        self.post.report(self.number.status_callback, form, self.record.account)

    def _form(self, status: str) -> dict[str, str]:
        caller, called = str(self.record.caller), str(self.record.called)
        return {
            "AccountSid": self.record.account.sid,
            "ApiVersion": API_VERSION,
            "CallSid": self.record.sid,
            "CallStatus": status,
            "Called": called,
            "Caller": caller,
            "Direction": self.record.direction,
            "From": caller,
            "To": called,
        }


_STATUS_AT = {"initiated": "initiated", "ringing": "ringing", "answered": "in-progress"}
