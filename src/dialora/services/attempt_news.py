"""What becomes of an attempt, kept with it and with its call: doubled, late and reordered news end in one
state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialora.domain.attempts import CALL_STATUS, Attempt, AttemptState, reported
from dialora.domain.calls import Call, CallStatus, EndReason, advance
from dialora.domain.events import EventType
from dialora.services.events import record as record_event
from dialora.store.scope import AccountScope


async def keep_news(
    scope: AccountScope, attempt_id: str, state: AttemptState, carrier_call_id: str, at: datetime
) -> Attempt:
    """The carrier's word on an attempt. Locks the attempt, then its call."""
    before = await scope.attempts.lock(attempt_id)
    if before.carrier_call_id not in (None, carrier_call_id):
        # Somebody else's call: an attempt is one call at the carrier, and that one is known.
        return before
    after = reported(before, state, carrier_call_id, at)
    if after != before:
        await scope.attempts.save(after)
        await _keep_call(scope, after, at)
    return after


async def keep_end(
    scope: AccountScope, attempt: Attempt, state: AttemptState, problem: str | None, at: datetime
) -> Attempt:
    """An end that the carrier has no part in. The caller holds the attempt."""
    ended = replace(attempt, state=state, problem=problem, ended_at=at)
    await scope.attempts.save(ended)
    await _keep_call(scope, ended, at)
    return ended


async def _keep_call(scope: AccountScope, attempt: Attempt, at: datetime) -> None:
    before = await scope.calls.lock(attempt.call_id)
    after = _after(before, attempt, at)
    if after == before:
        return
    await scope.calls.save(after)
    if after.status.ended and not before.status.ended and before.status is CallStatus.RINGING:
        await record_event(scope, EventType.CALL_COMPLETED, after, at=at)


def _after(call: Call, attempt: Attempt, at: datetime) -> Call:
    call = replace(call, carrier_call_id=call.carrier_call_id or attempt.carrier_call_id)
    if not attempt.state.over:
        spoken_of_after_all = call.end_reason is EndReason.NOT_PLACED
        return _underway(call) if spoken_of_after_all else call
    status = advance(call.status, CALL_STATUS[attempt.state])
    if status is call.status:
        return call
    never_met = call.status is CallStatus.RINGING
    reason = call.end_reason or (_reason(attempt) if never_met else None)
    return replace(call, status=status, end_reason=reason, ended_at=call.ended_at or at)


def _underway(call: Call) -> Call:
    return replace(call, status=CallStatus.RINGING, end_reason=None, ended_at=None)


def _reason(attempt: Attempt) -> EndReason:
    """Why nobody talked."""
    if attempt.test:
        return EndReason.TEST_KEY
    if attempt.state is AttemptState.FAILED and (attempt.carrier_call_id is None or attempt.problem):
        return EndReason.NOT_PLACED
    if attempt.cancel_asked_at is not None:
        return EndReason.WITHDRAWN
    if attempt.state is AttemptState.COMPLETED:
        return EndReason.NOT_CONNECTED
    return EndReason.NOT_REACHED
