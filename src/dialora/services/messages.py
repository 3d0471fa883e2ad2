"""Messages that callers leave for the business."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialora.domain.appointments import Message
from dialora.domain.events import EventType
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.events import record
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    store: Store
    clock: Clock

    async def take(
        self, account_id: str, *, name: str, text: str, phone: PhoneNumber | None, call_id: str | None
    ) -> Message:
        """Keep a message. The same words asked to be kept twice by one call are one message."""
        message = Message(
            id=new_id("msg"),
            account_id=account_id,
            call_id=call_id,
            name=name,
            phone=phone,
            text=text,
            answered_at=None,
            created_at=self.clock.now(),
        )
        async with self.store.account(account_id) as scope:
            if call_id is not None:
                left = await scope.messages.page(call_id=call_id, limit=100)
                for before in left.items:
                    if (before.name, before.text, before.phone) == (name, text, phone):
                        return before
            await scope.messages.add(message)
            await record(scope, EventType.MESSAGE_TAKEN, message, at=message.created_at)
        return message

    async def answered(self, account_id: str, message_id: str) -> Message:
        """Somebody has called back. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            message = await scope.messages.lock(message_id)
            if message.answered_at is None:
                message = replace(message, answered_at=self.clock.now())
                await scope.messages.save(message)
        return message

    async def reopen(self, account_id: str, message_id: str) -> Message:
        """It is to be answered after all. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            message = replace(await scope.messages.lock(message_id), answered_at=None)
            await scope.messages.save(message)
        return message

    async def get(self, account_id: str, message_id: str) -> Message:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.messages.get(message_id)

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        answered: bool | None = None,
        call_id: str | None = None,
    ) -> Page[Message]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.messages.page(
                limit=limit, starting_after=starting_after, answered=answered, call_id=call_id
            )
