"""Calls: one account's, and across accounts what the carrier and the supervisor must find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Text,
    Tuple,
    and_,
    any_,
    bindparam,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.call_filter import CallFilter, Search
from dialora.domain.calls import Call, CallResult, CallStatus, CallTally, EndReason
from dialora.domain.errors import Invalid
from dialora.store.page import Page
from dialora.store.rows import MAX_PAGE, AccountRows, write_noun
from dialora.store.tables import calls, processes
from dialora.store.tags import Tags

EVERY_CALL: Final = CallFilter()

#: Any number that nobody else locks.
_ADMISSION = 2364646


class Calls(AccountRows[Call]):
    """The calls of one account."""

    table = calls
    noun = Call

    async def by_carrier_call_id(self, carrier_call_id: str) -> Call | None:
        return await self._first(self._select(calls.c.carrier_call_id == carrier_call_id))

    async def hold_admission(self) -> None:
        """Nobody else, in any account or process, lets a call in until this transaction ends."""
        await self._tenant.connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ADMISSION})

    async def open_tests(self) -> int:
        """How many test calls ring or are in progress."""
        query = select(func.count()).where(self._mine, calls.c.test, or_(_RINGING, _IN_PROGRESS))
        return await self._tenant.connection.scalar(query) or 0

    async def page(
        self,
        wanted: CallFilter = EVERY_CALL,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        down_to: str | None = None,
    ) -> Page[Call]:
        """Newest first by when they began; `down_to` is the last call that is wanted. A search is not
        asked about here. Raises Invalid where the call to go on after is not there."""
        conditions = list(self._wanted(wanted))
        if starting_after is not None:
            conditions.append(_when() < await self._place(starting_after))
        if down_to is not None:
            conditions.append(_when() >= await self._place(down_to))
        kept = max(1, min(limit, MAX_PAGE))
        found = await self._all(self._select(*conditions).order_by(*_NEWEST_FIRST).limit(kept + 1))
        return Page(items=found[:kept], has_more=len(found) > kept)

    async def begun_at(self, moments: Sequence[datetime], wanted: CallFilter) -> tuple[Call, ...]:
        """Those of the wanted calls that began at one of these moments, newest first."""
        among = calls.c.created_at == any_(bindparam("moments", list(moments), type_=_MOMENTS))
        return await self._all(self._select(among, *self._wanted(wanted)).order_by(*_NEWEST_FIRST))

    async def first_begun(self) -> datetime | None:
        """When the first call of all began."""
        query = select(calls.c.created_at).where(self._mine).order_by(calls.c.created_at).limit(1)
        found: datetime | None = await self._tenant.connection.scalar(query)
        return found

    async def open(self) -> int:
        """How many calls ring or are in progress."""
        query = select(func.count()).where(self._mine, or_(_RINGING, _IN_PROGRESS))
        return await self._tenant.connection.scalar(query) or 0

    async def wrap_up(self, call_id: str, tally: CallTally) -> None:
        """Keep what was counted of a call that has ended."""
        row = {**write_noun(tally), "wrapped_up": True}
        await self._tenant.connection.execute(
            update(calls).where(self._mine, calls.c.id == call_id).values(row)
        )

    async def unwrap(self, began_at: datetime) -> None:
        """What was worked out of the calls that began then is worked out again."""
        at = (self._mine, calls.c.created_at == began_at)
        await self._tenant.connection.execute(update(calls).where(*at).values(wrapped_up=False))

    def _wanted(self, wanted: CallFilter) -> Iterator[ColumnElement[bool]]:
        for name in _PLAIN:
            value = getattr(wanted, name)
            if value is not None:
                yield calls.c[name] == value
        if wanted.since is not None:
            yield calls.c.created_at >= wanted.since
        if wanted.until is not None:
            yield calls.c.created_at < wanted.until
        if wanted.status is not None:
            yield from _by_status(wanted.status)
        if wanted.peer is not None:
            yield from _by_digits(wanted.peer.e164)
        if wanted.tag is not None:
            yield calls.c.id.in_(Tags(self._tenant).calls_with(wanted.tag))
        search = Search.of(wanted.search)
        if search is not None and search.digits:
            yield from _by_digits(search.digits.lstrip("0") or search.digits)

    async def _place(self, id: str) -> Tuple[datetime | str]:
        query = select(calls.c.created_at, calls.c.id).where(self._mine, calls.c.id == id)
        found = (await self._tenant.connection.execute(query)).first()
        if found is None:
            raise Invalid(
                "There is no such call to go on after.", field="starting_after", code="cursor_unknown"
            )
        return tuple_(literal(found.created_at, calls.c.created_at.type), literal(found.id, calls.c.id.type))

    def _write(self, thing: Call) -> Mapping[str, Any]:
        # Whatever was worked out of the call may be wrong from now on.
        return {**write_noun(thing), "wrapped_up": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedCall:
    """A call and whose it is."""

    id: str
    account_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCall:
    """Where a call is and how it stands. The platform sees no more of it: to read it, open the account."""

    id: str
    account_id: str
    status: CallStatus
    end_reason: EndReason | None


class AllCalls:
    """Every call, as far as the platform may see it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_carrier_call_id(self, carrier_call_id: str) -> FoundCall | None:
        found = await self._find(calls.c.carrier_call_id == carrier_call_id)
        return found[0] if found else None

    async def running(self, now: datetime) -> int:
        """How many calls ring, or are held by a process that lives."""
        query = select(func.count()).where(
            or_(_RINGING, and_(_IN_PROGRESS, calls.c.process_id.in_(_living(now))))
        )
        return await self._connection.scalar(query) or 0

    async def lost(self, now: datetime, *, ringing_since: datetime) -> tuple[FoundCall, ...]:
        """Calls whose process is gone, and those that ring since then or longer."""
        return await self._find(
            or_(
                and_(_RINGING, calls.c.created_at <= ringing_since),
                and_(_WITHOUT_RECORD, calls.c.process_id.not_in(_living(now))),
            )
        )

    async def not_wrapped_up(self, *, limit: int) -> tuple[OwnedCall, ...]:
        """Calls that have ended, and of which nothing was worked out since; the oldest first."""
        query = (
            select(calls.c.id, calls.c.account_id)
            .where(~calls.c.wrapped_up, ~or_(_RINGING, _IN_PROGRESS))
            .order_by(calls.c.id)
            .limit(limit)
        )
        rows = await self._connection.execute(query)
        return tuple(OwnedCall(**row._mapping) for row in rows)

    async def _find(self, *conditions: ColumnElement[bool]) -> tuple[FoundCall, ...]:
        columns = [calls.c[field.name] for field in fields(FoundCall)]
        rows = await self._connection.execute(select(*columns).where(*conditions))
        return tuple(FoundCall(**row._mapping) for row in rows)


