"""What every process does beside its calls, when clocks and databases misbehave."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialora.domain.accounts import Standing
from dialora.domain.calls import CallStatus, EndReason, RecordingState, SpokenNotice, Turn
from dialora.ports.sink import CallRecord
from dialora.providers.telephony import CARRIERS
from dialora.services import upkeep
from dialora.services.bundle import Services
from dialora.services.calls import Ticket
from dialora.services.upkeep import LEASE, Upkeep
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from dialora.testing import FakePhone
from outages import away
from patience import becomes
from services.beats import beating
from sites import Clock, make_services
from worlds import NOW

BYE = Turn(
    index=0,
    caller_text="Bye",
    caller_start_ms=0,
    caller_end_ms=800,
    agent_text="Goodbye.",
    agent_heard_text="Goodbye.",
    agent_start_ms=900,
    agent_end_ms=1500,
    interrupted=False,
    latency=None,
)
NOTICE = SpokenNotice(
    kind="recording", text="Recorded.", language="en", start_ms=0, end_ms=500, audio_sha256="0" * 64
)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    CARRIERS.discover("dialora.providers.telephony")
    return make_services(store, clock, tmp_path)


async def status(services: Services, ticket: Ticket) -> CallStatus:
    return (await services.call_history.get(ticket.account_id, ticket.call_id)).call.status


async def test_a_dead_process_is_found_though_the_clock_was_set_back(
    services: Services, store: Store, clock: Clock, ticket: Ticket
) -> None:
    await Upkeep(store=store, clock=clock, calls=services.calls).beat()
    clock.move(-timedelta(hours=1))
    survivor = Upkeep(store=store, clock=clock, calls=replace(services.calls, process_id="proc_two"))
    assert await survivor.close_lost_calls() == 1
    assert await status(services, ticket) is CallStatus.FAILED


async def test_after_the_clock_was_set_everybody_gets_time_to_say_that_they_live(
    services: Services, store: Store, clock: Clock, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "HEARTBEAT", timedelta(milliseconds=20))
    held = Upkeep(store=store, clock=clock, calls=services.calls)
    other = Upkeep(store=store, clock=clock, calls=replace(services.calls, process_id="proc_two"))
    await held.beat()
    async with beating(other) as beats:
        await beats.pass_by()
        clock.move(-timedelta(hours=1))
        await beats.pass_by()
        assert await status(services, ticket) is CallStatus.IN_PROGRESS
        await held.beat()
        clock.move(LEASE / 2)
        await beats.pass_by()
        assert await status(services, ticket) is CallStatus.IN_PROGRESS


async def test_what_is_owed_is_written_before_a_process_leaves(
    services: Services,
    store: Store,
    clock: Clock,
    ticket: Ticket,
    cluster: EmbeddedPostgres,
    database: DatabaseUrls,
) -> None:
    record = CallRecord(
        reason=EndReason.GOODBYE,
        outcome="Asked for the opening hours",
        duration_ms=1,
        turns=1,
        recording=RecordingState.KEPT,
        unwritten=(NOTICE, BYE, BYE),
    )
    with away(cluster, database):
        await services.calls.complete(ticket, record)
    await Upkeep(store=store, clock=clock, calls=services.calls).leave()
    story = await services.call_history.get(ticket.account_id, ticket.call_id)
    assert story.call.end_reason is EndReason.GOODBYE
    assert [turn.caller_text for turn in story.turns] == ["Bye"]
    assert [notice.text for notice in story.notices] == ["Recorded."]


@pytest.mark.parametrize(
    ("stops", "reason", "told"),
    [
        ("suspended", EndReason.POLICY, "I have to end this call now"),
        ("restarted", EndReason.MAINTENANCE, "we are being restarted"),
    ],
)
async def test_whoever_is_cut_off_on_purpose_is_told_so(
    services: Services, store: Store, ticket: Ticket, stops: str, reason: EndReason, told: str
) -> None:
    phone = FakePhone()
    talking = asyncio.create_task(services.live.run(ticket, phone))
    carrying = asyncio.create_task(phone.carry())
    async with asyncio.timeout(30):
        await becomes(lambda: bool(services.live.running), "the call runs")
        await services.live.end_forbidden()
        if stops == "suspended":
            async with store.platform() as platform:
                await platform.accounts.set_standing(ticket.account_id, Standing.SUSPENDED)
            await services.live.end_forbidden()
        else:
            services.live.end_all()
        record = await talking
    carrying.cancel()
    assert record.reason is reason
    assert told in phone.heard.replace("\n", " ")
