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
    false,
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
from dialora.domain.phone import PhoneNumber
from dialora.store.page import Page
from dialora.store.processes import CLOCKS_DIFFER
from dialora.store.rows import MAX_PAGE, AccountRows, write_noun
from dialora.store.tables import accounts, calls, processes
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

    async def begun_since(self, hour: datetime, day: datetime, peer: PhoneNumber | None) -> Begun:
        """How many were answered since then, of this caller and of everybody."""
        theirs = calls.c.peer == peer if peer is not None else false()
        query = select(
            func.count().filter(theirs, calls.c.created_at >= hour),
            func.count().filter(theirs),
            func.count(),
        ).where(self._mine, calls.c.created_at >= day, ~calls.c.test, calls.c.status != CallStatus.REFUSED)
        of_hour, of_day, everybody = (await self._tenant.connection.execute(query)).one()
        return Begun(caller_hour=of_hour, caller_day=of_day, account_day=everybody)

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

    async def begun_between(self) -> tuple[datetime | None, datetime | None]:
        """When the first and the last call of all began."""
        query = select(func.min(calls.c.created_at), func.max(calls.c.created_at)).where(self._mine)
        first, last = (await self._tenant.connection.execute(query)).one()
        return first, last

    async def cursor(self, id: str) -> Call:
        """The call that a page goes on after. Raises Invalid where it is not there."""
        call = await self._first(self._select(calls.c.id == id))
        if call is None:
            raise Invalid(
                "There is no such call to go on after.", field="starting_after", code="cursor_unknown"
            )
        return call

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
            yield from _by_digits(search.digits)

    async def _place(self, id: str) -> Tuple:
        call = await self.cursor(id)
        return tuple_(literal(call.created_at, calls.c.created_at.type), literal(call.id, calls.c.id.type))

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Calls so far."""

    caller_hour: int
    caller_day: int
    account_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Calls of an account that are not over."""

    account_id: str
    takes_message: bool
    calls: int


class AllCalls:
    """Every call, as far as the platform may see it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_carrier_call_id(self, carrier_call_id: str) -> FoundCall | None:
        found = await self._find(calls.c.carrier_call_id == carrier_call_id)
        return found[0] if found else None

    async def running(self, now: datetime) -> tuple[Running, ...]:
        """The calls that ring, or are held by a process that lives, counted by account."""
        query = (
            select(calls.c.account_id, calls.c.takes_message, func.count().label("calls"))
            .where(or_(_RINGING, and_(_IN_PROGRESS, calls.c.process_id.in_(_living(now)))))
            .group_by(calls.c.account_id, calls.c.takes_message)
        )
        rows = await self._connection.execute(query)
        return tuple(Running(**row._mapping) for row in rows)

    async def others_called(self, account_id: str, since: datetime) -> bool:
        """Whether any other account was called since then."""
        theirs = select(calls.c.id).where(calls.c.account_id == accounts.c.id, calls.c.created_at >= since)
        query = select(accounts.c.id).where(accounts.c.id != account_id, theirs.exists()).limit(1)
        return await self._connection.scalar(query) is not None

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


def _when() -> Tuple:
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
    believed = and_(processes.c.leased_until > now, processes.c.seen_at <= now + CLOCKS_DIFFER)
    return select(processes.c.id).where(believed)
