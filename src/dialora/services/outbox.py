"""The outbox at work: each delivery is claimed, sent outside any transaction, and noted.

The rows are the truth. A job of the queue only says "look here now"; come twice, too early or too late,
it does no harm, and what no job comes for is found by `ring_overdue`.

Whoever has sent something stays for a while and sends what else waits for the same place. So a job that
finds all its places taken can simply leave: those who took them will come to it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from dialora.domain.accounts import Member
from dialora.domain.errors import DialoraError, NotFound, ProviderError
from dialora.domain.events import Event, EventType
from dialora.domain.outbox import (
    OFF_AFTER,
    Delivery,
    DeliveryAttempt,
    DeliveryKind,
    DeliveryStatus,
    OffReason,
    Recipient,
    WebhookEndpoint,
    retry_at,
)
from dialora.ports.clock import Clock
from dialora.ports.outbound import Answer, Mailer, Outbound
from dialora.services.events import record
from dialora.services.letters import Letters
from dialora.services.password_links import PasswordLinks
from dialora.services.webhooks import body_of, signed_headers
from dialora.store.scope import AccountScope, Store

log = structlog.get_logger(__name__)

#: Whoever holds a delivery longer than this is taken to be dead: more than any attempt may take.
LEASE = timedelta(seconds=60)
#: Attempts at one endpoint or recipient at once: of one that answers, and of one that is failing. A dead
#: endpoint must not hold the places of those that live.
MOST_AT_ONCE, MOST_AT_FAILING = 8, 1
#: How long one job stays with one endpoint or recipient; then others have their turn.
STAY_SECONDS = 5.0
#: At how many endpoints and recipients overdue deliveries are brought back at once.
_MOST_RINGS = 500

_GONE = 410

_Target = WebhookEndpoint | Recipient | Member


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    """A delivery that is ours to send until its lease ends, and all that sending it takes."""

    delivery: Delivery
    event: Event
    target: _Target
    zone: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What came of an attempt."""

    status: int | None
    answer: str
    #: None where it succeeded.
    problem: str | None
    #: Whether another attempt may fare better.
    retryable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    store: Store
    clock: Clock
    outbound: Outbound
    mailer: Mailer
    letters: Letters
    #: From 0 to 1, to spread retries.
    chance: Callable[[], float] = random.random

    async def come(self, account_id: str, delivery_id: str) -> int:
        """Somebody rang: make the attempt that is due, and for a while those that wait for the same place.
        How many were made."""
        until, made = time.monotonic() + STAY_SECONDS, 0
        claimed = await self._claim(account_id, lambda scope: scope.deliveries.lock(delivery_id))
        while claimed is not None:
            await self._send(claimed)
            made += 1
            target_id = claimed.target.id
            if time.monotonic() >= until:
                await self._hand_on(account_id, target_id)
                break
            claimed = await self._claim_next(account_id, target_id)
        return made

    async def deliver(self, account_id: str, delivery_id: str) -> DeliveryStatus | None:
        """Make this one attempt, if it is due and there is a place. None where there was nothing to do."""
        claimed = await self._claim(account_id, lambda scope: scope.deliveries.lock(delivery_id))
        return None if claimed is None else await self._send(claimed)

    async def _send(self, claimed: _Claimed) -> DeliveryStatus | None:
        delivery = claimed.delivery
        started, at = time.monotonic(), self.clock.now()
        outcome = await self._attempt(claimed)
        attempt = DeliveryAttempt(
            delivery_id=delivery.id,
            account_id=delivery.account_id,
            number=delivery.attempts,
            at=at,
            took_ms=round((time.monotonic() - started) * 1000),
            status=outcome.status,
            problem=outcome.problem,
            answer=outcome.answer,
        )
        return await self._note(claimed, attempt, outcome)

    async def ring_overdue(self) -> int:
        """Bring back to the queue what should have been sent: lost by the queue, or left by a process that
        died. How many."""
        now = self.clock.now()
        async with self.store.platform() as platform:
            due = await platform.deliveries.due(now, limit=_MOST_RINGS)
            for each in due:
                await platform.deliveries.ring(each)
        return len(due)

    async def _claim_next(self, account_id: str, target_id: str) -> _Claimed | None:
        now = self.clock.now()
        return await self._claim(account_id, lambda scope: scope.deliveries.lock_next_due(target_id, now))

    async def _hand_on(self, account_id: str, target_id: str) -> None:
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            waiting = await scope.deliveries.lock_next_due(target_id, now)
            if waiting is not None:
                await scope.deliveries.ring(waiting, now)

    async def _claim(
        self, account_id: str, choose: Callable[[AccountScope], Awaitable[Delivery | None]]
    ) -> _Claimed | None:
        now = self.clock.now()
        try:
            async with self.store.account(account_id) as scope:
                delivery = await choose(scope)
                if delivery is None or not _is_due(delivery, now):
                    return None
                target = await _target_of(scope, delivery)
                if target is None:
                    await scope.deliveries.save(_over(delivery, DeliveryStatus.CANCELED, now))
                    return None
                if await scope.deliveries.being_sent(target.id, now) >= _places(target):
                    return None
                claimed = replace(
                    delivery,
                    status=DeliveryStatus.SENDING,
                    attempts=delivery.attempts + 1,
                    tries=delivery.tries + 1,
                    due_at=now + LEASE,
                )
                await scope.deliveries.save(claimed)
                account = await scope.account()
                event = await scope.events.get(delivery.event_id)
        except NotFound:
            # Thrown away, with its event, since somebody rang for it.
            return None
        return _Claimed(delivery=claimed, event=event, target=target, zone=account.zone, place=account.name)

    async def _attempt(self, claimed: _Claimed) -> _Outcome:
        match claimed.target:
            case WebhookEndpoint() as endpoint:
                return await _outcome_of(lambda: self._post(endpoint, claimed.event))
            case Recipient() as recipient:
                mail = self.letters.write(
                    claimed.event,
                    claimed.delivery.id,
                    recipient,
                    zone=claimed.zone,
                    place=claimed.place,
                )
                return await _outcome_of(lambda: self.mailer.send(mail))
            case Member() as member:
                links = PasswordLinks(store=self.store, clock=self.clock)
                invitation = self.letters.invite(
                    member, links.token(member), claimed.delivery.id, place=claimed.place
                )
                return await _outcome_of(lambda: self.mailer.send(invitation))

    async def _post(self, endpoint: WebhookEndpoint, event: Event) -> Answer:
        body = body_of(event)
        headers = signed_headers(endpoint, event, body, self.clock.now())
        return await self.outbound.post(endpoint.url, headers=headers, body=body.encode())

    async def _note(
        self, claimed: _Claimed, attempt: DeliveryAttempt, outcome: _Outcome
    ) -> DeliveryStatus | None:
        now = self.clock.now()
        async with self.store.account(attempt.account_id) as scope:
            delivery = await scope.deliveries.lock(attempt.delivery_id)
            if delivery.attempts != attempt.number or delivery.status is not DeliveryStatus.SENDING:
                # Our lease had run out, and somebody else has tried since: theirs is the truth.
                log.warning("an attempt came back too late to count", delivery_id=delivery.id)
                return None
            await scope.deliveries.note(attempt)
            delivery = self._next(delivery, outcome, now)
            await scope.deliveries.save(delivery)
            await scope.deliveries.ring(delivery, now)
            if isinstance(claimed.target, WebhookEndpoint):
                await _judge(scope, claimed.target.id, outcome, now)
        return delivery.status

    def _next(self, delivery: Delivery, outcome: _Outcome, now: datetime) -> Delivery:
        if outcome.problem is None:
            return _over(delivery, DeliveryStatus.DELIVERED, now)
        again = retry_at(delivery.tries, now, chance=self.chance()) if outcome.retryable else None
        if again is None:
            return _over(delivery, DeliveryStatus.FAILED, now)
        return replace(delivery, status=DeliveryStatus.PENDING, due_at=again)


