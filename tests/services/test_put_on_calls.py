"""Tags, notes, costs and links that people and the product put on calls."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from callbook import Callbook
from dialora.domain.calls import EndReason, RecordingState
from dialora.domain.costs import CostPart
from dialora.domain.errors import Conflict, DialoraError, Forbidden, Invalid, NotFound
from dialora.domain.notes import Author
from dialora.domain.sharing import Days
from dialora.domain.tags import MOST_TAGS
from dialora.ports.sink import CallRecord
from dialora.services.audit import Audit
from dialora.services.bundle import Services
from dialora.services.calls import Ticket
from dialora.services.costs import PriceAsked, settle
from dialora.services.heads import Heads
from dialora.services.sweep import Sweep
from dialora.services.upkeep import Upkeep
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from sites import Clock, make_services
from store.filled import rows_of
from worlds import KEYRING, NOW, World

ADA = Author(id="memb_ada", name="Ada Quill")
BO = Author(id="memb_bo", name="Bo Reed")
Ended = Callable[..., Awaitable[str]]

PRICE = PriceAsked(number_id=None, micros_per_minute=8_500, step_s=60, currency="USD", source="Price list")


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    return make_services(store, clock, tmp_path)


@pytest.fixture
def book(store: Store, world: World, services: Services) -> Callbook:
    return Callbook(store=store, tenancy=world.dental, recordings=services.recordings)


@pytest.fixture
def account_id(world: World) -> str:
    return world.dental.account.id


async def _ledger(store: Store, account_id: str) -> list[tuple[str, str, dict[str, object]]]:
    async with store.account(account_id) as scope:
        return [
            (entry.kind, entry.subject_id, json.loads(entry.payload))
            async for entry in scope.ledger.entries()
        ]


# Tags


async def test_a_tag_is_on_a_call_once_and_can_be_taken_off(
    services: Services, book: Callbook, account_id: str
) -> None:
    call = await book.refused(NOW)
    await services.tags.add(account_id, call.id, "Billing")
    assert await services.tags.add(account_id, call.id, "  billing ") == ("billing",)
    assert await services.tags.remove(account_id, call.id, "BILLING") == ()


async def test_the_tags_used_most_are_offered_first(
    services: Services, book: Callbook, account_id: str
) -> None:
    first, second = await book.refused(NOW), await book.refused(NOW)
    await services.tags.add(account_id, first.id, "once")
    for call in (first, second):
        await services.tags.add(account_id, call.id, "twice")
    assert await services.tags.known(account_id) == ("twice", "once")


async def test_a_call_bears_only_so_many_tags(services: Services, book: Callbook, account_id: str) -> None:
    call = await book.refused(NOW)
    for number in range(MOST_TAGS):
        await services.tags.add(account_id, call.id, f"tag {number}")
    with pytest.raises(Conflict, match="at most"):
        await services.tags.add(account_id, call.id, "one more")
    assert len(await services.tags.add(account_id, call.id, "tag 0")) == MOST_TAGS


# Notes


async def test_only_who_wrote_a_note_takes_it_away(
    services: Services, book: Callbook, account_id: str
) -> None:
    call = await book.refused(NOW)
    note = await services.notes.add(account_id, call.id, "  Call back.\r\nTomorrow. ", by=ADA)
    assert note.text == "Call back.\nTomorrow."
    with pytest.raises(Forbidden):
        await services.notes.delete(account_id, call.id, note.id, by=BO)
    await services.notes.delete(account_id, call.id, note.id, by=ADA)
    assert await services.notes.of_call(account_id, call.id) == ()


async def test_a_note_that_was_taken_away_comes_back_for_a_day_and_is_then_gone(
    services: Services, book: Callbook, account_id: str, clock: Clock, store: Store
) -> None:
    call = await book.refused(NOW)
    note = await services.notes.add(account_id, call.id, "Call back.", by=ADA)
    await services.notes.delete(account_id, call.id, note.id, by=ADA)
    clock.move(timedelta(hours=23))
    await Sweep(store=store, clock=clock).sweep()
    assert await services.notes.restore(account_id, call.id, note.id, by=ADA) == note
    await services.notes.delete(account_id, call.id, note.id, by=ADA)
    clock.move(timedelta(hours=25))
    await Sweep(store=store, clock=clock).sweep()
    with pytest.raises(NotFound):
        await services.notes.restore(account_id, call.id, note.id, by=ADA)


async def test_a_note_without_words_or_without_end_is_refused(
    services: Services, book: Callbook, account_id: str
) -> None:
    call = await book.refused(NOW)
    for text in ("", " \n ", "a" * 4_001, "a\x00b"):
        with pytest.raises(Invalid):
            await services.notes.add(account_id, call.id, text, by=ADA)


# Costs


@pytest.fixture
def ended(services: Services, store: Store, book: Callbook, clock: Clock) -> Ended:
    """A call over the telephone that goes on for a while and comes to its end."""

    async def end(lasts: timedelta, recording: RecordingState = RecordingState.KEPT) -> str:
        began = clock.now()
        running = await book.running(began)
        async with store.account(running.account_id) as scope:
            await scope.calls.save(
                replace(running, process_id=services.calls.process_id, recording=recording)
            )
        clock.move(lasts)
        record = CallRecord(
            reason=EndReason.GOODBYE, outcome="Asked for hours", duration_ms=1, turns=1, recording=recording
        )
        await services.calls.complete(Ticket(account_id=running.account_id, call_id=running.id), record)
        return running.id

    return end


async def test_a_call_costs_what_its_carrier_asks_and_nothing_of_ours(
    services: Services, ended: Ended, account_id: str
) -> None:
    await services.costs.set_carrier_price(account_id, PRICE, by=ADA)
    cost = await services.costs.settled(account_id, await ended(timedelta(seconds=61)))
    assert (cost.total_micros, cost.currency) == (17_000, "USD")
    used = {line.part: (line.quantity, line.micros) for line in cost.lines}
    assert used[CostPart.CARRIER] == (120, 17_000)
    # The notice counts to what was spoken, and the one turn of the callbook to both sides.
    assert used[CostPart.STT][0] > 0
    assert used[CostPart.TTS][0] >= 5
    assert used[CostPart.DIALOGUE] == (1, 0)
    assert used[CostPart.RECORDING] == (61, 0)


async def test_without_a_price_the_carriers_part_is_not_known_rather_than_nothing(
    services: Services, ended: Ended, account_id: str
) -> None:
    cost = await services.costs.settled(account_id, await ended(timedelta(seconds=61)))
    assert cost.total_micros is None
    assert cost.known_micros == 0
    assert [line.part for line in cost.lines if line.micros is None] == [CostPart.CARRIER]


async def test_a_later_price_leaves_earlier_calls_as_they_were(
    services: Services, ended: Ended, account_id: str
) -> None:
    await services.costs.set_carrier_price(account_id, PRICE, by=ADA)
    before = await ended(timedelta(seconds=30))
    await services.costs.set_carrier_price(account_id, replace(PRICE, micros_per_minute=20_000), by=ADA)
    after = await ended(timedelta(seconds=30))
    assert (await services.costs.settled(account_id, before)).total_micros == 8_500
    assert (await services.costs.settled(account_id, after)).total_micros == 20_000


async def test_a_price_of_its_own_number_comes_before_the_one_for_all(
    services: Services, ended: Ended, account_id: str, world: World
) -> None:
    own = replace(PRICE, number_id=world.dental.number.id, micros_per_minute=1_000)
    await services.costs.set_carrier_price(account_id, own, by=ADA)
    await services.costs.set_carrier_price(account_id, PRICE, by=ADA)
    cost = await services.costs.settled(account_id, await ended(timedelta(seconds=30)))
    assert cost.total_micros == 1_000


async def test_a_call_whose_process_died_is_settled_too(
    services: Services, store: Store, book: Callbook, account_id: str, clock: Clock
) -> None:
    running = await book.running(NOW)
    async with store.account(account_id) as scope:
        await scope.calls.save(replace(running, process_id="proc_gone"))
    clock.move(timedelta(seconds=40))
    await Upkeep(store=store, clock=clock, calls=services.calls).close_lost_calls()
    cost = await services.costs.settled(account_id, running.id)
    assert cost.lines[0].quantity == 40


async def test_nobody_pays_for_a_call_that_no_agent_took(
    services: Services, store: Store, book: Callbook, account_id: str
) -> None:
    refused, taken = await book.refused(NOW), await book.lost(NOW)
    async with store.account(account_id) as scope:
        for call in (refused, taken):
            await settle(scope, call, at=NOW)
    assert await services.costs.of_call(account_id, refused.id) is None
    assert await services.costs.of_call(account_id, taken.id) is not None


async def test_a_price_without_a_source_or_beyond_reason_is_refused(
    services: Services, account_id: str
) -> None:
    for wrong in (
        replace(PRICE, micros_per_minute=-1),
        replace(PRICE, micros_per_minute=100_000_001),
        replace(PRICE, step_s=0),
        replace(PRICE, currency="usd"),
        replace(PRICE, currency="US1"),
        replace(PRICE, source="  "),
    ):
        with pytest.raises(Invalid):
            await services.costs.set_carrier_price(account_id, wrong, by=ADA)


# Links


async def test_a_link_shows_its_call_until_it_ends_by_itself(
    services: Services, book: Callbook, account_id: str, clock: Clock
) -> None:
    call = await book.booked(NOW)
    _, token = await services.share_links.make(account_id, call.id, days=Days.ONE, with_sound=True, by=ADA)
    clock.move(timedelta(hours=23, minutes=59))
    shared = await services.share_links.open(token)
    assert (shared.story.call.id, shared.has_sound) == (call.id, True)
    clock.move(timedelta(minutes=1))
    with pytest.raises(NotFound) as ended:
        await services.share_links.open(token)
    assert ended.value.code == "link_ended"
    with pytest.raises(NotFound):
        await services.share_links.hear(token)


async def test_a_link_that_was_ended_shows_nothing_more(
    services: Services, book: Callbook, account_id: str
) -> None:
    call = await book.booked(NOW)
    link, token = await services.share_links.make(
        account_id, call.id, days=Days.THIRTY, with_sound=True, by=ADA
    )
    await services.share_links.revoke(account_id, call.id, link.id, by=BO)
    for reach in (services.share_links.open, services.share_links.hear, services.share_links.story):
        with pytest.raises(NotFound):
            await reach(token)


async def test_making_opening_playing_and_ending_are_each_in_the_ledger(
    services: Services, book: Callbook, account_id: str, store: Store, tmp_path: Path
) -> None:
    call = await book.booked(NOW)
    link, token = await services.share_links.make(account_id, call.id, days=Days.ONE, with_sound=True, by=ADA)
    await services.share_links.open(token)
    await services.share_links.open(token)
    await services.share_links.hear(token)
    await services.share_links.hear(token)
    await services.share_links.revoke(account_id, call.id, link.id, by=BO)
    assert await _ledger(store, account_id) == [
        (
            "share_link_made",
            link.id,
            {
                "by": ADA.id,
                "call_id": call.id,
                "expires_at": "2026-11-27T14:00:00.000000Z",
                "with_sound": True,
            },
        ),
        ("share_link_opened", link.id, {"call_id": call.id}),
        ("share_link_opened", link.id, {"call_id": call.id}),
        # A player asks for one recording in many parts.
        ("recording_heard", call.id, {"by": link.id}),
        ("share_link_ended", link.id, {"by": BO.id, "call_id": call.id}),
    ]
    (kept,) = await services.share_links.of_call(account_id, call.id)
    assert (kept.opened, kept.last_opened_at) == (2, NOW)
    audit = Audit(store=store, heads=Heads(folder=tmp_path / "heads", keyring=KEYRING))
    assert (await audit.verify_account(account_id)).damage is None


async def test_a_link_without_sound_gives_none(services: Services, book: Callbook, account_id: str) -> None:
    call = await book.booked(NOW)
    _, token = await services.share_links.make(account_id, call.id, days=Days.ONE, with_sound=False, by=ADA)
    shared = await services.share_links.open(token)
    assert (shared.has_sound, shared.without_its_sound) == (False, True)
    for reach in (
        services.share_links.hear(token),
        services.share_links.loudness(token, span_ms=1_000, columns=4),
        anext(services.share_links.wav(token)),
    ):
        with pytest.raises(NotFound):
            await reach


async def test_a_recording_that_was_refused_after_all_never_leaves_by_a_link(
    services: Services, book: Callbook, account_id: str, store: Store
) -> None:
    call = await book.booked(NOW)
    _, token = await services.share_links.make(account_id, call.id, days=Days.ONE, with_sound=True, by=ADA)
    async with store.account(account_id) as scope:
        stored = await scope.calls.lock(call.id)
        await scope.calls.save(replace(stored, recording=RecordingState.REFUSED))
        await scope.turns.erase_texts(call.id)
    shared = await services.share_links.open(token)
    assert not shared.has_sound
    assert [turn.caller_text for turn in shared.story.turns] == [""] * 6
    with pytest.raises(NotFound):
        await services.share_links.hear(token)


async def test_a_running_call_is_not_shared(services: Services, book: Callbook, account_id: str) -> None:
    call = await book.running(NOW)
    with pytest.raises(Conflict, match="ended"):
        await services.share_links.make(account_id, call.id, days=Days.ONE, with_sound=False, by=ADA)


async def test_the_token_itself_is_not_kept(
    services: Services, book: Callbook, account_id: str, database: DatabaseUrls
) -> None:
    call = await book.refused(NOW)
    _, token = await services.share_links.make(account_id, call.id, days=Days.ONE, with_sound=False, by=ADA)
    assert token not in repr(await rows_of(database, account_id))


async def test_no_account_ends_or_lists_the_links_of_another(
    services: Services, book: Callbook, account_id: str, world: World
) -> None:
    call = await book.refused(NOW)
    link, token = await services.share_links.make(
        account_id, call.id, days=Days.ONE, with_sound=False, by=ADA
    )
    for reach in (
        services.share_links.of_call(world.barber.account.id, call.id),
        services.share_links.revoke(world.barber.account.id, call.id, link.id, by=BO),
    ):
        with pytest.raises(DialoraError):
            await reach
    assert (await services.share_links.open(token)).account.id == account_id
