"""Live calls: audio, agent, speech and the decision's conditions, married into one conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dialora.compliance.record import read_decision
from dialora.domain.agents import Agent
from dialora.domain.calls import Call, EndReason, RecordingState
from dialora.domain.errors import NotFound
from dialora.ports.dialogue import Dialogue
from dialora.ports.media import MediaStream
from dialora.ports.sink import CallObserver, CallRecord
from dialora.services import measures
from dialora.services.calls import Calls, Ticket
from dialora.services.live_record import LiveRecord
from dialora.services.opening import opening_for
from dialora.services.recordings import Recordings
from dialora.store.scope import Store
from dialora.voice.limits import Limits
from dialora.voice.session import Apparatus, CallSession

#: What a call has come to when it broke before its conversation began.
_BROKEN = CallRecord(
    reason=EndReason.ERROR, outcome=None, duration_ms=0, turns=0, recording=RecordingState.AWAITING
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCalls:
    """The calls whose audio this process holds."""

    store: Store
    calls: Calls
    recordings: Recordings
    apparatus: Apparatus
    #: Who speaks for an agent in a call.
    dialogue_for: Callable[[Agent, Call], Dialogue]
    limits: Limits

    async def run(
        self, ticket: Ticket, stream: MediaStream, *, observer: CallObserver | None = None
    ) -> CallRecord:
        """Returns when the call is over and on record. The stream may be closed only after that: the
        carrier then asks what comes next, and the answer is read from the record."""
        measures.started()
        record = _BROKEN
        try:
            session = await self._session(ticket, stream, observer)
            record = await session.run()
        finally:
            measures.ended(record.reason)
            await self.calls.complete(ticket, record)
        if record.recording is RecordingState.REFUSED:
            # Once more: the call may have broken before what was kept of it was deleted.
            await self.recordings.delete(ticket.account_id, ticket.call_id)
        return record

    async def _session(
        self, ticket: Ticket, stream: MediaStream, observer: CallObserver | None
    ) -> CallSession:
        async with self.store.account(ticket.account_id) as scope:
            call = await scope.calls.get(ticket.call_id)
            if call.agent_id is None or call.decision_id is None:
                raise NotFound("That call has no agent or no decision.", code="call_not_ringing")
            account = await scope.account()
            agent = await scope.agents.get(call.agent_id)
            decided = await scope.decisions.get(call.decision_id)
            seal = scope.seal
        recording = self.recordings.writer(ticket.account_id, ticket.call_id, seal)
        return CallSession(
            stream=stream,
            apparatus=self.apparatus,
            dialogue=self.dialogue_for(agent, call),
            sink=LiveRecord(self.store, ticket, recording),
            opening=opening_for(read_decision(decided.payload), account, agent),
            language=agent.language,
            hints=_likely_words(agent),
            limits=self.limits,
            observer=observer,
        )


def _likely_words(agent: Agent) -> tuple[str, ...]:
    """What callers of this business are likely to name."""
    services = agent.business.services
    return tuple(word for service in services for word in (service.name, *service.also_called))
