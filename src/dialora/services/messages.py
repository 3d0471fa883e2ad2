"""Messages that callers leave for the business."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.appointments import Message
from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.store.ids import new_id
from dialora.store.scope import Store

_LONGEST_TEXT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    store: Store
    clock: Clock

    async def take(
        self, account_id: str, *, name: str, phone: PhoneNumber | None, text: str, call_id: str | None
    ) -> Message:
        """Keep a message; its text is sealed. Raises Invalid."""
        if not text.strip():
            raise Invalid("A message says something.", field="text", code="message_empty")
        message = Message(
            id=new_id("msg"),
            account_id=account_id,
            call_id=call_id,
            name=" ".join(name.split()),
            phone=phone,
            text=text.strip()[:_LONGEST_TEXT],
            answered_at=None,
            created_at=self.clock.now(),
        )
        async with self.store.account(account_id) as scope:
            await scope.messages.add(message)
        return message
