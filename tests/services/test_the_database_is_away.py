"""Calls while PostgreSQL is away: nobody is cut off for it, and all of it is on record afterwards."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialora.domain.calls import CallStatus, EndReason, RecordingState, Turn
from dialora.domain.errors import NotFound
from dialora.domain.events import EventType
from dialora.ports.sink import AudioBlock, CallRecord
from dialora.providers.telephony import CARRIERS
from dialora.services import upkeep
from dialora.services.bundle import Services
from dialora.services.calls import Ticket
from dialora.services.live_record import LiveRecord
from dialora.services.upkeep import LEASE, Upkeep
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from outages import away
from patience import becomes
from services.beats import beating
from sites import Clock, make_services
from worlds import NOW

BLOCK = AudioBlock(0, b"\xff" * 8000, b"\xff" * 8000)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    CARRIERS.discover("dialora.providers.telephony")
    return make_services(store, clock, tmp_path)


def _turn(words: str) -> Turn:
    return Turn(
        index=0,
        caller_text=words,
        caller_start_ms=0,
        caller_end_ms=800,
        agent_text="",
        agent_heard_text="",
        agent_start_ms=None,
        agent_end_ms=None,
        interrupted=False,
        latency=None,
    )


async def _record(services: Services, store: Store, ticket: Ticket) -> LiveRecord:
    async with store.account(ticket.account_id) as scope:
        seal = scope.seal
    return LiveRecord(store, ticket, services.recordings.writer(ticket.account_id, ticket.call_id, seal))


def _sound(services: Services) -> list[Path]:
    return list(services.recordings.folder.rglob("*.sealed"))


def _ended(reason: EndReason, recording: RecordingState) -> CallRecord:
    return CallRecord(reason=reason, outcome="Booked cleaning", duration_ms=1, turns=1, recording=recording)


async def test_a_call_that_ends_meanwhile_is_written_down_afterwards(
    services: Services, ticket: Ticket, cluster: EmbeddedPostgres, database: DatabaseUrls
) -> None:
    with away(cluster, database):
        await services.calls.complete(ticket, _ended(EndReason.GOODBYE, RecordingState.KEPT))
        await services.calls.complete_owed()
    await services.calls.complete_owed()
    call = (await services.call_history.get(ticket.account_id, ticket.call_id)).call
    assert (call.status, call.end_reason) == (CallStatus.COMPLETED, EndReason.GOODBYE)
    assert (call.outcome, call.recording) == ("Booked cleaning", RecordingState.KEPT)


async def test_a_call_that_was_given_up_too_soon_completes_once_and_is_corrected(
    services: Services, store: Store, ticket: Ticket
) -> None:
    async with store.platform() as platform:
        found = await platform.calls.by_carrier_call_id("CA1")
    assert found is not None
    await services.calls.close_lost(found)
    for _ in range(2):
        await services.calls.complete(ticket, _ended(EndReason.GOODBYE, RecordingState.KEPT))
    page = await services.news.events.page(ticket.account_id, subject_id=ticket.call_id)
    told = [(event.type, json.loads(event.subject)["end_reason"]) for event in reversed(page.items)]
    assert told == [
        (EventType.CALL_STARTED, None),
        (EventType.CALL_COMPLETED, "process_lost"),
        (EventType.CALL_UPDATED, "goodbye"),
    ]


async def test_what_was_said_meanwhile_is_written_down_afterwards(
    services: Services, store: Store, ticket: Ticket, cluster: EmbeddedPostgres, database: DatabaseUrls
) -> None:
    record = await _record(services, store, ticket)
    with away(cluster, database):
        writing = asyncio.create_task(record.turn(_turn("a cleaning, please")))
        await asyncio.sleep(0.4)
        assert not writing.done()
    async with asyncio.timeout(10):
        await writing
    story = await services.call_history.get(ticket.account_id, ticket.call_id)
    assert [turn.caller_text for turn in story.turns] == ["a cleaning, please"]


async def test_a_refused_recording_is_deleted_though_nothing_can_be_written_down(
    services: Services, store: Store, ticket: Ticket, cluster: EmbeddedPostgres, database: DatabaseUrls
) -> None:
    record = await _record(services, store, ticket)
    await record.recording(RecordingState.KEPT)
    await record.audio(BLOCK)
    await record.turn(_turn("a cleaning, please"))
    assert await services.recordings.size(ticket.account_id, ticket.call_id)
    assert _sound(services)
    with away(cluster, database):
        refusing = asyncio.create_task(record.recording(RecordingState.REFUSED))
        await becomes(lambda: not _sound(services), "the sound is gone")
        assert not refusing.done()
        refusing.cancel()
        await services.calls.complete(ticket, _ended(EndReason.ERROR, RecordingState.REFUSED))
    with pytest.raises(NotFound):
        await services.recordings.size(ticket.account_id, ticket.call_id)
    await services.calls.complete_owed()
    story = await services.call_history.get(ticket.account_id, ticket.call_id)
    assert [turn.caller_text for turn in story.turns] == [""]


async def test_a_full_disk_costs_nobody_the_call(services: Services, store: Store, ticket: Ticket) -> None:
    record = await _record(services, store, ticket)
    await record.recording(RecordingState.KEPT)
    await record.audio(BLOCK)
    folder = services.recordings.folder
    folder.rename(folder.with_name("kept"))
    folder.write_bytes(b"no folder any more")
    await record.audio(BLOCK)
    folder.unlink()
    folder.with_name("kept").rename(folder)
    await record.audio(BLOCK)
    size = await services.recordings.size(ticket.account_id, ticket.call_id)
    assert size == 44 + 8000 * 2 * 2


async def test_after_an_outage_nobody_is_taken_for_dead_at_once(
    services: Services, store: Store, clock: Clock, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "HEARTBEAT", timedelta(milliseconds=20))
    await Upkeep(store=store, clock=clock, calls=services.calls).beat()
    other = replace(services.calls, process_id="proc_other")

    async def status() -> CallStatus:
        return (await services.call_history.get(ticket.account_id, ticket.call_id)).call.status

    async with beating(Upkeep(store=store, clock=clock, calls=other)) as beats:
        await beats.pass_by()
        clock.move(LEASE)
        await beats.pass_by()
        assert await status() is CallStatus.IN_PROGRESS
        for _ in range(2):
            clock.move(LEASE / 2)
            await beats.pass_by()
        assert await status() is CallStatus.FAILED
