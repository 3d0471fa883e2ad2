"""Outgoing calls: decided on under the locks of those they concern, and posted at most once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dialora.compliance.clearance import Clearance
from dialora.compliance.decision import Decision
from dialora.compliance.intent import CallIntent, CallPurpose
from dialora.domain.agents import Agent, Purpose
from dialora.domain.attempts import Attempt, AttemptPurpose, AttemptState
from dialora.domain.calls import Call, CallStatus, Direction, EndReason, Line, RecordingState
from dialora.domain.denials import deception_in
from dialora.domain.errors import Conflict, Invalid, ProviderError, Unavailable
from dialora.domain.events import EventType
from dialora.domain.numbers import OwnedNumber
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.ports.dialing import CallCarrier, NotPlaced
from dialora.services.admission import Place
from dialora.services.attempt_news import keep_end, keep_news
from dialora.services.attempts import Attempts
from dialora.services.caller_ids import CallerIds
from dialora.services.calls import Calls
from dialora.services.dialing import Dialing
from dialora.services.events import record as record_event
from dialora.services.gate import CallRefused, Gate, Ruled
from dialora.services.outgoing_answers import OutgoingAnswers
from dialora.services.reconciling import Reconciling
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store

#: Between tries of a call that surely was not placed; each has a decision of its own.
_PAUSES_S: Final = (0.5, 1.5)
#: Between tries for the lock on a number that somebody else decides about.
_LOCK_PAUSES_S: Final = (0.02, 0.05, 0.1, 0.2, 0.4)
#: The carrier's word that a number may not be shown.
_NOT_OURS: Final = "twilio_21210"

#: What an agent's calls are for, as the law sees it.
_PURPOSES: Final = {
    Purpose.SUPPORT: AttemptPurpose.INFORMATIONAL,
    Purpose.SCHEDULING: AttemptPurpose.INFORMATIONAL,
    Purpose.SALES_OUTREACH: AttemptPurpose.TELEMARKETING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Somebody is to be called."""

    account_id: str
    agent_id: str
    number: PhoneNumber
    #: A key or a member, by its id.
    asked_by: str
    #: Stricter than the agent's own purpose; None where that is what it is for.
    purpose: AttemptPurpose | None = None
    subject: str | None = None
    #: What the person is told it is about; the agent's purpose says it where this is empty.
    about: str = ""
    idempotency_key: str | None = None
    #: Asked for with a test key: decided on, and not dialled.
    test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    store: Store
    clock: Clock
    gate: Gate
    calls: Calls
    caller_ids: CallerIds
    dialing: Dialing

    @classmethod
    def over(cls, calls: Calls, carriers: Mapping[str, CallCarrier], public_url: str) -> Outgoing:
        """With the gate, the lines and the numbers that incoming calls have."""
        store, clock = calls.store, calls.clock
        return cls(
            store=store,
            clock=clock,
            gate=calls.gate,
            calls=calls,
            caller_ids=CallerIds(store=store, clock=clock, registries=calls.numbers.registries),
            dialing=Dialing(store=store, clock=clock, carriers=carriers, public_url=public_url),
        )

    @property
    def attempts(self) -> Attempts:
        return Attempts(store=self.store, clock=self.clock, dialing=self.dialing)

    @property
    def answers(self) -> OutgoingAnswers:
        return OutgoingAnswers(store=self.store, calls=self.calls, dialing=self.dialing)

    @property
    def reconciling(self) -> Reconciling:
        return Reconciling(
            store=self.store,
            clock=self.clock,
            dialing=self.dialing,
            attempts=self.attempts,
        )

    async def place(self, wanted: Wanted) -> Call:
        """Call somebody, if the policy allows it. The call may have ended already when this returns: where
        the carrier refused it. Raises CallRefused once the denial is written down, NotFound, Conflict where
        no line is free, Invalid where it would begin with a lie, ProviderError where the carrier cannot say
        whether our number is ours."""
        deception = deception_in(wanted.about)
        if deception is not None:
            raise Invalid(deception, field="about", code="about_deceives")
        caller_id = await self.caller_ids.choose(wanted.account_id, wanted.agent_id, ask=not wanted.test)
        attempt, ruled = await self._decide(wanted, caller_id)
        for pause_s in (*_PAUSES_S, None):
            clearance = await self._cleared(attempt, ruled)
            if wanted.test or not await self._post(attempt, clearance, again=pause_s is not None):
                break
            await asyncio.sleep(pause_s or 0)
            attempt, ruled = await self._decide_again(attempt)
        async with self.store.account(wanted.account_id) as scope:
            return await scope.calls.get(attempt.call_id)

    # Deciding: one transaction

    async def _decide(self, wanted: Wanted, caller_id: OwnedNumber | None) -> tuple[Attempt, Ruled]:
        """Locks the called number, the account's row, and last the ledger's head."""
        async with self._deciding(wanted.account_id, wanted.number) as scope:
            await scope.own.lock(shared=True)
            agent = await scope.agents.get(wanted.agent_id)
            now = self.clock.now()
            call = _call(wanted, agent, caller_id, now)
            if not wanted.test and await self.calls.admission.place(scope, call) is not Place.LINE:
                raise Conflict("All lines are busy. Try again in a minute.", code="at_capacity")
            attempt = _attempt(wanted, agent, caller_id, call, scope.attempts.hash_of(wanted.number))
            await scope.calls.add(call)
            await scope.attempts.add(attempt)
            ruled = await self.gate.rule_on(scope, _intent(attempt, call))
            return await self._keep_ruling(scope, attempt, ruled), ruled

    @asynccontextmanager
    async def _deciding(self, account_id: str, number: PhoneNumber) -> AsyncIterator[AccountScope]:
        """A transaction that holds the lock on the number. Whoever wants to call does not queue for it, so
        that somebody who says stop waits for one decision at most. Raises Conflict."""
        for pause_s in (*_LOCK_PAUSES_S, None):
            async with self.store.account(account_id) as scope:
                if await scope.try_lock_number(number):
                    yield scope
                    return
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        raise Conflict("This number is being called or stopped right now. Try again.", code="number_in_use")

    async def _decide_again(self, attempt: Attempt) -> tuple[Attempt, Ruled]:
        """Of an attempt that surely was not placed: nothing that was decided before counts any more."""
        async with self._deciding(attempt.account_id, attempt.callee) as scope:
            await scope.own.lock(shared=True)
            attempt = await scope.attempts.lock(attempt.id)
            if attempt.state is not AttemptState.QUEUED:
                raise Conflict("The call was taken back.", code="call_withdrawn")
            call = await scope.calls.lock(attempt.call_id)
            ruled = await self.gate.rule_on(scope, _intent(attempt, call))
            return await self._keep_ruling(scope, attempt, ruled), ruled

    async def _keep_ruling(self, scope: AccountScope, attempt: Attempt, ruled: Ruled) -> Attempt:
        """Queued, and then either refused or, from now on, about to be posted by us and by nobody else."""
        call = await scope.calls.get(attempt.call_id)
        call = replace(call, decision_id=ruled.decision_id)
        if not ruled.decision.allowed:
            call = replace(
                call,
                status=CallStatus.REFUSED,
                end_reason=EndReason.POLICY,
                outcome=why_not(ruled.decision),
                ended_at=self.clock.now(),
            )
            attempt = replace(
                attempt,
                state=AttemptState.REFUSED,
                problem=ruled.decision.reason,
                decision_id=ruled.decision_id,
                ended_at=self.clock.now(),
            )
            await scope.attempts.save(attempt)
        elif attempt.test:
            attempt = replace(attempt, decision_id=ruled.decision_id)
        elif not await scope.attempts.post(attempt.id, decision_id=ruled.decision_id, cleared_at=ruled.at):
            raise Conflict("The call was taken back.", code="call_withdrawn")
        await scope.calls.save(call)
        if attempt.test and ruled.decision.allowed:
            return await keep_end(scope, attempt, AttemptState.CANCELED, None, self.clock.now())
        return attempt if attempt.state.over else await scope.attempts.get(attempt.id)

    async def _cleared(self, attempt: Attempt, ruled: Ruled) -> Clearance:
        try:
            return await self.gate.cleared(ruled)
        except CallRefused:
            async with self.store.account(attempt.account_id) as scope:
                call = await scope.calls.get(attempt.call_id)
                await record_event(scope, EventType.CALL_REFUSED, call, at=self.clock.now())
            raise
        except Unavailable as error:
            await self._not_placed(attempt, error.code)
            raise

    # Posting: outside of any transaction

    async def _post(self, attempt: Attempt, clearance: Clearance, *, again: bool) -> bool:
        """Ask the carrier, once. True where it surely has not placed the call, and may be asked anew after
        a new decision."""
        try:
            carrier_call_id = await self.dialing.place_call(clearance, attempt)
        except NotPlaced as refusal:
            if again and refusal.retryable:
                return await self._queue_again(attempt)
            await self._not_placed(attempt, refusal.code)
            if refusal.code == _NOT_OURS:
                await self._ask_whose(attempt)
            return False
        except ProviderError as error:
            # It may ring or not: whoever reconciles finds out. It is never posted again.
            await self._in_doubt(attempt, error.code)
            return False
        await self._dialing(attempt, carrier_call_id)
        return False

    async def _dialing(self, attempt: Attempt, carrier_call_id: str) -> None:
        async with self.store.account(attempt.account_id) as scope:
            now = self.clock.now()
            attempt = await keep_news(scope, attempt.id, AttemptState.DIALING, carrier_call_id, now)
        if attempt.cancel_asked_at is not None and attempt.state.at_the_carrier:
            # It was just leaving when somebody said stop.
            await self.attempts.end(attempt)

    async def _queue_again(self, attempt: Attempt) -> bool:
        async with self.store.account(attempt.account_id) as scope:
            attempt = await scope.attempts.lock(attempt.id)
            if attempt.cancel_asked_at is not None:
                await keep_end(scope, attempt, AttemptState.CANCELED, None, self.clock.now())
                return False
            await scope.attempts.save(replace(attempt, state=AttemptState.QUEUED))
        return True

    async def _not_placed(self, attempt: Attempt, code: str) -> None:
        async with self.store.account(attempt.account_id) as scope:
            attempt = await scope.attempts.lock(attempt.id)
            if attempt.state is not AttemptState.POSTING:
                return
            if attempt.cancel_asked_at is not None:
                await keep_end(scope, attempt, AttemptState.CANCELED, None, self.clock.now())
            else:
                await keep_end(scope, attempt, AttemptState.FAILED, code, self.clock.now())

    async def _in_doubt(self, attempt: Attempt, code: str) -> None:
        async with self.store.account(attempt.account_id) as scope:
            attempt = await scope.attempts.lock(attempt.id)
            if attempt.state is AttemptState.POSTING:
                await scope.attempts.save(replace(attempt, state=AttemptState.UNKNOWN, problem=code))

    async def _ask_whose(self, attempt: Attempt) -> None:
        """The carrier says that our number is not ours: it is shown no more until the carrier says it is."""
        try:
            await self.caller_ids.verify(attempt.account_id, attempt.number_id or "")
        except ProviderError:
            await self.caller_ids.doubt(attempt.account_id, attempt.number_id or "")


