"""The queue brings deliveries to the workers, and what it loses comes back."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from dialora.domain.events import EventType
from dialora.domain.outbox import DeliveryStatus
from dialora.providers.mail.smtp import NoMail
from dialora.providers.outbound.webhooks import WebhookPosts
from dialora.services.messages import Messages
from dialora.services.news import News
from dialora.services.outbox import MOST_AT_ONCE
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from dialora.worker.queue import Worker
from listeners import Listener, answering, listening
from outages import away
from patience import becomes, comes_true
from sites import ADDRESS, WallClock
from store.filled import raw
from worlds import Tenancy, World

_TESTS = Path(__file__).parents[1]
_ENVIRONMENT = os.environ | {"PYTHONPATH": f"{_TESTS}:{_TESTS.parent / 'src'}"}


@pytest.fixture
def news(store: Store) -> News:
    return News.leaving_by(
        WebhookPosts(inner=True), NoMail(), store=store, clock=WallClock(), public_url=ADDRESS
    )


@pytest.fixture
def dental(world: World) -> Tenancy:
    return world.dental


@asynccontextmanager
async def workers(news: News, database: DatabaseUrls, count: int = 1) -> AsyncIterator[None]:
    """As many processes would have; they finish what they send before they stop."""
    running = [
        asyncio.create_task(Worker(login=database.queue, outbox=news.outbox, sweep_every=1).run())
        for _ in range(count)
    ]
    try:
        yield
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)


@asynccontextmanager
async def own_process(database_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker that can be killed."""
    program = _TESTS / "worker_process.py"
    worker = await asyncio.create_subprocess_exec(sys.executable, program, database_url, env=_ENVIRONMENT)
    try:
        yield worker
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()


async def leave_messages(store: Store, tenancy: Tenancy, count: int) -> None:
    messages = Messages(store=store, clock=WallClock())
    for number in range(count):
        await messages.take(
            tenancy.account.id, name="Ada Quill", text=f"Message {number}", phone=None, call_id=None
        )


async def listen_at(news: News, tenancy: Tenancy, listener: Listener) -> None:
    await news.webhooks.add(
        tenancy.account.id, url=listener.url, description="", events=[EventType.MESSAGE_TAKEN]
    )


async def no_job_left(database: DatabaseUrls) -> bool:
    async with raw(database.queue) as queue:
        found = await queue.execute("select from procrastinate_jobs where task_name = 'deliver'")
        return await found.fetchall() == []


async def all_delivered(store: Store, tenancy: Tenancy) -> bool:
    async with store.account(tenancy.account.id) as scope:
        known = (await scope.deliveries.page(limit=100)).items
    return {each.status for each in known} == {DeliveryStatus.DELIVERED}


async def test_two_workers_send_everything_once_and_leave_no_job(
    news: News, store: Store, database: DatabaseUrls, dental: Tenancy
) -> None:
    async with listening() as listener, workers(news, database, 2):
        await listen_at(news, dental, listener)
        await leave_messages(store, dental, 30)
        await becomes(lambda: len(listener.requests) == 30, "all have arrived", within=60)
    assert len({each.headers["webhook-id"] for each in listener.requests}) == 30
    assert await no_job_left(database)


async def test_what_the_queue_has_lost_comes_back(
    news: News, store: Store, database: DatabaseUrls, dental: Tenancy
) -> None:
    async with listening() as listener:
        await listen_at(news, dental, listener)
        await leave_messages(store, dental, 3)
        async with raw(database.queue) as queue:
            await queue.execute("delete from procrastinate_jobs")
        async with workers(news, database):
            await becomes(lambda: len(listener.requests) >= 3, "all have arrived", within=60)
            await comes_true(lambda: all_delivered(store, dental), "all is delivered")
    assert len({each.headers["webhook-id"] for each in listener.requests}) == 3
    assert len(listener.requests) == 3


async def test_what_is_being_sent_when_a_worker_stops_is_finished(
    news: News, store: Store, database: DatabaseUrls, dental: Tenancy
) -> None:
    async with listening() as listener:
        listener.open.clear()
        await listen_at(news, dental, listener)
        async with workers(news, database):
            await leave_messages(store, dental, 1)
            await becomes(lambda: listener.connections == 1, "it is being sent", within=60)
            asyncio.get_running_loop().call_later(0.5, listener.open.set)
    async with store.account(dental.account.id) as scope:
        [delivery] = (await scope.deliveries.page()).items
    assert delivery.status is DeliveryStatus.DELIVERED


async def test_jobs_that_a_dead_worker_holds_are_cleared_away(
    news: News, store: Store, database: DatabaseUrls, dental: Tenancy
) -> None:
    async with listening() as listener:
        await listen_at(news, dental, listener)
        await leave_messages(store, dental, 1)
        async with raw(database.queue) as queue:
            # As a worker leaves it that is killed with the job in its hands.
            await queue.execute("update procrastinate_jobs set status = 'doing'")
        async with workers(news, database):
            await becomes(lambda: len(listener.requests) >= 1, "it has arrived", within=60)
            await comes_true(lambda: no_job_left(database), "no job is left")
    assert await all_delivered(store, dental)
    assert len(listener.requests) == 1


async def test_a_worker_comes_back_with_the_database(
    cluster: EmbeddedPostgres, news: News, store: Store, database: DatabaseUrls, dental: Tenancy
) -> None:
    async with listening(answering(200)) as listener, workers(news, database):
        await listen_at(news, dental, listener)
        await leave_messages(store, dental, 1)
        await becomes(lambda: len(listener.requests) == 1, "the first has arrived", within=60)
        await comes_true(lambda: all_delivered(store, dental), "that is on record")
        with away(cluster, database), pytest.raises(psycopg.OperationalError):
            async with raw(database.queue):
                pytest.fail("the database is there")
        await leave_messages(store, dental, 1)
        await becomes(lambda: len(listener.requests) >= 2, "the second has arrived", within=60)
        await comes_true(lambda: all_delivered(store, dental), "that is on record too")
    assert len({each.headers["webhook-id"] for each in listener.requests}) == len(listener.requests) == 2


async def test_killed_in_the_middle_of_sending_a_worker_loses_no_event(
    news: News, store: Store, database: DatabaseUrls, database_url: str, dental: Tenancy
) -> None:
    async with listening() as listener:
        await listen_at(news, dental, listener)
        await leave_messages(store, dental, 20)
        listener.open.clear()
        async with own_process(database_url) as victim:
            await becomes(lambda: listener.connections >= MOST_AT_ONCE, "several are being sent", within=60)
            victim.kill()
            await victim.wait()
        began = len(listener.requests)
        listener.open.set()
        async with own_process(database_url), own_process(database_url):
            # What the dead one held is due again when its lease is over: not a minute is waited here.
            async with store.account(dental.account.id) as scope:
                for each in (await scope.deliveries.page(limit=100)).items:
                    if each.status is DeliveryStatus.SENDING:
                        await scope.deliveries.save(replace(each, due_at=each.created_at))
            # Two processes have to start for it.
            await comes_true(lambda: all_delivered(store, dental), "all is delivered", within=180)
        told = [each.headers["webhook-id"] for each in listener.requests]
    assert len(set(told)) == 20
    # Twice only what was on its way when the worker died.
    assert len(told) == 20 + began
