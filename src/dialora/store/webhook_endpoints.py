"""Webhook endpoints of one account. Addresses (they often hold a token) and secrets are sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, any_, delete

from dialora.domain.errors import NotFound
from dialora.domain.events import EventType
from dialora.domain.outbox import WebhookEndpoint
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import webhook_endpoints

_SEALED = ("url", "secret", "old_secret")


class WebhookEndpoints(AccountRows[WebhookEndpoint]):
    table = webhook_endpoints
    noun = WebhookEndpoint

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[WebhookEndpoint]:
        return await self._page(limit, starting_after)

    async def wanting(self, type: EventType) -> tuple[str, ...]:
        """The ids of those that are on and chose this type."""
        # Only ids: nothing is unsealed in the middle of a call.
        query = (
            self._select(webhook_endpoints.c.off.is_(None), any_(webhook_endpoints.c.events) == type.value)
            .with_only_columns(webhook_endpoints.c.id)
            .order_by(webhook_endpoints.c.id)
        )
        return tuple(await self._tenant.connection.scalars(query))

    async def delete(self, id: str) -> None:
        """Raises NotFound."""
        gone = delete(webhook_endpoints).where(self._mine, webhook_endpoints.c.id == id)
        if not (await self._tenant.connection.execute(gone)).rowcount:
            raise NotFound

    def _read(self, row: Row[Any]) -> WebhookEndpoint:
        stored = dict(row._mapping)
        for name in _SEALED:
            sealed = stored.pop(f"{name}_sealed")
            stored[name] = sealed and self._tenant.seal.open_text(f"webhook.{name}", sealed)
        return WebhookEndpoint(**stored | {"events": tuple(map(EventType, stored["events"]))})

    def _write(self, thing: WebhookEndpoint) -> Mapping[str, Any]:
        row = write_noun(thing) | {"events": [each.value for each in thing.events]}
        for name in _SEALED:
            value = row.pop(name)
            row[f"{name}_sealed"] = value and self._tenant.seal.seal_text(f"webhook.{name}", value)
        return row
