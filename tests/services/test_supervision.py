"""A running call, seen, heard, ended and put through from a process that does not hold it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dialora.domain.calls import Call, EndReason, RecordingState
from dialora.domain.errors import Conflict, Forbidden, Invalid, NotFound, Throttled, Unauthenticated
from dialora.domain.live import LiveEvent, LiveKind
from dialora.domain.phone import PhoneNumber
from dialora.domain.transfers import TransferState
from dialora.ports.dialogue import Say, StopRecording
from dialora.ports.sink import CallRecord
from dialora.ports.telephony import IncomingCall
from dialora.providers.telephony import CARRIERS
from dialora.services import live_feed
from dialora.services.audit import Audit
from dialora.services.bundle import Services
from dialora.services.calls import Answer
from dialora.services.gate import CallRefused
from dialora.services.live_feed import LiveFeed, Watch
from dialora.services.running_call import Side
from dialora.services.supervision import Supervisor
from dialora.services.upkeep import Upkeep
from dialora.store.scope import Store
from dialora.testing import FakePhone, ScriptedDialogue, sound
from sites import WallClock, make_services
from worlds import Tenancy, World

PATIENCE_S = 30.0
SOMEBODY = Supervisor(id="memb_somebody")
SESSION = b"a session"


@pytest.fixture
async def dental(store: Store, world: World) -> Tenancy:
    """The practice under a short name: its notices are soon over."""
    account = replace(world.dental.account, seller="Bright")
    async with store.account(account.id) as scope:
        await scope.own.save(account)
    return replace(world.dental, account=account)


@asynccontextmanager
async def serving(store: Store, folder: Path) -> AsyncIterator[Services]:
    """One process of the installation."""
    CARRIERS.discover("dialora.providers.telephony")
    it = make_services(store, WallClock(), folder)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(it.supervision.neighbours.listening("127.0.0.1"))
        feed = asyncio.create_task(it.live.feed.run())
        stack.push_async_callback(asyncio.wait, [feed])
        stack.callback(feed.cancel)
        upkeep = Upkeep(
            store=store, clock=it.clock, calls=it.calls, address=lambda: it.supervision.neighbours.address
        )
        await upkeep.beat()
        beating = asyncio.create_task(upkeep.run())
        stack.push_async_callback(asyncio.wait, [beating])
        stack.callback(beating.cancel)
        yield it


@pytest.fixture
async def holder(store: Store, tmp_path: Path) -> AsyncIterator[Services]:
    """The process that holds the calls."""
    async with serving(store, tmp_path) as it:
        yield it


@pytest.fixture
async def other(store: Store, tmp_path: Path) -> AsyncIterator[Services]:
    """The process that a member's browser has reached."""
    async with serving(store, tmp_path) as it:
        yield it


@dataclass
class Ringing:
    """A caller on the telephone, and the process that talks with them."""

    phone: FakePhone
    call_id: str
    talking: asyncio.Task[CallRecord]

    async def ended(self) -> CallRecord:
        async with asyncio.timeout(PATIENCE_S):
            return await self.talking


@asynccontextmanager
async def calling(holder: Services, tenancy: Tenancy, *, browser: bool = False) -> AsyncIterator[Ringing]:
    if browser:
        answer = await holder.calls.try_agent(tenancy.account.id, tenancy.agent.id)
    else:
        answer = await _answered(holder, tenancy)
    ticket = await holder.calls.connect(answer.token, carrier_call_id=None if browser else "CA01")
    phone = FakePhone()
    answers = {"recorded": (StopRecording(), Say("It is not recorded any more."))}
    live = replace(holder.live, dialogue_for=lambda agent, call, words: ScriptedDialogue(answers))
    line = asyncio.create_task(phone.carry())
    call = asyncio.create_task(live.run(ticket, phone))
    try:
        yield Ringing(phone, answer.call_id, call)
    finally:
        if not call.done():
            phone.hangs_up()
        await asyncio.wait([call], timeout=PATIENCE_S)
        line.cancel()
        await asyncio.gather(line, return_exceptions=True)


