"""Answers already given, by the Idempotency-Key they were asked with. Sealed: some hold a secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.errors import Conflict
from dialora.store.rows import Tenant
from dialora.store.tables import idempotency_keys

_BODY = "idempotency.body"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What was answered the first time."""

    status: int
    body: str


class IdempotencyKeys:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def begin(self, key: str, request_hash: bytes, now: datetime) -> KeptAnswer | None:
        """None: this is the first time, go on. Otherwise the answer of the first time.

        Raises Conflict where the first is still being answered, or asked for something else.
        """
        row = {
            "account_id": self._tenant.account_id,
            "key": key,
            "request_hash": request_hash,
            "created_at": now,
        }
        first = insert(idempotency_keys).values(row).on_conflict_do_nothing()
        # Not by the count of rows: the driver does not tell it for an insertion.
        added = await self._tenant.connection.scalar(first.returning(idempotency_keys.c.key))
        if added is not None:
            return None
        query = select(idempotency_keys).where(self._mine, idempotency_keys.c.key == key)
        kept = (await self._tenant.connection.execute(query)).one()
        if kept.request_hash != request_hash:
            raise Conflict("That key was used for another request.", code="idempotency_key_reused")
        if kept.status is None:
            raise Conflict("The same request is still being answered.", code="idempotency_key_in_use")
        return KeptAnswer(status=kept.status, body=self._tenant.seal.open_text(_BODY, kept.body_sealed))

    async def finish(self, key: str, answer: KeptAnswer) -> None:
        """Keep the answer for the next time."""
        changed = update(idempotency_keys).where(self._mine, idempotency_keys.c.key == key)
        sealed = self._tenant.seal.seal_text(_BODY, answer.body)
        await self._tenant.connection.execute(changed.values(status=answer.status, body_sealed=sealed))

    async def forget_telling(self, tells: Callable[[str], bool]) -> None:
        """Forget every answer that tells of somebody, and every key that names them."""
        rows = (await self._tenant.connection.execute(select(idempotency_keys).where(self._mine))).all()
        for row in rows:
            body = "" if row.body_sealed is None else self._tenant.seal.open_text(_BODY, row.body_sealed)
            if tells(f"{row.key}\n{body}"):
                gone = delete(idempotency_keys).where(self._mine, idempotency_keys.c.key == row.key)
                await self._tenant.connection.execute(gone)

    async def delete_before(self, then: datetime) -> None:
        await self._tenant.connection.execute(
            delete(idempotency_keys).where(self._mine, idempotency_keys.c.created_at < then)
        )

    @property
    def _mine(self) -> ColumnElement[bool]:
        return idempotency_keys.c.account_id == self._tenant.account_id
