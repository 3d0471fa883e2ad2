"""Calls are found by what was said in them, by who called and by what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from callbook import Callbook, recordings_in
from dialora.domain.call_filter import CallFilter
from dialora.domain.calls import Call, CallLength, CallResult, EndReason, RecordingState
from dialora.domain.phone import PhoneNumber
from dialora.services.call_index import CallIndex
from dialora.services.call_list import CallList
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from store.filled import rows_of
from worlds import NOW, World


@pytest.fixture
def book(store: Store, world: World, tmp_path: Path) -> Callbook:
    return Callbook(store=store, tenancy=world.dental, recordings=recordings_in(tmp_path, store))


@pytest.fixture
def calls(store: Store) -> CallList:
    return CallList(store=store)


async def one_of_each(book: Callbook) -> dict[str, Call]:
    """A minute apart, the newest last; all of them wrapped up."""
    adds = (book.booked, book.left_a_message, book.opted_out, book.refused, book.lost, book.in_the_browser)
    made = {add.__name__: await add(NOW + timedelta(minutes=n)) for n, add in enumerate(adds)}
    await CallIndex(store=book.store).catch_up()
    return made


async def found(calls: CallList, book: Callbook, **wanted: object) -> list[str]:
    page = await calls.page(book.tenancy.account.id, CallFilter(**wanted), limit=100)  # type: ignore[arg-type]
    return [story.call.id for story in page.items]


async def test_a_call_is_found_by_words_a_phrase_a_name_a_message_and_a_number(
    calls: CallList, book: Callbook
) -> None:
    made = await one_of_each(book)
    booked, message = made["booked"].id, made["left_a_message"].id
    for typed, expected in {
        "parking": [],
        "saturday noon": [made[n].id for n in ("in_the_browser", "lost", "opted_out", "booked")],
        "Thursdays": [booked],
        "quill": [booked],
        '"open on saturday" thursday': [booked],
        '"saturday on open"': [],
        "invoice": [message],
        "0188": [message],
        "(312) 555-0188": [message],
        "312 555 9999": [],
    }.items():
        assert await found(calls, book, search=typed) == expected, typed


async def test_a_search_keeps_to_the_filters_and_goes_on_where_it_stopped(
    calls: CallList, book: Callbook
) -> None:
    made = [await book.in_the_browser(NOW - timedelta(days=n * 9)) for n in range(12)]
    await CallIndex(store=book.store).catch_up()
    seen: list[str] = []
    while True:
        page = await calls.page(
            book.tenancy.account.id,
            CallFilter(search="saturday"),
            limit=5,
            starting_after=seen[-1] if seen else None,
        )
        seen += [story.call.id for story in page.items]
        if not page.has_more:
            break
    assert seen == [call.id for call in made]
    week = {"since": NOW - timedelta(days=20), "until": NOW - timedelta(days=5)}
    assert await found(calls, book, search="saturday", **week) == [made[1].id, made[2].id]


async def test_each_filter_shows_what_it_says(calls: CallList, book: Callbook) -> None:
    made = await one_of_each(book)
    by = {name: call.id for name, call in made.items()}
    async with book.store.account(book.tenancy.account.id) as scope:
        await scope.tags.add(by["lost"], "billing", NOW)
    for wanted, expected in (
        ({"result": CallResult.BOOKED}, ["booked"]),
        ({"result": CallResult.MESSAGE}, ["left_a_message"]),
        ({"result": CallResult.LOST}, ["lost"]),
        ({"result": CallResult.ANSWERED}, ["in_the_browser"]),
        ({"result": CallResult.OPTED_OUT}, ["opted_out"]),
        ({"result": CallResult.REFUSED, "end_reason": EndReason.AT_CAPACITY}, ["refused"]),
        ({"recording": RecordingState.REFUSED}, ["left_a_message"]),
        ({"length": CallLength.MOMENTS}, ["in_the_browser", "lost", "opted_out"]),
        ({"length": CallLength.SHORT}, ["left_a_message", "booked"]),
        ({"peer": PhoneNumber("+13125550188")}, ["left_a_message"]),
        ({"tag": "billing"}, ["lost"]),
        ({"test": True}, ["in_the_browser"]),
        ({"agent_id": "agent_nobody"}, []),
        ({"since": made["lost"].created_at}, ["in_the_browser", "lost"]),
        ({"until": made["left_a_message"].created_at}, ["booked"]),
    ):
        assert await found(calls, book, **wanted) == [by[name] for name in expected], wanted


async def test_words_that_may_not_be_kept_cannot_be_found_either(
    calls: CallList, book: Callbook, database: DatabaseUrls
) -> None:
    booked = await book.booked(NOW)
    await CallIndex(store=book.store).catch_up()
    assert await found(calls, book, search="saturday") == [booked.id]
    async with book.store.account(booked.account_id) as scope:
        await scope.turns.erase_texts(booked.id)
        assert not await scope.call_words.on_days([NOW.date()], {"saturday"})
    assert (await rows_of(database, booked.account_id))["call_words"] == []
    # What is left of it, the name on the appointment, is found again.
    await CallIndex(store=book.store).catch_up()
    assert await found(calls, book, search="saturday") == []
    assert await found(calls, book, search="quill") == [booked.id]


async def test_no_word_can_be_read_in_the_index(book: Callbook, database: DatabaseUrls, world: World) -> None:
    await one_of_each(book)
    rows = repr((await rows_of(database, world.dental.account.id))["call_words"])
    assert "-" in rows
    for word in ("saturday", "quill", "invoice", "cleaning"):
        assert word not in rows.lower()


async def test_a_call_that_turned_out_differently_is_worked_out_again(
    calls: CallList, book: Callbook
) -> None:
    lost = await book.lost(NOW)
    index = CallIndex(store=book.store)
    assert await index.catch_up() == 1
    assert await index.catch_up() == 0
    async with book.store.account(lost.account_id) as scope:
        await scope.calls.save(replace(lost, end_reason=EndReason.GOODBYE, outcome="Asked for Sunday"))
    assert await index.catch_up() == 1
    assert await found(calls, book, search="sunday") == [lost.id]


async def test_a_call_that_is_not_over_is_left_alone(calls: CallList, book: Callbook) -> None:
    running = await book.running(NOW)
    index = CallIndex(store=book.store)
    await index.wrap_up(running.account_id, running.id)
    assert await index.catch_up() == 0
    assert await found(calls, book, search="saturday") == []


async def test_the_same_words_in_another_account_have_other_hashes(store: Store, world: World) -> None:
    hashes = set()
    for tenancy in (world.dental, world.barber):
        async with store.account(tenancy.account.id) as scope:
            hashes.add(scope.seal.word_hash("saturday"))
    assert len(hashes) == 2
