"""Notifications: who in an account is written to, and about what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialora.domain.email import email_address
from dialora.domain.errors import Conflict
from dialora.domain.events import EventType
from dialora.domain.outbox import Delivery, DeliveryKind, Recipient
from dialora.ports.clock import Clock
from dialora.ports.outbound import Mailer
from dialora.services.letters import WRITTEN_ABOUT
from dialora.services.webhooks import send_test
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import Store

MOST_RECIPIENTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications:
    store: Store
    clock: Clock
    mailer: Mailer

    @property
    def ready(self) -> bool:
        """Whether letters can leave at all."""
        return self.mailer.ready

    async def add(self, account_id: str, email: str, events: Sequence[EventType]) -> Recipient:
        """Raises Invalid, Conflict where the address is there already or there are too many."""
        recipient = Recipient(
            id=new_id("rcpt"),
            account_id=account_id,
            email=email_address(email),
            events=_chosen(events),
            created_at=self.clock.now(),
        )
        async with self.store.account(account_id) as scope:
            await scope.own.lock()
            known = (await scope.recipients.page(limit=MOST_RECIPIENTS)).items
            if any(each.email.lower() == recipient.email.lower() for each in known):
                raise Conflict("That address is in the list already.", code="already_exists")
            if len(known) >= MOST_RECIPIENTS:
                raise Conflict(
                    f"At most {MOST_RECIPIENTS} people are written to.", code="too_many_recipients"
                )
            await scope.recipients.add(recipient)
        return recipient

    async def choose(self, account_id: str, recipient_id: str, events: Sequence[EventType]) -> Recipient:
        """About what they are written to; about nothing is possible too. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            recipient = replace(await scope.recipients.lock(recipient_id), events=_chosen(events))
            await scope.recipients.save(recipient)
        return recipient

    async def remove(self, account_id: str, recipient_id: str) -> None:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            await scope.recipients.delete(recipient_id)

    async def page(self, account_id: str) -> Page[Recipient]:
        """Newest first; there are never more than fit."""
        async with self.store.account(account_id) as scope:
            return await scope.recipients.page(limit=MOST_RECIPIENTS)

    async def test(self, account_id: str, recipient_id: str) -> Delivery:
        """Write to them that nothing happened. Raises NotFound, Conflict("mail_not_set_up")."""
        async with self.store.account(account_id) as scope:
            recipient = await scope.recipients.get(recipient_id)
            if not self.ready:
                raise Conflict("No mail server is set.", code="mail_not_set_up")
            return await send_test(scope, DeliveryKind.EMAIL, recipient.id, self.clock.now())


def _chosen(events: Sequence[EventType]) -> tuple[EventType, ...]:
    return tuple(each for each in WRITTEN_ABOUT if each in events)