async def _target_of(scope: AccountScope, delivery: Delivery) -> _Target | None:
    """Locked, so that the attempts at it are counted one by one. None where nothing is to be sent there any
    more."""
    try:
        if delivery.kind is DeliveryKind.EMAIL:
            return await scope.recipients.lock(delivery.target_id)
        if delivery.kind is DeliveryKind.INVITATION:
            member = await scope.members.lock(delivery.target_id)
            return None if member.disabled else member
        endpoint = await scope.webhook_endpoints.lock(delivery.target_id)
    except NotFound:
        return None
    return endpoint if endpoint.off is None else None


def _is_due(delivery: Delivery, now: datetime) -> bool:
    return delivery.status.open and delivery.due_at is not None and delivery.due_at <= now


def _places(target: _Target) -> int:
    """How many attempts at it may be under way at once."""
    failing = isinstance(target, WebhookEndpoint) and target.failing_since is not None
    return MOST_AT_FAILING if failing else MOST_AT_ONCE


async def _outcome_of(send: Callable[[], Awaitable[Answer]]) -> _Outcome:
    try:
        answer = await send()
    except ProviderError as error:
        return _Outcome(status=None, answer="", problem=error.message, retryable=error.retryable)
    except DialoraError as error:
        return _Outcome(status=None, answer="", problem=error.message)
    if 200 <= answer.status < 300:
        return _Outcome(status=answer.status, answer=answer.text, problem=None)
    redirect = " It points elsewhere: set the address it points to." if 300 <= answer.status < 400 else ""
    return _Outcome(
        status=answer.status,
        answer=answer.text,
        problem=f"It answered {answer.status}.{redirect}",
        retryable=answer.status != _GONE,
    )


async def _judge(scope: AccountScope, endpoint_id: str, outcome: _Outcome, now: datetime) -> None:
    """Keep how an endpoint fares; turn it off where it is gone, or has taken nothing for days."""
    try:
        endpoint = await scope.webhook_endpoints.lock(endpoint_id)
    except NotFound:
        return
    if outcome.problem is None:
        if endpoint.failing_since is not None:
            await scope.webhook_endpoints.save(replace(endpoint, failing_since=None))
        return
    since = endpoint.failing_since or now
    gone, failing = outcome.status == _GONE, now - since >= OFF_AFTER
    off = OffReason.GONE if gone else OffReason.FAILING if failing else endpoint.off
    judged = replace(endpoint, failing_since=since, off=endpoint.off or off)
    if judged != endpoint:
        await scope.webhook_endpoints.save(judged)
    if judged.off is not None and endpoint.off is None:
        await record(scope, EventType.WEBHOOK_ENDPOINT_DISABLED, judged, at=now)


def _over(delivery: Delivery, status: DeliveryStatus, now: datetime) -> Delivery:
    return replace(delivery, status=status, due_at=None, ended_at=now)
