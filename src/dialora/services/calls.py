"""Calls: answered, connected to their audio, reported on by the carrier, and completed."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta

from dialora.compliance.clearance import Clearance
from dialora.compliance.intent import CallIntent
from dialora.domain.admission import NO_LIMITS, CallLimits
from dialora.domain.agents import Agent
from dialora.domain.calls import (
    Call,
    CallStatus,
    Direction,
    EndReason,
    Line,
    RecordingState,
    advance,
)
from dialora.domain.errors import Conflict, NotFound, Unavailable
from dialora.domain.events import EventType
from dialora.domain.numbers import OwnedNumber
from dialora.ports.clock import Clock
from dialora.ports.sink import CallRecord
from dialora.ports.telephony import IncomingCall, StatusReport
from dialora.services import measures
from dialora.services.admission import Admission, Place
from dialora.services.costs import settle
from dialora.services.events import record as record_event
from dialora.services.gate import CallRefused, Gate
from dialora.services.late_record import write_late
from dialora.services.numbers import Numbers
from dialora.services.opening import can_take_message
from dialora.store.calls import FoundCall
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store

#: How long the token in our answer lets an audio socket in.
TOKEN_LIFETIME = timedelta(seconds=60)

#: How a call that ended for this reason is counted; every other reason is a completed call.
_STATUS = {
    EndReason.PROCESS_LOST: CallStatus.FAILED,
    EndReason.LINE_LOST: CallStatus.FAILED,
    EndReason.ERROR: CallStatus.FAILED,
    EndReason.NOT_CONNECTED: CallStatus.NO_ANSWER,
}

#: Reasons after which the caller is still on the line and was not told goodbye.
_CUT_OFF = frozenset({EndReason.PROCESS_LOST, EndReason.LINE_LOST, EndReason.ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The call is answered: audio may come in with this token, once."""

    call_id: str
    token: str
    #: No line was free: it only takes a message.
    takes_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The call is not answered; the caller hears a sentence."""

    reason: EndReason
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class StillThere:
    """The audio has ended and the caller is on the line: put through to a person, or cut off by us."""

    account_id: str
    call_id: str
    language: str
    cut_off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An audio socket that was let in: the call it carries."""

    account_id: str
    call_id: str
    #: No line was free: it only takes a message.
    takes_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The life of a call, on whichever process each step lands."""

    store: Store
    clock: Clock
    gate: Gate
    numbers: Numbers
    #: This process, in leases.
    process_id: str
    #: Calls that may run at once over all processes of this machine.
    capacity: int
    #: What one caller, or all of an account, may use up where the account has set nothing.
    limits: CallLimits = NO_LIMITS
    #: Calls that ended while the database was away.
    _owed: dict[Ticket, CallRecord] = field(default_factory=dict, repr=False)

    async def answer(self, incoming: IncomingCall) -> Answer | Refusal:
        """Decide on a ringing call. A repeated request gets a fresh token; the old one dies."""
        try:
            number = await self.numbers.of(incoming.carrier, incoming.called)
        except NotFound:
            return Refusal(reason=EndReason.NUMBER_UNKNOWN)
        known = await self._known(number.account_id, incoming.carrier_call_id)
        if known is not None:
            return await self._again(known)
        try:
            return await self._answer_new(incoming, number)
        except Conflict:
            # The same webhook, delivered twice at once: the other one has made the call.
            known = await self._known(number.account_id, incoming.carrier_call_id)
            if known is None:
                raise
            return await self._again(known)

    async def try_agent(self, account_id: str, agent_id: str, *, draft: bool = False) -> Answer:
        """A test call from the browser, with what is published or with the draft, if there is one.
        Raises CallRefused, Conflict("at_capacity"), NotFound."""
        async with self.store.account(account_id) as scope:
            account, agent = await scope.account(), await scope.agents.get(agent_id)
            changed = await scope.drafts.of_agent(agent_id) if draft else None
        agent = changed.agent if changed else agent
        intent = CallIntent.from_browser(
            account_id=account.id, agent_id=agent.id, recording_wanted=agent.recording_wanted
        )
        clearance = await self.gate.clear(intent)
        call = _answered_by(agent, _new(account.id, self.clock, line=Line.BROWSER, test=True))
        if changed:
            # A draft has no number: what the call is spoken with is kept with the call.
            call = replace(call, agent_version=None)
        answer = await self._ring(call, clearance, agent)
        if isinstance(answer, Refusal):
            raise Conflict("All lines are busy. Try again in a minute.", code="at_capacity")
        return answer

    async def ready(self) -> None:
        """Raises Unavailable where a call could not be answered now."""
        await self.store.ping()

    async def connect(self, token: str, *, carrier_call_id: str | None) -> Ticket:
        """Let an audio socket in, once per token. Raises NotFound."""
        now = self.clock.now()
        async with self.store.platform() as platform:
            account_id, call_id = await platform.stream_tokens.redeem(_hash(token), now)
        async with self.store.account(account_id) as scope:
            call = await scope.calls.lock(call_id)
            if call.status is not CallStatus.RINGING or call.carrier_call_id != carrier_call_id:
                raise NotFound("That call is not waiting for audio.", code="call_not_ringing")
            call = replace(call, status=CallStatus.IN_PROGRESS, answered_at=now, process_id=self.process_id)
            await scope.calls.save(call)
            await record_event(scope, EventType.CALL_STARTED, call, at=now)
        return Ticket(account_id=account_id, call_id=call_id, takes_message=call.takes_message)

    async def report(self, report: StatusReport, accounts: frozenset[str]) -> None:
        """The carrier's word on a call. Doubled, late and reordered reports end in one state."""
        found = await self._of_carrier(report.carrier_call_id, accounts)
        if found is None:
            return
        async with self.store.account(found.account_id) as scope:
            call = await scope.calls.lock(found.id)
            status = advance(call.status, report.status)
            if report.status is CallStatus.IN_PROGRESS or status is call.status:
                # Our own audio socket says when a call is in progress, the carrier only when it is over.
                return
            never_met = call.status is CallStatus.RINGING
            reason = EndReason.NOT_CONNECTED if never_met else call.end_reason
            call = replace(call, status=status, end_reason=reason, ended_at=self.clock.now())
            await scope.calls.save(call)
            if never_met:
                await record_event(scope, EventType.CALL_COMPLETED, call, at=self.clock.now())

    async def after_stream(self, carrier_call_id: str, accounts: frozenset[str]) -> StillThere | None:
        """The audio socket closed and the carrier asks what next: nothing, or more for a caller who is still
        there. May be answered by another process than the one that died."""
        found = await self._of_carrier(carrier_call_id, accounts)
        if found is None:
            return None
        async with self.store.account(found.account_id) as scope:
            call = await scope.calls.lock(found.id)
            if call.end_reason is None:
                call = _ended(call, EndReason.PROCESS_LOST, self.clock)
                await scope.calls.save(call)
                await settle(scope, call, at=self.clock.now())
                await record_event(scope, EventType.CALL_COMPLETED, call, at=self.clock.now())
            if call.end_reason not in (*_CUT_OFF, EndReason.TRANSFERRED):
                return None
            return StillThere(
                account_id=call.account_id,
                call_id=call.id,
                language=await self._language(scope, call),
                cut_off=call.end_reason in _CUT_OFF,
            )

    async def find(self, carrier_call_id: str, accounts: frozenset[str]) -> FoundCall | None:
        """The call of a carrier's id, if it belongs to one of these accounts."""
        return await self._of_carrier(carrier_call_id, accounts)

    async def complete(self, ticket: Ticket, record: CallRecord) -> None:
        """The live call is over. What it left behind is kept even if the carrier ended it first. Where the
        database is away it is owed, and written by upkeep: nobody waits for that on the line."""
        try:
            await self._complete(ticket, record)
        except Unavailable:
            self._owed[ticket] = record

    async def complete_owed(self) -> None:
        """Write what could not be written when calls ended; what still cannot stays owed."""
        for ticket in tuple(self._owed):
            await self.complete(ticket, self._owed.pop(ticket))

    async def _complete(self, ticket: Ticket, record: CallRecord) -> None:
        await write_late(self.store, ticket.account_id, ticket.call_id, record.unwritten)
        async with self.store.account(ticket.account_id) as scope:
            call = await scope.calls.lock(ticket.call_id)
            told_as_lost = call.end_reason is EndReason.PROCESS_LOST
            if told_as_lost:
                # Closed by somebody who could not know that we live: what really happened counts.
                call = _reopened(call)
            ends = call.end_reason is None
            if ends:
                call = _ended(call, record.reason, self.clock)
            # Of a call that broke before anything was settled, what is written stays.
            unsettled = record.recording is RecordingState.AWAITING
            recording = call.recording if unsettled else record.recording
            call = replace(call, outcome=record.outcome, recording=recording)
            await scope.calls.save(call)
            await settle(scope, call, at=self.clock.now())
            if ends:
                # A call completes once: the later truth is told as what it is.
                kind = EventType.CALL_UPDATED if told_as_lost else EventType.CALL_COMPLETED
                await record_event(scope, kind, call, at=self.clock.now())
            if recording is RecordingState.REFUSED:
                await scope.turns.erase_texts(call.id)

    async def close_lost(self, found: FoundCall) -> None:
        """End a call whose process is gone, or that never got its audio."""
        async with self.store.account(found.account_id) as scope:
            call = await scope.calls.lock(found.id)
            if call.end_reason is not None:
                return
            never_met = call.status is CallStatus.RINGING
            reason = EndReason.NOT_CONNECTED if never_met else EndReason.PROCESS_LOST
            call = _ended(call, reason, self.clock)
            await scope.calls.save(call)
            await settle(scope, call, at=self.clock.now())
            await record_event(scope, EventType.CALL_COMPLETED, call, at=self.clock.now())

    async def _answer_new(self, incoming: IncomingCall, number: OwnedNumber) -> Answer | Refusal:
        call = _arrived(incoming, number, self.clock)
        if number.agent_id is None:
            await self._keep_refused(call, EndReason.NO_AGENT)
            return Refusal(reason=EndReason.NO_AGENT)
        async with self.store.account(number.account_id) as scope:
            agent = await scope.agents.get(number.agent_id)
        call = _answered_by(agent, call)
        if await self.admission.too_many(call.account_id, call):
            # Before the gate: whoever calls without end fills no ledger.
            await self._keep_refused(call, EndReason.TOO_MANY_CALLS)
            return Refusal(reason=EndReason.TOO_MANY_CALLS, language=agent.language)
        intent = CallIntent.from_carrier(
            account_id=number.account_id,
            agent_id=agent.id,
            number_id=number.id,
            caller=incoming.caller,
            recording_wanted=agent.recording_wanted,
        )
        try:
            clearance = await self.gate.clear(intent)
        except CallRefused as refused:
            await self._keep_refused(replace(call, decision_id=refused.decision_id), EndReason.POLICY)
            return Refusal(reason=EndReason.POLICY, language=agent.language)
        return await self._ring(call, clearance, agent)

    async def _keep_refused(self, call: Call, reason: EndReason) -> None:
        refused = replace(call, status=CallStatus.REFUSED, end_reason=reason, ended_at=call.created_at)
        if reason is not EndReason.POLICY:
            # Those the gate counts itself, by the rule.
            measures.refused(reason)
        async with self.store.account(call.account_id) as scope:
            await scope.calls.add(refused)
            await record_event(scope, EventType.CALL_REFUSED, refused, at=call.created_at)

    async def _ring(self, call: Call, clearance: Clearance, agent: Agent) -> Answer | Refusal:
        """Keep the call if there is room for it or for its message, else keep that there was none."""
        call = replace(call, decision_id=clearance.decision_id)
        messages = call.line is Line.PHONE and can_take_message(clearance.decision, agent.language)
        async with self.store.account(call.account_id) as scope:
            place = await self.admission.place(scope, call)
            room = place is Place.LINE or (place is Place.MESSAGE_LINE and messages)
            if room:
                await scope.calls.add(replace(call, takes_message=place is Place.MESSAGE_LINE))
                if call.agent_version is None:
                    await scope.trials.keep(call.id, agent)
        if room:
            answer = await self.token(call.account_id, call.id)
            return replace(answer, takes_message=place is Place.MESSAGE_LINE)
        await self._keep_refused(call, EndReason.AT_CAPACITY)
        return Refusal(reason=EndReason.AT_CAPACITY, language=agent.language)

    @property
    def admission(self) -> Admission:
        return Admission(store=self.store, clock=self.clock, capacity=self.capacity, limits=self.limits)

    async def token(self, account_id: str, call_id: str) -> Answer:
        """A fresh token for a ringing call; the one before dies."""
        token = secrets.token_urlsafe(32)
        expires_at = self.clock.now() + TOKEN_LIFETIME
        async with self.store.platform() as platform:
            await platform.stream_tokens.replace(_hash(token), account_id, call_id, expires_at)
        return Answer(call_id=call_id, token=token)

    async def _again(self, found: FoundCall) -> Answer | Refusal:
        if found.status is CallStatus.RINGING:
            return await self.token(found.account_id, found.id)
        return Refusal(reason=found.end_reason or EndReason.PROCESS_LOST)

    async def _known(self, account_id: str, carrier_call_id: str) -> FoundCall | None:
        return await self._of_carrier(carrier_call_id, frozenset({account_id}))

    async def _of_carrier(self, carrier_call_id: str, accounts: frozenset[str]) -> FoundCall | None:
        """The call of a carrier's id, if it belongs to an account that the request may speak for."""
        async with self.store.platform() as platform:
            call = await platform.calls.by_carrier_call_id(carrier_call_id)
        return call if call is not None and call.account_id in accounts else None

    async def _language(self, scope: AccountScope, call: Call) -> str:
        if call.agent_id is None:
            return "en"
        return (await scope.agents.get(call.agent_id)).language


