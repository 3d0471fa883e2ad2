"""A member's hand on a running call, whichever process holds it: watch, listen in, end, put through."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from dialora.domain.agents import Agent
from dialora.domain.call_filter import CallFilter
from dialora.domain.calls import Call, CallStatus, EndReason, Line
from dialora.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from dialora.domain.transfers import Transfer
from dialora.ports.clock import Clock
from dialora.services import parting
from dialora.services.call_history import CallHistory, CallStory, told
from dialora.services.ledger import Ledger
from dialora.services.live import LiveCalls
from dialora.services.neighbours import Neighbours, Order, Verb
from dialora.services.running_call import Sound, refuse_listening
from dialora.services.transfers import Transfers, put_through
from dialora.store.keyring import SealBroken
from dialora.store.scope import Store

#: How long a pass to listen opens the door.
_PASS: Final = timedelta(seconds=20)
_WHAT: Final = "listening pass"
#: Calls in progress that are shown at once.
_MOST_SHOWN: Final = 100
_IN_PROGRESS: Final = CallFilter(status=CallStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """Who acts: a member or a key, by its id."""

    id: str
    #: A test key, which never reaches a carrier.
    test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningStory:
    """A call in progress, with all that was kept of it so far."""

    story: CallStory
    agent: Agent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Lets one member listen to one call, for the moments until the socket is open."""

    account_id: str
    call_id: str
    member_id: str
    #: Hash of the session's token: who signs out hears no more.
    session: bytes
    until: datetime


