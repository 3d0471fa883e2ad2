"""Attempts to reach somebody: one account's, and across accounts those that must be looked after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.accounts import Standing
from dialora.domain.attempts import Attempt, AttemptState
from dialora.domain.phone import PhoneNumber
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import accounts, attempts

_NUMBER = "attempt.number"
_ABOUT = "attempt.about"


class Attempts(AccountRows[Attempt]):
    """The attempts of one account. The called number is sealed, and found by its keyed hash."""

    table = attempts
    noun = Attempt

    def hash_of(self, number: PhoneNumber) -> bytes:
        """What stands for the number here."""
        return self._tenant.keyring.number_hash(number)

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[Attempt]:
        """Newest first."""
        return await self._page(limit, starting_after)

    async def of_call(self, call_id: str) -> Attempt | None:
        """The attempt behind an outgoing call."""
        return await self._first(self._select(attempts.c.call_id == call_id))

    async def of_calls(self, call_ids: Sequence[str]) -> Mapping[str, Attempt]:
        """Those behind outgoing calls, by the call."""
        if not call_ids:
            return {}
        found = await self._all(self._select(attempts.c.call_id.in_(call_ids)))
        return {attempt.call_id: attempt for attempt in found}

    async def of_number(self, number: PhoneNumber, since: datetime) -> tuple[Attempt, ...]:
        """Every attempt to reach this number since then, oldest first."""
        at = (attempts.c.number_hash == self.hash_of(number), attempts.c.created_at >= since)
        return await self._all(self._select(*at).order_by(attempts.c.id))

    async def post(self, id: str, *, decision_id: str, cleared_at: datetime) -> bool:
        """Queued, and from now on about to be posted, by whoever is told True and by nobody else."""
        queued = (attempts.c.id == id, attempts.c.state == AttemptState.QUEUED)
        changed = update(attempts).where(self._mine, *queued)
        posting = {
            "state": AttemptState.POSTING,
            "decision_id": decision_id,
            "cleared_at": cleared_at,
        }
        return (await self._tenant.connection.execute(changed.values(posting))).rowcount == 1

    async def open(self, number: PhoneNumber | None) -> tuple[Attempt, ...]:
        """Those that are not over, to this number or to any, oldest first; locked until this transaction
        ends."""
        conditions: list[ColumnElement[bool]] = [_OPEN]
        if number is not None:
            conditions.append(attempts.c.number_hash == self.hash_of(number))
        return await self._all(self._select(*conditions).order_by(attempts.c.id).with_for_update())

    async def posting(self, number: PhoneNumber | None) -> tuple[datetime, ...]:
        """When each of those to this number, or to any, was cleared that may be posted at this moment."""
        query = select(attempts.c.cleared_at).where(self._mine, attempts.c.state == AttemptState.POSTING)
        if number is not None:
            query = query.where(attempts.c.number_hash == self.hash_of(number))
        return tuple((await self._tenant.connection.scalars(query)).all())

    def _read(self, row: Row[Any]) -> Attempt:
        stored = dict(row._mapping)
        sealed, seal = stored.pop("number_sealed"), self._tenant.seal
        number = None if sealed is None else PhoneNumber(seal.open_text(_NUMBER, sealed))
        about = seal.open_text(_ABOUT, stored.pop("about_sealed"))
        return Attempt(**stored, number=number, about=about)

    def _write(self, thing: Attempt) -> Mapping[str, Any]:
        row = write_noun(thing)
        number, about = row.pop("number"), row.pop("about")
        seal = self._tenant.seal
        return row | {
            "number_sealed": None if number is None else seal.seal_text(_NUMBER, number.e164),
            "about_sealed": seal.seal_text(_ABOUT, about),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAttempt:
    """Where an attempt is. The platform sees no more of it: to read it, open the account."""

    id: str
    account_id: str


class AllAttempts:
    """Every attempt, as far as the platform may see it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, id: str) -> FoundAttempt | None:
        return next(iter(await self._find(attempts.c.id == id)), None)

    async def doubtful(self, *, cleared_before: datetime) -> Sequence[FoundAttempt]:
        """Those of which nobody knows whether the carrier has them: posted to no answer, or left behind
        by a process that is gone, in the posting or between two tries. Oldest first."""
        there = attempts.c.state.in_((AttemptState.POSTING, AttemptState.QUEUED))
        left = and_(there, attempts.c.cleared_at < cleared_before)
        return await self._find(or_(attempts.c.state == AttemptState.UNKNOWN, left))

    async def unwanted(self) -> Sequence[FoundAttempt]:
        """Those that are to be ended and still are at the carrier."""
        there = (AttemptState.DIALING, AttemptState.RINGING)
        return await self._find(attempts.c.state.in_(there), attempts.c.cancel_asked_at.is_not(None))

    async def long_silent(self, *, cleared_before: datetime) -> Sequence[FoundAttempt]:
        """Those that the carrier has had for long, and has not said the end of."""
        there = (AttemptState.DIALING, AttemptState.RINGING, AttemptState.ANSWERED)
        return await self._find(attempts.c.state.in_(there), attempts.c.cleared_at < cleared_before)

    async def of_stopped_accounts(self) -> Sequence[FoundAttempt]:
        """Those of accounts that may not call any more, and which nobody has asked to end yet."""
        stopped = select(accounts.c.id).where(accounts.c.standing.in_(_STOPPED))
        wanted = (_OPEN, attempts.c.cancel_asked_at.is_(None))
        return await self._find(*wanted, attempts.c.account_id.in_(stopped))

    async def _find(self, *conditions: ColumnElement[bool]) -> Sequence[FoundAttempt]:
        query = select(attempts.c.id, attempts.c.account_id).where(*conditions).order_by(attempts.c.id)
        rows = await self._connection.execute(query.limit(_MOST))
        return [FoundAttempt(**row._mapping) for row in rows]


#: Their people may not be called any more.
_STOPPED = (Standing.RESTRICTED, Standing.SUSPENDED, Standing.TERMINATED)
#: Looked after in one round.
_MOST = 200
_OPEN = attempts.c.state.in_([state for state in AttemptState if not state.over])
