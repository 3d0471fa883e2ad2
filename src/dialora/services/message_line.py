"""Callers for whom no line was free: what they say is kept as a message with sound and no text.

Chosen over the carrier's own recorder: that one would keep the sound at the carrier, in the clear, under
the carrier's rules, and need credentials to fetch it. Here the notices are proven, the sound is sealed and
the recording gate is asked, as in every call; and no model is needed, which is what there is no room for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialora.compliance.record import read_decision
from dialora.domain.calls import EndReason, RecordingState
from dialora.domain.errors import NotFound
from dialora.ports.media import MediaStream
from dialora.ports.sink import CallRecord
from dialora.services import measures
from dialora.services.calls import Calls, Ticket
from dialora.services.live_broadcast import Broadcast
from dialora.services.live_feed import LiveFeed
from dialora.services.live_record import LiveRecord
from dialora.services.messages import Messages
from dialora.services.opening import message_opening
from dialora.services.recordings import Recordings
from dialora.services.running_call import RunningCall
from dialora.store.scope import Store
from dialora.voice.message_phrases import message_phrases_for
from dialora.voice.message_taking import MessageTaking
from dialora.voice.session import Apparatus

_BROKEN = CallRecord(
    reason=EndReason.ERROR, outcome=None, duration_ms=0, turns=0, recording=RecordingState.AWAITING
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    store: Store
    calls: Calls
    recordings: Recordings
    messages: Messages
    apparatus: Apparatus
    #: Who watches is told through it.
    feed: LiveFeed
    #: By their ids: those that others may end or listen to.
    running: dict[str, RunningCall]

    async def run(self, ticket: Ticket, stream: MediaStream) -> CallRecord:
        """Returns when the call is over and on record, and the message with it."""
        measures.started()
        record, left_one, broadcast = _BROKEN, False, None
        try:
            prepared = await self._prepare(ticket, stream)
            broadcast = prepared.broadcast
            record = await self._take(prepared)
            left_one = prepared.taking.left_one
        finally:
            measures.ended(record.reason)
            await self.calls.complete(ticket, record)
            if broadcast is not None:
                broadcast.ended(record.reason)
        if left_one:
            await self._keep(ticket)
        return record

    async def _take(self, it: _Prepared) -> CallRecord:
        call = it.call
        self.running[call.call_id] = call
        it.broadcast.started(it.taking)
        try:
            record = await it.taking.run()
        finally:
            call.over = True
            del self.running[call.call_id]
        return replace(record, outcome=call.outcome or record.outcome)

    async def _keep(self, ticket: Ticket) -> None:
        async with self.store.account(ticket.account_id) as scope:
            call = await scope.calls.get(ticket.call_id)
        await self.messages.take(ticket.account_id, name="", text="", phone=call.peer, call_id=call.id)

    async def _prepare(self, ticket: Ticket, stream: MediaStream) -> _Prepared:
        async with self.store.account(ticket.account_id) as scope:
            call = await scope.calls.get(ticket.call_id)
            if call.agent_id is None or call.decision_id is None:
                raise NotFound("That call has no agent or no decision.", code="call_not_ringing")
            agent = await scope.agents.get(call.agent_id)
            decided = await scope.decisions.get(call.decision_id)
            seal = scope.seal
        phrases = message_phrases_for(agent.language)
        if phrases is None:
            raise NotFound("No message can be taken in that language.", code="call_not_ringing")
        recording = self.recordings.writer(ticket.account_id, ticket.call_id, seal)
        broadcast = Broadcast(self.feed, ticket, seal, LiveRecord(self.store, ticket, recording), None)
        taking = MessageTaking(
            stream=stream,
            playout=self.apparatus.playout,
            spare=self.apparatus.spare,
            sink=broadcast,
            opening=message_opening(read_decision(decided.payload), phrases, agent.language),
            phrases=phrases,
            language=agent.language,
        )
        running = RunningCall(
            account_id=ticket.account_id,
            call_id=ticket.call_id,
            language=agent.language,
            seal=seal,
            session=taking,
        )
        return _Prepared(call=running, taking=taking, broadcast=broadcast)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A call that may begin."""

    call: RunningCall
    taking: MessageTaking
    broadcast: Broadcast
