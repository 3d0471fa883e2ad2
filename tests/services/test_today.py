"""Today counts in the business's own zone, and says what waits for somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from callbook import Callbook, recordings_in
from dialora.services.call_index import CallIndex
from dialora.services.messages import Messages
from dialora.services.today import Seen, Today
from dialora.store.scope import Store
from sites import Clock
from worlds import NOW, World

#: 26 November in New York begins here.
MIDNIGHT = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


@pytest.fixture
def book(store: Store, world: World, tmp_path: Path) -> Callbook:
    return Callbook(store=store, tenancy=world.dental, recordings=recordings_in(tmp_path, store))


async def look(book: Callbook) -> Seen:
    await CallIndex(store=book.store).catch_up()
    return await Today(store=book.store, clock=Clock(NOW + timedelta(hours=14))).look(book.tenancy.account.id)


async def test_a_day_is_counted_where_the_business_is(book: Callbook) -> None:
    await book.booked(MIDNIGHT - timedelta(minutes=1))
    await book.booked(MIDNIGHT + timedelta(days=1) - timedelta(minutes=1))
    await book.refused(MIDNIGHT + timedelta(hours=1))
    await book.in_the_browser(MIDNIGHT + timedelta(hours=2))
    seen = await look(book)
    assert seen.today.day == date(2026, 11, 26)
    assert (seen.today.calls, seen.today.refused, seen.today.booked, seen.today.tests) == (2, 1, 1, 1)
    assert seen.today.talked_s == 74
    assert (seen.days[-2].calls, seen.days[-2].booked) == (1, 1)
    assert [day.calls for day in seen.days[:-2]] == [0] * 12
    assert len(seen.calls.items) == 3


async def test_the_share_answered_in_time_counts_measured_answers(book: Callbook) -> None:
    await book.booked(NOW, exchanges=6)
    today = (await look(book)).today
    assert (today.answers, today.answers_in_time) == (6, 5)


async def test_what_waits_is_messages_lost_calls_silent_numbers_and_callers_turned_away(
    book: Callbook, store: Store, world: World
) -> None:
    assert (await look(book)).needs.count == 0
    await book.left_a_message(NOW)
    lost = await book.lost(NOW - timedelta(hours=20))
    await book.lost(NOW - timedelta(days=3))
    await book.refused(NOW)
    async with store.account(world.dental.account.id) as scope:
        await scope.numbers.save(replace(world.dental.number, agent_id=None))
    seen = await look(book)
    assert seen.needs.unanswered == 1
    assert [story.call.id for story in seen.needs.lost.items] == [lost.id]
    assert [number.id for number in seen.needs.silent] == [world.dental.number.id]
    assert (seen.needs.turned_away, seen.needs.count) == (1, 4)


async def test_an_answered_message_waits_no_more_until_that_is_undone(
    book: Callbook, store: Store, world: World
) -> None:
    await book.left_a_message(NOW)
    messages = Messages(store=store, clock=Clock(NOW))
    (message,) = (await look(book)).needs.messages
    await messages.answered(message.account_id, message.id)
    assert (await look(book)).needs.unanswered == 0
    assert (await messages.page(message.account_id, answered=True)).items[0].answered_at == NOW
    await messages.reopen(message.account_id, message.id)
    assert (await look(book)).needs.unanswered == 1


async def test_calls_in_progress_are_counted_now(book: Callbook) -> None:
    await book.running(NOW)
    assert (await look(book)).running == 1
