"""Live calls: audio, agent, speech and the decision's conditions, married into one conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import structlog

from dialora.domain.accounts import Standing
from dialora.domain.agents import Agent
from dialora.domain.call_wording import CallWords
from dialora.domain.calls import Call, EndReason, RecordingState
from dialora.domain.errors import DialoraError, NotFound
from dialora.ports.dialogue import Dialogue
from dialora.ports.media import MediaStream
from dialora.ports.sink import CallObserver, CallRecord
from dialora.services import measures
from dialora.services.call_wordings import words_of_call
from dialora.services.calls import Calls, Ticket
from dialora.services.live_broadcast import Broadcast
from dialora.services.live_feed import LiveFeed
from dialora.services.live_record import LiveRecord
from dialora.services.message_line import MessageLine
from dialora.services.messages import Messages
from dialora.services.outbound_opening import opening_of
from dialora.services.parting import closing, restarting
from dialora.services.pinned import pinned_agent
from dialora.services.recordings import Recordings
from dialora.services.running_call import RunningCall
from dialora.services.spoken_agreements import SpokenAgreements
from dialora.store.scope import Store
from dialora.voice.limits import Limits
from dialora.voice.session import Apparatus, CallSession
from dialora.voice.turns import Knobs

log = structlog.get_logger(__name__)

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
    #: Who speaks for an agent in a call, with what the business has worded.
    dialogue_for: Callable[[Agent, Call, CallWords], Dialogue]
    limits: Limits
    #: Who watches is told through it.
    feed: LiveFeed
    #: What callers agreed to; None where nobody is asked.
    agreements: SpokenAgreements | None = None
    #: By their ids.
    running: dict[str, RunningCall] = field(default_factory=dict, repr=False)

    async def run(
        self, ticket: Ticket, stream: MediaStream, *, observer: CallObserver | None = None
    ) -> CallRecord:
        """Returns when the call is over and on record. The stream may be closed only after that: the
        carrier then asks what comes next, and the answer is read from the record."""
        if ticket.takes_message:
            return await self._message_line.run(ticket, stream)
        measures.started()
        record, broadcast = _BROKEN, None
        try:
            call, broadcast = await self._prepare(ticket, stream, observer)
            record = await self._talk(call, broadcast)
        finally:
            measures.ended(record.reason)
            await self.calls.complete(ticket, record)
            if broadcast is not None:
                broadcast.ended(record.reason)
        if record.recording is RecordingState.REFUSED:
            # Once more: the call may have broken before what was kept of it was deleted.
            await self.recordings.delete(ticket.account_id, ticket.call_id)
        elif record.recording is RecordingState.KEPT:
            await self._settle(ticket)
        return record

    async def _settle(self, ticket: Ticket) -> None:
        """What was agreed is on record once the call is over: its sound is whole then."""
        if self.agreements is None:
            return
        try:
            await self.agreements.settle(ticket.account_id, ticket.call_id)
        except DialoraError as error:
            log.error("an agreement is not on record", call_id=ticket.call_id, code=error.code)

    async def end_forbidden(self) -> None:
        """End the calls of accounts that may not be on the telephone any more."""
        accounts = {call.account_id for call in self.running.values() if call.ending is None}
        for account_id in accounts:
            async with self.store.account(account_id) as scope:
                standing = (await scope.account()).standing
            if standing in (Standing.SUSPENDED, Standing.TERMINATED):
                self._end_all(EndReason.POLICY, closing, of_account=account_id)

    def end_all(self) -> None:
        """This process stops: everybody it talks to is told so."""
        self._end_all(EndReason.MAINTENANCE, restarting)

    def _end_all(
        self, reason: EndReason, sentence: Callable[[str], str], *, of_account: str | None = None
    ) -> None:
        for call in self.running.values():
            if call.ending is None and of_account in (None, call.account_id):
                call.end(reason, sentence(call.language))

    @property
    def _message_line(self) -> MessageLine:
        return MessageLine(
            store=self.store,
            calls=self.calls,
            recordings=self.recordings,
            messages=Messages(store=self.store, clock=self.calls.clock),
            apparatus=self.apparatus,
            feed=self.feed,
            running=self.running,
        )

    async def _talk(self, call: RunningCall, broadcast: Broadcast) -> CallRecord:
        self.running[call.call_id] = call
        broadcast.started(call.session)
        try:
            record = await call.session.run()
        finally:
            call.over = True
            del self.running[call.call_id]
        return replace(record, outcome=record.outcome or call.outcome)

    async def _prepare(
        self, ticket: Ticket, stream: MediaStream, observer: CallObserver | None
    ) -> tuple[RunningCall, Broadcast]:
        async with self.store.account(ticket.account_id) as scope:
            call = await scope.calls.get(ticket.call_id)
            if call.agent_id is None or call.decision_id is None:
                raise NotFound("That call has no agent or no decision.", code="call_not_ringing")
            account = await scope.account()
            agent = await pinned_agent(scope, call)
            words = await words_of_call(scope, call.id)
            opening = await opening_of(scope, call, account, agent, words)
            allowed = (await scope.limits.get()).over(self.calls.limits)
            seal = scope.seal
        recording = self.recordings.writer(ticket.account_id, ticket.call_id, seal)
        record = LiveRecord(self.store, ticket, recording)
        broadcast = Broadcast(self.feed, ticket, seal, record, observer)
        session = CallSession(
            stream=stream,
            apparatus=self.apparatus,
            dialogue=self.dialogue_for(agent, call, words),
            sink=broadcast,
            opening=opening,
            language=agent.language,
            speed=agent.voice_speed,
            hints=_likely_words(agent),
            limits=replace(self.limits, max_duration_s=allowed.longest_s or self.limits.max_duration_s),
            knobs=Knobs(prompt_after_s=allowed.silence_s or Knobs().prompt_after_s),
            observer=broadcast,
        )
        running = RunningCall(
            account_id=ticket.account_id,
            call_id=ticket.call_id,
            language=agent.language,
            seal=seal,
            session=session,
        )
        return running, broadcast


def _likely_words(agent: Agent) -> tuple[str, ...]:
    """What callers of this business are likely to name."""
    services = agent.business.services
    return tuple(word for service in services for word in (service.name, *service.also_called))