async def _answered(holder: Services, tenancy: Tenancy) -> Answer:
    answer = await holder.calls.answer(
        IncomingCall(
            carrier="twilio",
            carrier_call_id="CA01",
            carrier_account_id=tenancy.number.carrier_account_id,
            called=tenancy.number.number,
            caller=PhoneNumber("+12025550147"),
        )
    )
    assert isinstance(answer, Answer)
    return answer


async def until(watch: Watch, found: Callable[[LiveEvent], bool]) -> list[LiveEvent]:
    """What happens, up to that."""
    seen: list[LiveEvent] = []
    async with asyncio.timeout(PATIENCE_S):
        while not (seen and found(seen[-1])):
            if watch.missed:
                watch.begin_anew()
            event = await watch.next(within=1.0)
            if event is not None:
                seen.append(event)
    return seen


async def _heard_by(feed: LiveFeed) -> None:
    """Until the feed is listened to."""
    async with asyncio.timeout(PATIENCE_S):
        await feed.hears.wait()


async def _call(store: Store, tenancy: Tenancy, call_id: str) -> Call:
    async with store.account(tenancy.account.id) as scope:
        return await scope.calls.get(call_id)


async def _entries(store: Store, tenancy: Tenancy) -> list[tuple[str, str, str]]:
    async with store.account(tenancy.account.id) as scope:
        found = [(it.kind, it.subject_id, it.payload) async for it in scope.ledger.entries()]
    return [it for it in found if it[0] != "decision"]


def kept(event: LiveEvent) -> bool:
    return event.kind is LiveKind.RECORDING and event.recording is RecordingState.KEPT


async def test_a_call_is_seen_heard_and_ended_from_another_process(
    holder: Services, other: Services, store: Store, dental: Tenancy
) -> None:
    account_id = dental.account.id
    await _heard_by(other.live.feed)
    async with other.live.feed.watch(account_id) as watch, calling(holder, dental) as it:
        first = await until(watch, kept)
        kinds = [event.kind for event in first]
        assert kinds[0] is LiveKind.STARTED
        assert LiveKind.NOTICE in kinds
        assert not [e for e in first if e.kind in (LiveKind.CALLER, LiveKind.AGENT)], "no words before"
        (running,) = await other.supervision.running(account_id)
        assert (running.story.call.id, running.agent) == (it.call_id, dental.agent)

        token = await other.supervision.admit(account_id, it.call_id, member_id=SOMEBODY.id, session=SESSION)
        given = await other.supervision.enter(token)
        heard = {Side.CALLER: bytearray(), Side.AGENT: bytearray()}

        async def listen() -> None:
            async with aclosing(other.supervision.listen(given)) as sounds:
                async for piece in sounds:
                    if piece is not None and piece.side in heard:
                        heard[piece.side] += piece.mulaw

        listening = asyncio.create_task(listen())
        await it.phone.says("Hello you")
        spoken = await until(
            watch,
            lambda event: (
                event.kind is LiveKind.TURN
                and event.text == ""
                and bool(event.turn and event.turn.caller_text)
            ),
        )
        assert "Hello you" in [event.text for event in spoken if event.kind is LiveKind.CALLER]
        assert "Okay." in [event.text for event in spoken if event.kind is LiveKind.AGENT]

        for _ in range(2):
            await other.supervision.end(account_id, it.call_id, SOMEBODY)
        record = await it.ended()
        assert record.reason is EndReason.ENDED_BY_MEMBER
        assert it.phone.heard.count("Goodbye") == 1
        ended = await until(watch, lambda event: event.kind is LiveKind.ENDED)
        assert ended[-1].reason is EndReason.ENDED_BY_MEMBER
        async with asyncio.timeout(PATIENCE_S):
            await listening
    assert "Hello you" in sound.words_in(bytes(heard[Side.CALLER]))
    assert "Goodbye" in sound.words_in(bytes(heard[Side.AGENT]))
    # Asked once more, it has been done; whatever else is asked of it comes too late.
    assert (await other.supervision.end(account_id, it.call_id, SOMEBODY)).end_reason is record.reason
    with pytest.raises(Conflict, match="over"):
        await other.supervision.put_through(account_id, it.call_id, SOMEBODY)
    entries = await _entries(store, dental)
    assert ("call_listened_to", it.call_id, '{"by":"memb_somebody"}') in entries
    assert "call_ended" in [kind for kind, _, _ in entries]
    checked = await Audit(store=store, heads=holder.calls.gate.heads).verify_account(account_id)
    assert checked.damage is None


