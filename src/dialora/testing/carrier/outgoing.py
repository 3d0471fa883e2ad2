"""Calls that the carrier is asked to place: what befalls the asking, who is called, and how it goes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import httpx
from starlette.datastructures import FormData
from starlette.responses import JSONResponse
from websockets.exceptions import WebSocketException

from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier.handset import Person
from dialora.testing.carrier.leg import Leg
from dialora.testing.carrier.resources import OVER, CarrierAccount
from dialora.testing.carrier.twiml import Instructions

#: How often a telephone that rings looks whether to go on.
_LOOK_S: Final = 0.01


class DialFault(StrEnum):
    """What befalls the request that asks for a call, before or after the call was placed."""

    TOO_MANY = "429"
    ERROR_BEFORE = "500 before"
    ERROR_AFTER = "500 after"
    LOST_BEFORE = "lost before"
    LOST_AFTER = "lost after"
    #: No answer until the test lets go, and none then.
    HELD_BEFORE = "held before"
    HELD_AFTER = "held after"


class Ending(StrEnum):
    """How a call ends that nobody takes."""

    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"


class Refused(Exception):
    """An answer of the carrier's own that says no."""

    def __init__(self, status: int, code: int, message: str) -> None:
        self.answer = JSONResponse(
            {
                "code": code,
                "message": message,
                "more_info": f"https://www.twilio.com/docs/errors/{code}",
                "status": status,
            },
            status,
        )


class AnswerLost(Exception):
    """The connection breaks before the answer is out."""


def refuse_before(fault: DialFault) -> None:
    """What goes wrong before anybody is called."""
    if fault is DialFault.TOO_MANY:
        raise Refused(429, 20429, "Too many requests")
    if fault is DialFault.ERROR_BEFORE:
        raise Refused(500, 20500, "An internal server error has occurred")
    if fault is DialFault.LOST_BEFORE:
        raise AnswerLost


def break_after(fault: DialFault) -> None:
    """What goes wrong once somebody is being called."""
    if fault is DialFault.ERROR_AFTER:
        raise Refused(500, 20500, "An internal server error has occurred")
    if fault is DialFault.LOST_AFTER:
        raise AnswerLost


@dataclass(frozen=True, slots=True, kw_only=True)
class DialOrder:
    """A request for a call, understood."""

    to: PhoneNumber
    caller_id: PhoneNumber
    url: str
    status_callback: str
    told_of: frozenset[str]
    ring_s: float
    machine_callback: str


def read_order(form: FormData, account: CarrierAccount, may_show: set[str]) -> DialOrder:
    """Raises Refused, with Twilio's own error, where it is no order."""
    told = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        to = PhoneNumber(told.get("To", ""))
    except Invalid:
        raise Refused(400, 21211, "Invalid 'To' Phone Number") from None
    if told.get("From", "") not in may_show:
        raise Refused(400, 21210, "'From' phone number not verified")
    if not told.get("Url"):
        raise Refused(400, 21205, "Url parameter is required")
    return DialOrder(
        to=to,
        caller_id=PhoneNumber(told["From"]),
        url=told["Url"],
        status_callback=told.get("StatusCallback", ""),
        told_of=frozenset(str(it) for it in form.getlist("StatusCallbackEvent")) or frozenset({"completed"}),
        ring_s=float(told.get("Timeout", "60")),
        machine_callback=told.get("AsyncAmdStatusCallback", ""),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """Whoever is at the called number."""

    #: None: nobody takes the call.
    person: Person | None = None
    #: How long it rings before it is taken, or ends otherwise; None: as long as the caller lets it.
    rings_s: float | None = 0.05
    ending: Ending = Ending.NO_ANSWER
    #: What the carrier takes them for; None: it does not say.
    answered_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialled:
    """An entry of the carrier's journal: somebody was called, and when."""

    at: datetime
    carrier_call_id: str
    account_sid: str
    to: PhoneNumber
    caller_id: PhoneNumber
    #: Names the attempt.
    url: str


class Nobody:
    """Holds no handset."""

    hung_up: bool = False

    def utter(self, now: float) -> bytes:
        return b""

    def receive(self, mulaw: bytes, now: float) -> None:
        """There is nobody."""

    def hear(self, mulaw: bytes, now: float) -> None:
        """There is nobody."""


@dataclass(slots=True, kw_only=True, eq=False)
class OutgoingLeg(Leg):
    """A call that the carrier places."""

    order: DialOrder
    callee: Callee
    placed_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def _live(self) -> None:
        try:
            self._report("initiated")
            if not self._ended:
                self.record.status = "ringing"
                self._report("ringing")
                await self._ring()
            if self.callee.person is None or self._ended:
                return
            self.record.status = "in-progress"
            self.answered_at = asyncio.get_running_loop().time()
            self._report("answered")
            self._tell_who_answered()
            instructions: Instructions | None = await self._ask(self.order.url, "in-progress")
            self.answered.set()
            while instructions is not None and not self._ended:
                instructions = await self._carry_out(instructions)
        except (httpx.HTTPError, OSError, WebSocketException) as problem:
            self.failed = repr(problem)
        finally:
            self.record.end()
            self._report("completed")
            self.over.set_result(None)

    async def _ring(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + min(self.order.ring_s, self._rings_s)
        while loop.time() < until:
            if self.record.status in OVER:
                return
            await asyncio.sleep(_LOOK_S)
        if self.callee.person is None or self._rings_s > self.order.ring_s:
            self.record.end(self.callee.ending.value)

    @property
    def _rings_s(self) -> float:
        return self.order.ring_s + 1 if self.callee.rings_s is None else self.callee.rings_s

    def _tell_who_answered(self) -> None:
        if self.callee.answered_by is not None and self.order.machine_callback:
            form = {
                "AccountSid": self.record.account.sid,
                "CallSid": self.record.sid,
                "AnsweredBy": self.callee.answered_by,
                "MachineDetectionDuration": "1200",
            }
            self.post.report(self.order.machine_callback, form, self.record.account)