def why_not(decision: Decision) -> str | None:
    """The sentence that an owner reads where a call was refused."""
    found = (finding.why for finding in decision.findings if finding.reason == decision.reason)
    return next(found, None) or None


def purpose_of(agent: Agent, asked: AttemptPurpose | None) -> AttemptPurpose:
    """The strictest that is true: whoever sells does not only inform."""
    own = _PURPOSES[agent.purpose]
    return AttemptPurpose.TELEMARKETING if own is AttemptPurpose.TELEMARKETING else asked or own


def _intent(attempt: Attempt, call: Call) -> CallIntent:
    return CallIntent.to_reach(
        account_id=attempt.account_id,
        agent_id=attempt.agent_id,
        number_id=attempt.number_id or "",
        callee=attempt.callee,
        purpose=CallPurpose(attempt.purpose.value),
        recording_wanted=call.recording is RecordingState.AWAITING,
        subject=attempt.subject,
    )


def _call(wanted: Wanted, agent: Agent, caller_id: OwnedNumber | None, now: datetime) -> Call:
    recorded = RecordingState.AWAITING if agent.recording_wanted else RecordingState.NOT_WANTED
    return Call(
        id=new_id("call"),
        account_id=wanted.account_id,
        agent_id=agent.id,
        agent_version=agent.version,
        direction=Direction.OUTBOUND,
        line=Line.PHONE,
        number=caller_id.number if caller_id else None,
        peer=wanted.number,
        test=wanted.test,
        status=CallStatus.RINGING,
        end_reason=None,
        decision_id=None,
        carrier_call_id=None,
        recording=recorded,
        outcome=None,
        created_at=now,
        answered_at=None,
        ended_at=None,
        process_id=None,
    )


def _attempt(
    wanted: Wanted, agent: Agent, caller_id: OwnedNumber | None, call: Call, number_hash: bytes
) -> Attempt:
    return Attempt(
        id=new_id("att"),
        account_id=wanted.account_id,
        call_id=call.id,
        number_hash=number_hash,
        number=wanted.number,
        purpose=purpose_of(agent, wanted.purpose),
        subject=wanted.subject,
        about=wanted.about,
        agent_id=agent.id,
        agent_version=agent.version,
        number_id=caller_id.id if caller_id else None,
        state=AttemptState.QUEUED,
        problem=None,
        decision_id=None,
        cleared_at=None,
        carrier_call_id=None,
        idempotency_key=wanted.idempotency_key,
        asked_by=wanted.asked_by,
        test=wanted.test,
        created_at=call.created_at,
    )