def _new(account_id: str, clock: Clock, *, line: Line, test: bool) -> Call:
    return Call(
        id=new_id("call"),
        account_id=account_id,
        agent_id=None,
        agent_version=None,
        direction=Direction.INBOUND,
        line=line,
        number=None,
        peer=None,
        test=test,
        status=CallStatus.RINGING,
        end_reason=None,
        decision_id=None,
        carrier_call_id=None,
        recording=RecordingState.NOT_WANTED,
        outcome=None,
        created_at=clock.now(),
        answered_at=None,
        ended_at=None,
        process_id=None,
    )


def _arrived(incoming: IncomingCall, number: OwnedNumber, clock: Clock) -> Call:
    return replace(
        _new(number.account_id, clock, line=Line.PHONE, test=False),
        number=number.number,
        peer=incoming.caller,
        carrier_call_id=incoming.carrier_call_id,
    )


def _answered_by(agent: Agent, call: Call) -> Call:
    wanted = RecordingState.AWAITING if agent.recording_wanted else RecordingState.NOT_WANTED
    return replace(call, agent_id=agent.id, agent_version=agent.version, recording=wanted)


def _ended(call: Call, reason: EndReason, clock: Clock) -> Call:
    status = advance(call.status, _STATUS.get(reason, CallStatus.COMPLETED))
    return replace(call, status=status, end_reason=reason, ended_at=call.ended_at or clock.now())


def _reopened(call: Call) -> Call:
    """Without the end that was only presumed; what the carrier said of it stays."""
    if call.status is not CallStatus.FAILED:
        return replace(call, end_reason=None)
    return replace(call, status=CallStatus.IN_PROGRESS, end_reason=None, ended_at=None)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