async def test_whoever_refuses_to_be_recorded_is_neither_read_nor_heard(
    holder: Services, other: Services, store: Store, dental: Tenancy
) -> None:
    account_id = dental.account.id
    await _heard_by(other.live.feed)
    async with other.live.feed.watch(account_id) as watch, calling(holder, dental) as it:
        with pytest.raises(Conflict, match="notice"):
            await other.supervision.admit(account_id, it.call_id, member_id="memb", session=SESSION)
        await until(watch, kept)
        token = await other.supervision.admit(account_id, it.call_id, member_id="memb", session=SESSION)
        listening = asyncio.create_task(_listen_to_the_end(other, token))
        await it.phone.says("I do not want to be recorded")
        await until(watch, lambda event: event.recording is RecordingState.REFUSED)
        async with asyncio.timeout(PATIENCE_S):
            await listening
        assert not it.talking.done(), "the call itself goes on"
        with pytest.raises(Conflict, match="did not want"):
            await other.supervision.admit(account_id, it.call_id, member_id="memb", session=SESSION)
        await it.phone.says("Now hear this")
        later = await until(watch, lambda event: event.kind is LiveKind.TURN)
        assert not [e for e in later if e.text or (e.turn and e.turn.caller_text)]
        # Who comes now is told nothing of what was said before either.
        async with other.live.feed.watch(account_id, after=later[0].id) as late:
            late.begin_anew()
            async with asyncio.timeout(PATIENCE_S):
                it.phone.hangs_up()
                assert not [e for e in await until(late, lambda e: e.kind is LiveKind.ENDED) if e.text]


async def _listen_to_the_end(services: Services, token: str) -> None:
    given = await services.supervision.enter(token)
    async with aclosing(services.supervision.listen(given)) as sounds:
        async for _ in sounds:
            pass


async def test_a_caller_is_put_through_and_the_owner_s_telephone_rings_only_past_the_gate(
    holder: Services, other: Services, store: Store, dental: Tenancy
) -> None:
    account_id = dental.account.id
    accounts = frozenset({account_id})
    async with calling(holder, dental) as it:
        await it.phone.hears("assistant")
        with pytest.raises(Invalid, match="front desk"):
            await other.supervision.put_through(account_id, it.call_id, SOMEBODY, to="+19005550100")
        asked = await other.supervision.put_through(account_id, it.call_id, SOMEBODY)
        again = await other.supervision.put_through(account_id, it.call_id, SOMEBODY)
        assert asked == again
        with pytest.raises(Conflict, match="ending"):
            await other.supervision.end(account_id, it.call_id, SOMEBODY)
        record = await it.ended()
        assert record.reason is EndReason.TRANSFERRED
    assert "putting you through to the front desk" in it.phone.heard
    caller = await other.calls.after_stream("CA01", accounts)
    assert caller is not None
    assert not caller.cut_off
    leg = await other.supervision.transfers.next_leg(account_id, it.call_id)
    assert leg is not None
    assert leg.clearance.intent.peer == dental.agent.business.transfers[0].number
    assert leg.caller_id == dental.number.number
    assert leg.clearance.decision_id != asked.decision_id, "decided again as it rings"
    missed = await other.supervision.transfers.report(account_id, it.call_id, answered=False)
    assert missed is not None
    call = await _call(store, dental, it.call_id)
    assert call.outcome == "Put through to the front desk: nobody answered"
    # A doubled and a contradicting report change nothing, and nobody is rung a second time.
    assert await other.supervision.transfers.report(account_id, it.call_id, answered=True) is not None
    assert await other.supervision.transfers.next_leg(account_id, it.call_id) is None
    async with store.account(account_id) as scope:
        transfer = await scope.transfers.of_call(it.call_id)
    assert transfer is not None
    assert transfer.state is TransferState.UNANSWERED