_encoder = msgspec.json.Encoder()
_passes = msgspec.json.Decoder(Pass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    store: Store
    clock: Clock
    live: LiveCalls
    neighbours: Neighbours
    transfers: Transfers
    history: CallHistory
    ledger: Ledger

    @classmethod
    def over(cls, live: LiveCalls) -> Supervision:
        """Over the calls of this process and, through the others, of all."""
        store, clock, gate = live.store, live.calls.clock, live.calls.gate
        return cls(
            store=store,
            clock=clock,
            live=live,
            neighbours=Neighbours(clock, live.running),
            transfers=Transfers(store=store, clock=clock, gate=gate, limits=live.calls.limits),
            history=CallHistory(store=store),
            ledger=Ledger(clock=clock, heads=gate.heads),
        )

    async def running(self, account_id: str) -> tuple[RunningStory, ...]:
        """The calls in progress, newest first."""
        async with self.store.account(account_id) as scope:
            page = await scope.calls.page(_IN_PROGRESS, limit=_MOST_SHOWN)
            stories = await told(scope, page.items)
        return tuple([RunningStory(story=it, agent=await self.history.agent_of(it.call)) for it in stories])

    async def story(self, account_id: str, call_id: str) -> RunningStory:
        """Raises NotFound."""
        story = await self.history.get(account_id, call_id)
        return RunningStory(story=story, agent=await self.history.agent_of(story.call))

    async def running_ids(self, account_id: str) -> tuple[str, ...]:
        async with self.store.account(account_id) as scope:
            page = await scope.calls.page(_IN_PROGRESS, limit=_MOST_SHOWN)
        return tuple(call.id for call in page.items)

    async def end(self, account_id: str, call_id: str, by: Supervisor) -> Call:
        """The agent says goodbye and hangs up. Asked again, nothing more happens. Raises NotFound, Forbidden,
        Conflict where the call is over or ends otherwise, Unavailable."""
        call = await self._call(account_id, call_id)
        if call.end_reason is EndReason.ENDED_BY_MEMBER:
            return call
        _refuse_test_key(call, by)
        agent = await self._agent(call)
        order = Order(
            verb=Verb.END,
            asked_at=self.clock.now(),
            reason=EndReason.ENDED_BY_MEMBER,
            sentence=parting.closing(agent.language),
        )
        await self._carry_out(call, order)
        await self._note(call, "call_ended", by)
        return await self._call(account_id, call_id)

    async def put_through(
        self, account_id: str, call_id: str, by: Supervisor, *, to: str | None = None
    ) -> Transfer:
        """The agent says so, and the carrier rings the person. Asked again, nothing more happens. Raises
        NotFound, Forbidden, Conflict, Invalid, CallRefused, Unavailable."""
        call = await self._call(account_id, call_id)
        _refuse_test_key(call, by)
        if call.end_reason is not EndReason.TRANSFERRED:
            _refuse_over(call)
        transfer = await self.transfers.ask(account_id, call_id, to)
        if call.end_reason is EndReason.TRANSFERRED:
            return transfer
        agent = await self._agent(call)
        order = Order(
            verb=Verb.END,
            asked_at=self.clock.now(),
            reason=EndReason.TRANSFERRED,
            sentence=parting.putting_through(transfer.name, agent.language),
            outcome=put_through(transfer.name),
        )
        await self._carry_out(call, order)
        await self._note(call, "call_put_through", by)
        return transfer

    async def admit(self, account_id: str, call_id: str, *, member_id: str, session: bytes) -> str:
        """A pass to listen in. Raises NotFound, Conflict where the call is over or may not be heard."""
        call = await self._call(account_id, call_id)
        _refuse_over(call)
        refuse_listening(call.recording)
        given = Pass(
            account_id=account_id,
            call_id=call_id,
            member_id=member_id,
            session=session,
            until=self.clock.now() + _PASS,
        )
        async with self.store.account(account_id) as scope:
            sealed = scope.seal.seal(_WHAT, _encoder.encode(given))
        return f"{account_id}.{base64.urlsafe_b64encode(sealed).decode()}"

    async def enter(self, token: str) -> Pass:
        """The pass behind a token. Raises Unauthenticated."""
        shut = Unauthenticated("That pass lets nobody in.", code="pass_unknown")
        account_id, _, sealed = token.partition(".")
        try:
            async with self.store.account(account_id) as scope:
                opened = scope.seal.open(_WHAT, base64.urlsafe_b64decode(sealed))
            given = _passes.decode(opened)
        except (NotFound, Invalid, SealBroken, ValueError, binascii.Error, msgspec.MsgspecError):
            raise shut from None
        if given.until <= self.clock.now():
            raise shut
        return given

    async def listen(self, given: Pass) -> AsyncGenerator[Sound | None]:
        """Both sides of the call: None once it is heard, then sound until the call is over or may not be
        heard any more. Leaves a ledger entry. Raises NotFound, Conflict, Unavailable."""
        call = await self._call(given.account_id, given.call_id)
        _refuse_over(call)
        refuse_listening(call.recording)
        # On record before the first sound: who listened is known, whatever happens next.
        await self._note(call, "call_listened_to", Supervisor(id=given.member_id))
        async with aclosing(self._sounds(call)) as sounds:
            async for sound in sounds:
                yield sound

    async def _sounds(self, call: Call) -> AsyncGenerator[Sound | None]:
        held = self.live.running.get(call.id)
        if held is not None:
            held.may_be_heard()
            yield None
            async with aclosing(held.listen()) as here:
                async for sound in here:
                    yield sound
            return
        address = await self._address(call)
        async with self.store.account(call.account_id) as scope:
            seal = scope.seal
        async with aclosing(self.neighbours.listen(address, call.id, seal)) as there:
            async for piece in there:
                yield piece

    async def _carry_out(self, call: Call, order: Order) -> None:
        """Raises Conflict where the call is over."""
        held = self.live.running.get(call.id)
        if held is not None:
            held.end(order.reason, order.sentence, order.outcome)
            return
        _refuse_over(call)
        address = await self._address(call)
        async with self.store.account(call.account_id) as scope:
            seal = scope.seal
        if not await self.neighbours.ask(address, call.id, seal, order):
            raise _over()

    async def _address(self, call: Call) -> str:
        async with self.store.platform() as platform:
            process = await platform.processes.living(call.process_id or "", self.clock.now())
        if process is None or process.address is None:
            raise _over()
        return process.address

    async def _call(self, account_id: str, call_id: str) -> Call:
        async with self.store.account(account_id) as scope:
            return await scope.calls.get(call_id)

    async def _agent(self, call: Call) -> Agent:
        if call.agent_id is None:
            raise _over()
        async with self.store.account(call.account_id) as scope:
            return await scope.agents.get(call.agent_id)

    async def _note(self, call: Call, kind: str, by: Supervisor) -> None:
        async with self.store.account(call.account_id) as scope:
            head = await self.ledger.add(scope, kind=kind, subject_id=call.id, said={"by": by.id})
        await self.ledger.keep(head)


def _refuse_test_key(call: Call, by: Supervisor) -> None:
    if by.test and call.line is Line.PHONE:
        raise Forbidden("A test key reaches no telephone call. Use a live key.", code="test_key")


def _refuse_over(call: Call) -> None:
    if call.status is CallStatus.RINGING:
        raise Conflict("This call is not answered yet.", code="call_not_in_progress")
    if call.status.ended or call.end_reason is not None:
        raise _over()


def _over() -> Conflict:
    return Conflict("This call is over.", code="call_over")
