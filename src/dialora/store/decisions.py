"""The gate's decisions. Added once, never changed; what they were made on is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from dialora.domain.ledger import DecisionRecord
from dialora.store.page import Page
from dialora.store.rows import AccountRows
from dialora.store.tables import decisions

_INPUTS = "decision.inputs"


class Decisions(AccountRows[DecisionRecord]):
    table = decisions
    noun = DecisionRecord

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        decision: str | None = None,
        reason: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Page[DecisionRecord]:
        """Newest first; only those of one verdict, one reason or some time where asked for."""
        wanted = [
            *([decisions.c.decision == decision] if decision else []),
            *([decisions.c.reason == reason] if reason else []),
            *([decisions.c.at >= since] if since else []),
            *([decisions.c.at < until] if until else []),
        ]
        return await self._page(limit, starting_after, *wanted)

    def _read(self, row: Row[Any]) -> DecisionRecord:
        sealed = row.inputs_sealed
        return DecisionRecord(
            id=row.id,
            account_id=row.account_id,
            decision=row.decision,
            reason=row.reason,
            payload=row.payload,
            inputs=None if sealed is None else self._tenant.seal.open_text(_INPUTS, sealed),
            at=row.at,
        )

    def _write(self, thing: DecisionRecord) -> Mapping[str, Any]:
        sealed = None if thing.inputs is None else self._tenant.seal.seal_text(_INPUTS, thing.inputs)
        return {
            "id": thing.id,
            "account_id": thing.account_id,
            "decision": thing.decision,
            "reason": thing.reason,
            "payload": thing.payload,
            "inputs_sealed": sealed,
            "at": thing.at,
        }
