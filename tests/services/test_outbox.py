"""What happens is told to the outside: at least once, signed, and tried for three days."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from dialora.domain.appointments import Message
from dialora.domain.errors import Conflict, NotFound
from dialora.domain.events import EventType
from dialora.domain.outbox import (
    JITTER,
    RETRY_AFTER,
    Delivery,
    DeliveryStatus,
    OffReason,
    WebhookEndpoint,
    retry_at,
)
from dialora.domain.phone import PhoneNumber
from dialora.ports.outbound import Answer, Mail
from dialora.providers.outbound.webhooks import WebhookPosts
from dialora.services import outbox
from dialora.services.appointments import Appointments, service_of
from dialora.services.messages import Messages
from dialora.services.news import News
from dialora.services.outbox import LEASE, MOST_AT_ONCE
from dialora.services.revocations import Revocations
from dialora.services.webhooks import EndpointChange
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from listeners import Listener, Request, answering, listening
from patience import becomes
from sites import ADDRESS, Clock
from store.filled import raw
from worlds import NOW, Tenancy, World

ADA = PhoneNumber("+12125550147")
ALL = tuple(EventType)


class Letterbox:
    """Takes letters, and keeps them."""

    ready = True

    def __init__(self) -> None:
        self.letters: list[Mail] = []

    async def send(self, mail: Mail) -> Answer:
        self.letters.append(mail)
        return Answer(status=250, text="queued")


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def news(store: Store, clock: Clock, letterbox: Letterbox) -> News:
    return News.leaving_by(
        WebhookPosts(inner=True, answer_seconds=5), letterbox, store=store, clock=clock, public_url=ADDRESS
    )


@pytest.fixture
def dental(world: World) -> Tenancy:
    return world.dental


async def endpoint_at(
    news: News, tenancy: Tenancy, listener: Listener, events: Sequence[EventType] = ALL
) -> WebhookEndpoint:
    return await news.webhooks.add(tenancy.account.id, url=listener.url, description="", events=events)


async def leave_message(store: Store, clock: Clock, tenancy: Tenancy, text: str = "Call me.") -> Message:
    messages = Messages(store=store, clock=clock)
    return await messages.take(tenancy.account.id, name="Ada Quill", text=text, phone=ADA, call_id=None)


async def deliveries_of(store: Store, tenancy: Tenancy) -> tuple[Delivery, ...]:
    async with store.account(tenancy.account.id) as scope:
        return (await scope.deliveries.page(limit=100)).items


async def deliver_all(news: News, store: Store, tenancy: Tenancy) -> list[DeliveryStatus | None]:
    """As the worker does for each that it is rung for; oldest first."""
    known = await deliveries_of(store, tenancy)
    return [await news.outbox.deliver(each.account_id, each.id) for each in reversed(known)]


async def test_a_message_arrives_signed_at_whoever_chose_it(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as chose, listening() as chose_another:
        endpoint = await endpoint_at(news, dental, chose, [EventType.MESSAGE_TAKEN])
        await endpoint_at(news, dental, chose_another, [EventType.CALL_COMPLETED])
        message = await leave_message(store, clock, dental, "Grüße – 你好")
        assert await deliver_all(news, store, dental) == [DeliveryStatus.DELIVERED]
        [request], [] = chose.requests, chose_another.requests
    body = json.loads(request.body)
    assert (body["object"], body["type"], body["timestamp"]) == (
        "event",
        "message.taken",
        "2026-11-26T14:00:00Z",
    )
    assert body["data"]["id"] == message.id
    assert (body["data"]["name"], body["data"]["text"]) == ("Ada Quill", "Grüße – 你好")
    assert request.headers["webhook-id"] == body["id"]
    assert _signed_by(endpoint.secret, request)
    assert not _signed_by("whsec_" + "b" * 32, request)


async def test_what_is_not_kept_is_told_to_nobody(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as listener:
        await endpoint_at(news, dental, listener)
        with pytest.raises(NotFound):
            await Messages(store=store, clock=clock).take(
                dental.account.id, name="Ada Quill", text="Hello.", phone=None, call_id="call_nobody"
            )
        assert await deliveries_of(store, dental) == ()
        assert (await news.events.page(dental.account.id)).items == ()


async def test_one_account_s_events_go_to_its_own_endpoints_alone(
    news: News, store: Store, clock: Clock, world: World
) -> None:
    async with listening() as ours, listening() as theirs:
        await endpoint_at(news, world.dental, ours)
        await endpoint_at(news, world.barber, theirs)
        await leave_message(store, clock, world.dental)
        await deliver_all(news, store, world.dental)
        assert (ours.connections, theirs.connections) == (1, 0)
        [delivery] = await deliveries_of(store, world.dental)
        assert await news.outbox.deliver(world.barber.account.id, delivery.id) is None


async def test_the_life_of_an_appointment_and_an_opt_out_are_told(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    appointments = Appointments(store=store, clock=clock)
    service = service_of(dental.agent, "cleaning")
    at = NOW.replace(day=27, hour=15)
    booked = await appointments.book(dental.agent, service, at, name="Ada Quill", phone=ADA, call_id=None)
    await appointments.cancel(dental.account.id, booked.id)
    await appointments.cancel(dental.account.id, booked.id)
    await Revocations(store=store, clock=clock).record(dental.account.id, ADA, via="web", call_id=None)
    told = (await news.events.page(dental.account.id)).items
    assert [each.type.value for each in told] == [
        "consent.revoked",
        "appointment.canceled",
        "appointment.booked",
    ]
    assert json.loads(told[0].subject)["number"] == ADA.e164
    assert json.loads(told[1].subject)["status"] == "canceled"


async def test_a_failed_attempt_is_made_again_later_each_time_and_at_last_given_up(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening(answering(500, "fell over")) as listener:
        endpoint = await endpoint_at(news, dental, listener, [EventType.MESSAGE_TAKEN])
        await leave_message(store, clock, dental)
        began, waits = clock.now(), []
        for _ in RETRY_AFTER:
            [delivery] = await deliveries_of(store, dental)
            assert await news.outbox.deliver(delivery.account_id, delivery.id) is DeliveryStatus.PENDING
            # Too early, nothing happens.
            assert await news.outbox.deliver(delivery.account_id, delivery.id) is None
            [delivery] = await deliveries_of(store, dental)
            assert delivery.due_at is not None
            waits.append(delivery.due_at - clock.now())
            clock.move(waits[-1])
            # It would be turned off after three days; here the schedule is looked at.
            await news.webhooks.change(dental.account.id, endpoint.id, EndpointChange(on=False))
            await news.webhooks.change(dental.account.id, endpoint.id, EndpointChange(on=True))
        assert await news.outbox.deliver(delivery.account_id, delivery.id) is DeliveryStatus.FAILED
        for waited, wanted in zip(waits, RETRY_AFTER, strict=True):
            assert abs(waited - wanted) <= wanted * JITTER
        assert timedelta(days=2.5) < clock.now() - began < timedelta(days=4)
        assert listener.connections == len(RETRY_AFTER) + 1
        story = await news.deliveries.get(dental.account.id, endpoint.id, delivery.id)
        assert [each.number for each in story.attempts] == list(range(10, 0, -1))
        assert (story.attempts[0].status, story.attempts[0].answer) == (500, "fell over")


async def test_what_fails_once_and_then_arrives_is_delivered(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    answers = iter([answering(503), answering(204)])
    async with listening(lambda request: next(answers)(request)) as listener:
        endpoint = await endpoint_at(news, dental, listener)
        await leave_message(store, clock, dental)
        assert await deliver_all(news, store, dental) == [DeliveryStatus.PENDING]
        assert (await news.webhooks.get(dental.account.id, endpoint.id)).failing_since == NOW
        clock.move(timedelta(seconds=10))
        assert await deliver_all(news, store, dental) == [DeliveryStatus.DELIVERED]
        assert (await news.webhooks.get(dental.account.id, endpoint.id)).failing_since is None
        # The same event both times: whoever gets it twice can tell.
        assert len({each.headers["webhook-id"] for each in listener.requests}) == 1


async def test_an_endpoint_that_is_gone_is_turned_off_at_once(
    news: News, store: Store, clock: Clock, dental: Tenancy, letterbox: Letterbox
) -> None:
    await news.notifications.add(
        dental.account.id, "owner@example.com", [EventType.WEBHOOK_ENDPOINT_DISABLED]
    )
    async with listening(answering(410)) as listener:
        endpoint = await endpoint_at(news, dental, listener)
        await leave_message(store, clock, dental)
        await leave_message(store, clock, dental, "Again.")
        assert await deliver_all(news, store, dental) == [DeliveryStatus.FAILED, None]
        assert (await news.webhooks.get(dental.account.id, endpoint.id)).off is OffReason.GONE
        assert listener.connections == 1
    await deliver_all(news, store, dental)
    [letter] = letterbox.letters
    assert letter.subject == "A webhook was turned off (Bright Smile Dental)"
    assert f"{ADDRESS}/settings/webhooks/{endpoint.id}" in letter.text


async def test_an_endpoint_that_took_nothing_for_three_days_is_turned_off(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening(answering(500)) as listener:
        endpoint = await endpoint_at(news, dental, listener, [EventType.MESSAGE_TAKEN])
        await leave_message(store, clock, dental)
        await deliver_all(news, store, dental)
        clock.move(timedelta(days=2, hours=23))
        await leave_message(store, clock, dental, "Later.")
        await deliver_all(news, store, dental)
        assert (await news.webhooks.get(dental.account.id, endpoint.id)).off is None
        clock.move(timedelta(hours=2))
        await leave_message(store, clock, dental, "Later still.")
        await deliver_all(news, store, dental)
        assert (await news.webhooks.get(dental.account.id, endpoint.id)).off is OffReason.FAILING
        again = await news.webhooks.change(dental.account.id, endpoint.id, EndpointChange(on=True))
        assert (again.off, again.failing_since) == (None, None)


async def test_for_a_day_after_a_new_secret_both_are_signed_with(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as listener:
        before = await endpoint_at(news, dental, listener)
        after = await news.webhooks.rotate_secret(dental.account.id, before.id)
        assert after.secret != before.secret
        await leave_message(store, clock, dental)
        await deliver_all(news, store, dental)
        assert _signed_by(before.secret, listener.requests[0])
        assert _signed_by(after.secret, listener.requests[0])
        clock.move(timedelta(hours=25))
        await leave_message(store, clock, dental, "Later.")
        await deliver_all(news, store, dental)
        assert not _signed_by(before.secret, listener.requests[1])
        assert _signed_by(after.secret, listener.requests[1])


async def test_two_workers_that_come_for_the_same_delivery_send_it_once(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as listener:
        await endpoint_at(news, dental, listener)
        for n in range(10):
            await leave_message(store, clock, dental, f"Message {n}")
        await asyncio.gather(*(deliver_all(news, store, dental) for _ in range(4)))
        assert listener.connections == 10


async def test_what_a_dead_process_was_sending_is_sent_again_when_its_lease_is_over(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as listener:
        await endpoint_at(news, dental, listener)
        await leave_message(store, clock, dental)
        [delivery] = await deliveries_of(store, dental)
        # As far as somebody came who was then killed.
        claimed = await news.outbox._claim(
            delivery.account_id, lambda scope: scope.deliveries.lock(delivery.id)
        )
        assert claimed is not None
        assert (await news.outbox.ring_overdue(), await deliver_all(news, store, dental)) == (0, [None])
        clock.move(LEASE)
        assert await news.outbox.ring_overdue() == 1
        assert await deliver_all(news, store, dental) == [DeliveryStatus.DELIVERED]


async def test_whoever_comes_back_after_the_lease_changes_nothing(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as listener:
        listener.open.clear()
        await endpoint_at(news, dental, listener)
        await leave_message(store, clock, dental)
        [delivery] = await deliveries_of(store, dental)
        async with asyncio.TaskGroup() as running:
            slow = running.create_task(news.outbox.deliver(delivery.account_id, delivery.id))
            await becomes(lambda: listener.connections == 1, "the first came")
            clock.move(LEASE)
            quick = running.create_task(news.outbox.deliver(delivery.account_id, delivery.id))
            await becomes(lambda: listener.connections == 2, "the second came")
            listener.open.set()
        assert (slow.result(), quick.result()) == (None, DeliveryStatus.DELIVERED)
        async with store.account(delivery.account_id) as scope:
            [attempt] = (await scope.deliveries.attempts_of([delivery.id]))[delivery.id]
        assert attempt.number == 2


async def test_a_slow_endpoint_does_not_take_every_place(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as slow:
        slow.open.clear()
        await endpoint_at(news, dental, slow)
        for n in range(MOST_AT_ONCE + 3):
            await leave_message(store, clock, dental, f"Message {n}")
        known = await deliveries_of(store, dental)
        async with asyncio.TaskGroup() as running:
            sending = [running.create_task(news.outbox.deliver(it.account_id, it.id)) for it in known]
            await becomes(
                lambda: slow.connections == MOST_AT_ONCE and sum(it.done() for it in sending) == 3,
                "the places are taken",
            )
            slow.open.set()
        assert [it.result() for it in sending].count(None) == 3
        waiting = [each for each in await deliveries_of(store, dental) if each.status.open]
        assert [each.attempts for each in waiting] == [0, 0, 0]


async def test_whoever_has_sent_one_stays_for_what_else_waits_there(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as listener, listening() as other:
        await endpoint_at(news, dental, listener)
        await endpoint_at(news, dental, other)
        for n in range(5):
            await leave_message(store, clock, dental, f"Message {n}")
        [*_, first] = await deliveries_of(store, dental)
        assert await news.outbox.come(first.account_id, first.id) == 5
        assert await news.outbox.come(first.account_id, first.id) == 0
        assert sorted((listener.connections, other.connections)) == [0, 5]
        # One bell for each place is enough.
        assert await news.outbox.ring_overdue() == 1


async def test_whoever_has_stayed_long_enough_rings_for_what_still_waits_and_leaves(
    news: News,
    store: Store,
    clock: Clock,
    dental: Tenancy,
    database: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "STAY_SECONDS", 0.0)
    async with listening() as listener:
        await endpoint_at(news, dental, listener)
        for n in range(3):
            await leave_message(store, clock, dental, f"Message {n}")
        [*waiting, first] = await deliveries_of(store, dental)
        async with raw(database.queue) as queue:
            await queue.execute("delete from procrastinate_jobs")
        assert await news.outbox.come(first.account_id, first.id) == 1
        assert listener.connections == 1
    async with raw(database.queue) as queue:
        [(rung,)] = await (await queue.execute("select args from procrastinate_jobs")).fetchall()
    assert rung["delivery_id"] in {each.id for each in waiting}


async def test_one_delivery_can_be_sent_again(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as listener:
        endpoint = await endpoint_at(news, dental, listener)
        await leave_message(store, clock, dental)
        await deliver_all(news, store, dental)
        [delivery] = await deliveries_of(store, dental)
        again = await news.deliveries.replay(dental.account.id, endpoint.id, delivery.id)
        assert (again.id, again.status) == (delivery.id, DeliveryStatus.PENDING)
        await deliver_all(news, store, dental)
        first, second = listener.requests
        assert first.body == second.body
        with pytest.raises(NotFound):
            await news.deliveries.replay(dental.account.id, "whe_other", delivery.id)


async def test_everything_since_a_time_can_be_sent_again_also_what_never_was(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    await leave_message(store, clock, dental, "Before anybody listened, and too long ago.")
    clock.move(timedelta(hours=1))
    since = clock.now()
    await leave_message(store, clock, dental, "Before anybody listened.")
    async with listening() as listener:
        endpoint = await endpoint_at(news, dental, listener, [EventType.MESSAGE_TAKEN])
        await leave_message(store, clock, dental, "As it happened.")
        await deliver_all(news, store, dental)
        assert await news.deliveries.replay_since(dental.account.id, endpoint.id, since) == 2
        await deliver_all(news, store, dental)
        texts = [json.loads(each.body)["data"]["text"] for each in listener.requests]
        assert sorted(texts) == ["As it happened.", "As it happened.", "Before anybody listened."]


async def test_nothing_is_sent_to_an_endpoint_that_is_off_or_removed(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as listener:
        off, gone = await endpoint_at(news, dental, listener), await endpoint_at(news, dental, listener)
        await leave_message(store, clock, dental)
        await news.webhooks.change(dental.account.id, off.id, EndpointChange(on=False))
        await news.webhooks.remove(dental.account.id, gone.id)
        assert await deliver_all(news, store, dental) == [None, None]
        assert {each.status for each in await deliveries_of(store, dental)} == {DeliveryStatus.CANCELED}
        await leave_message(store, clock, dental, "Nobody listens.")
        assert len(await deliveries_of(store, dental)) == 2
        with pytest.raises(Conflict, match="off"):
            await news.webhooks.test(dental.account.id, off.id)
        assert listener.connections == 0


async def test_a_test_goes_to_the_endpoint_that_it_was_asked_for_alone(
    news: News, store: Store, dental: Tenancy
) -> None:
    async with listening() as asked, listening() as other:
        endpoint = await endpoint_at(news, dental, asked)
        await endpoint_at(news, dental, other)
        await news.webhooks.test(dental.account.id, endpoint.id)
        await deliver_all(news, store, dental)
        assert (json.loads(asked.requests[0].body)["type"], other.connections) == ("test.sent", 0)


async def test_an_account_has_so_many_endpoints_and_no_more(news: News, dental: Tenancy) -> None:
    for n in range(20):
        await news.webhooks.add(
            dental.account.id, url=f"https://hooks.example.com/{n}", description="", events=ALL
        )
    with pytest.raises(Conflict):
        await news.webhooks.add(
            dental.account.id, url="https://hooks.example.com/", description="", events=ALL
        )


async def test_events_that_are_thrown_away_take_their_deliveries_with_them(
    news: News, store: Store, clock: Clock, dental: Tenancy
) -> None:
    async with listening() as listener:
        await endpoint_at(news, dental, listener)
        await leave_message(store, clock, dental)
        await deliver_all(news, store, dental)
        [delivery] = await deliveries_of(store, dental)
        async with store.account(dental.account.id) as scope:
            await scope.events.delete_before(NOW + timedelta(seconds=1))
        assert await deliveries_of(store, dental) == ()
        assert await news.outbox.deliver(dental.account.id, delivery.id) is None


def test_retries_are_spread_around_their_time() -> None:
    first, last = (retry_at(2, NOW, chance=chance) for chance in (0.0, 1.0))
    assert first is not None
    assert last is not None
    assert first < NOW + RETRY_AFTER[1] < last
    assert retry_at(len(RETRY_AFTER) + 1, NOW, chance=0.5) is None


def _signed_by(secret: str, request: Request) -> bool:
    """As the other side would find out, on the day it was sent."""
    at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
    signature = Webhook(secret).sign(request.headers["webhook-id"], at, request.body.decode())
    return signature in request.headers["webhook-signature"].split(" ")