async def test_a_number_that_costs_extra_is_not_rung_even_if_the_owner_named_it(
    holder: Services, store: Store, dental: Tenancy
) -> None:
    premium = replace(dental.agent.business.transfers[0], number=PhoneNumber("+19005550100"))
    business = replace(dental.agent.business, transfers=(premium,))
    async with store.account(dental.account.id) as scope:
        await scope.agents.save(replace(dental.agent, business=business, version=2))
    async with calling(holder, dental) as it:
        await it.phone.hears("assistant")
        with pytest.raises(CallRefused) as refused:
            await holder.supervision.put_through(dental.account.id, it.call_id, SOMEBODY)
        assert refused.value.decision.reason == "NUMBER_TYPE_FORBIDDEN"
        assert not it.talking.done(), "the caller is told nothing of it"


async def test_a_browser_call_is_not_put_through_and_a_test_key_ends_no_telephone_call(
    holder: Services, dental: Tenancy
) -> None:
    account_id = dental.account.id
    async with calling(holder, dental, browser=True) as it:
        with pytest.raises(Conflict, match="browser"):
            await holder.supervision.put_through(account_id, it.call_id, SOMEBODY)
    async with calling(holder, dental) as it:
        for act in (holder.supervision.end, holder.supervision.put_through):
            with pytest.raises(Forbidden):
                await act(account_id, it.call_id, Supervisor(id="key_test", test=True))


async def test_nobody_acts_on_a_call_of_another_account_or_one_that_rings(
    holder: Services, dental: Tenancy, world: World
) -> None:
    answer = await _answered(holder, dental)
    with pytest.raises(Conflict, match="not answered yet"):
        await holder.supervision.end(dental.account.id, answer.call_id, SOMEBODY)
    stranger = world.barber.account.id
    for act in (holder.supervision.end, holder.supervision.put_through):
        with pytest.raises(NotFound):
            await act(stranger, answer.call_id, SOMEBODY)
    with pytest.raises(NotFound):
        await holder.supervision.admit(stranger, answer.call_id, member_id="memb", session=SESSION)
    for forged in ("", "acct_nobody.AAAA", f"{stranger}.AAAA", f"{stranger}.\x00", "\x00.AAAA"):
        with pytest.raises(Unauthenticated):
            await holder.supervision.enter(forged)


async def test_a_slow_viewer_is_told_to_load_again_and_too_many_are_turned_away(
    store: Store, dental: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_feed, "_MOST_UNSEEN", 3)
    monkeypatch.setattr(live_feed, "MOST_OF_ACCOUNT", 2)
    feed, account_id = LiveFeed(store), dental.account.id
    async with store.account(account_id) as scope:
        seal = scope.seal
    running = asyncio.create_task(feed.run())
    await _heard_by(feed)
    async with feed.watch(account_id) as slow, feed.watch(account_id) as quick:
        with pytest.raises(Throttled):
            async with feed.watch(account_id):
                pass
        quick.begin_anew()
        slow.begin_anew()
        for number in range(5):
            feed.tell(account_id, seal, LiveEvent(call_id="call", seq=number, kind=LiveKind.STATE, at_ms=0))
            assert (await until(quick, lambda event: True))[0].seq == number
        assert slow.missed
        assert await slow.next(within=0.1) is None
        slow.begin_anew()
        assert [event.seq for event in await until(slow, lambda event: event.seq == 4)] == [0, 1, 2, 3, 4]
        feed.close()
        assert await quick.next(within=PATIENCE_S) is None
        assert quick.over
    async with feed.watch(account_id, after="call.2") as back:
        assert [event.seq for event in await until(back, lambda event: event.seq == 4)] == [3, 4]
    running.cancel()
    await asyncio.wait([running])


async def test_what_is_told_is_read_only_with_the_account_s_key(store: Store, dental: Tenancy) -> None:
    feed = LiveFeed(store)
    async with store.account(dental.account.id) as scope:
        seal = scope.seal
    running = asyncio.create_task(feed.run())
    async with store.listening() as heard:
        word = LiveEvent(call_id="call", seq=1, kind=LiveKind.CALLER, at_ms=0, text="my secret " * 1000)
        feed.tell(dental.account.id, seal, word)
        async with asyncio.timeout(PATIENCE_S):
            payload = await anext(heard)
    assert "secret" not in payload
    assert len(payload) < 8_000
    running.cancel()
    await asyncio.wait([running])
