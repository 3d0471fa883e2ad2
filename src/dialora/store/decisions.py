"""The gate's decisions. Added once, never changed; what they were made on is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, select, tuple_, union

from dialora.domain.ledger import DecisionRecord
from dialora.domain.phone import PhoneNumber
from dialora.store.page import Page
from dialora.store.rows import MAX_PAGE, AccountRows
from dialora.store.tables import attempts, calls, decisions

_INPUTS = "decision.inputs"


class Decisions(AccountRows[DecisionRecord]):
    table = decisions
    noun = DecisionRecord

    def hash_of(self, number: PhoneNumber) -> bytes:
        """What stands for the number here."""
        return self._tenant.keyring.number_hash(number)

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        decision: str | None = None,
        reason: str | None = None,
        purpose: str | None = None,
        number: PhoneNumber | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Page[DecisionRecord]:
        """Newest first; only those of one verdict, one reason, one purpose, calls with one number, or some
        time where asked for."""
        wanted = [
            *([decisions.c.decision == decision] if decision else []),
            *([decisions.c.reason == reason] if reason else []),
            *([decisions.c.purpose == purpose] if purpose else []),
            *([decisions.c.id.in_(self._about(number))] if number else []),
            *([decisions.c.at >= since] if since else []),
            *([decisions.c.at < until] if until else []),
        ]
        if since is None and until is None:
            return await self._page(limit, starting_after, *wanted)
        return await self._page_of_days(limit, starting_after, *wanted)

    async def _page_of_days(
        self, limit: int, starting_after: str | None, *wanted: ColumnElement[bool]
    ) -> Page[DecisionRecord]:
        """Walks along the time itself: along the ids, days long ago would lie behind everything since."""
        at, id = decisions.c.at, decisions.c.id
        if starting_after is not None:
            before = select(at).where(self._mine, id == starting_after).scalar_subquery()
            wanted = (*wanted, tuple_(at, id) < tuple_(before, starting_after))
        kept = max(1, min(limit, MAX_PAGE))
        query = self._select(*wanted).order_by(at.desc(), id.desc()).limit(kept + 1)
        found = await self._all(query)
        return Page(items=found[:kept], has_more=len(found) > kept)

    async def call_of(self, id: str) -> str | None:
        """The call that a decision was made for; None where it belongs to another account, or to no call."""
        mine = self._tenant.account_id
        query = (
            select(calls.c.id)
            .where(calls.c.account_id == mine, calls.c.decision_id == id)
            .union(
                select(attempts.c.call_id).where(attempts.c.account_id == mine, attempts.c.decision_id == id)
            )
        )
        found: str | None = await self._tenant.connection.scalar(query.limit(1))
        return found

    def _about(self, number: PhoneNumber) -> CompoundSelect[Any]:
        """Decisions on calls from and to a number; what they were made on is sealed, and cannot be asked."""
        hashed = self.hash_of(number)
        mine = self._tenant.account_id
        return union(
            select(decisions.c.id).where(decisions.c.account_id == mine, decisions.c.number_hash == hashed),
            select(attempts.c.decision_id).where(
                attempts.c.account_id == mine, attempts.c.number_hash == hashed
            ),
            select(calls.c.decision_id).where(
                calls.c.account_id == mine, calls.c.peer_end == number.e164[-4:], calls.c.peer == number
            ),
        )

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
            purpose=row.purpose,
            number_hash=row.number_hash,
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
            "purpose": thing.purpose,
            "number_hash": thing.number_hash,
        }