_RINGING = calls.c.status == CallStatus.RINGING
_IN_PROGRESS = calls.c.status == CallStatus.IN_PROGRESS
#: The carrier may have said that it is over; the process that held it has not said how.
_WITHOUT_RECORD = and_(calls.c.process_id.is_not(None), calls.c.end_reason.is_(None))

#: Newest first, and always in the same order.
_NEWEST_FIRST = (calls.c.created_at.desc(), calls.c.id.desc())
_MOMENTS = ARRAY(DateTime(timezone=True))
#: What is asked of a column of the same name.
_PLAIN = ("result", "end_reason", "direction", "agent_id", "number", "recording", "length", "test")
#: What came of every call of a status, so that the index on results serves both questions.
_RESULT_OF = {
    CallStatus.REFUSED: CallResult.REFUSED,
    CallStatus.FAILED: CallResult.LOST,
    CallStatus.BUSY: CallResult.MISSED,
    CallStatus.NO_ANSWER: CallResult.MISSED,
    CallStatus.CANCELED: CallResult.MISSED,
}
_PEER_END = 4


def _when() -> Tuple[datetime | str]:
    return tuple_(calls.c.created_at, calls.c.id)


def _by_status(status: CallStatus) -> Iterator[ColumnElement[bool]]:
    yield calls.c.status == status
    if status in _RESULT_OF:
        yield calls.c.result == _RESULT_OF[status]
    elif not status.ended:
        yield calls.c.result.is_(None)


def _by_digits(number: str) -> Iterator[ColumnElement[bool]]:
    """A number, or the digits it ends with."""
    yield calls.c.peer_end == number[-_PEER_END:]
    if len(number) > _PEER_END:
        yield type_coerce(calls.c.peer, Text).endswith(number)


def _living(now: datetime) -> Select[tuple[str]]:
    return select(processes.c.id).where(processes.c.leased_until > now)
