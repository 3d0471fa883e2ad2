"""What has been kept for long enough: found, told from what is held, and emptied, so much at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Row, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from dialora.domain.calls import CallStatus, RecordingState
from dialora.domain.phone import PhoneNumber
from dialora.store.call_words import CallWords
from dialora.store.rights_person import among
from dialora.store.rows import Tenant
from dialora.store.tables import (
    appointments,
    attempts,
    call_notes,
    call_tags,
    calls,
    consent_withdrawals,
    consents,
    decisions,
    dnc_entries,
    messages,
    turns,
)

_OVER = [status for status in CallStatus if status.ended]


class Due:
    """Of one account. `before` is when the kept days began; every verb says how many it emptied."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def calls_with(self, numbers: Collection[PhoneNumber]) -> frozenset[str]:
        """All calls with these people, tried ones too."""
        hashes = [self._tenant.keyring.number_hash(number) for number in numbers]
        tried = select(attempts.c.call_id).where(self._of(attempts), attempts.c.number_hash.in_(hashes))
        query = select(calls.c.id).where(
            self._of(calls), or_(calls.c.peer.in_(list(numbers)), calls.c.id.in_(tried))
        )
        return frozenset((await self._tenant.connection.scalars(query)).all() if numbers else ())

    async def sounds(self, before: datetime, *, most: int, held: Collection[str]) -> tuple[str, ...]:
        """Calls whose sound is due, oldest first."""
        rows = await self._calls(before, ~calls.c.sound_purged, most, held)
        return tuple(row.id for row in rows)

    async def sound_gone(self, ids: Collection[str]) -> int:
        """Their files are removed; how many had any."""
        mine = (self._of(calls), among(calls.c.id, ids))
        kept = update(calls).where(*mine, calls.c.recording == RecordingState.KEPT)
        erased = await self._tenant.connection.execute(kept.values(recording=RecordingState.ERASED))
        await self._tenant.connection.execute(update(calls).where(*mine).values(sound_purged=True))
        return erased.rowcount

    async def words(self, before: datetime, *, most: int, held: Collection[str]) -> int:
        """Forget what was said in calls, and by which words they are found."""
        rows = await self._calls(before, ~calls.c.words_purged, most, held)
        ids = [row.id for row in rows]
        gone = delete(turns).where(self._of(turns), among(turns.c.call_id, ids))
        await self._tenant.connection.execute(gone)
        for row in rows:
            await CallWords(self._tenant).forget(row.created_at)
        emptied = update(calls).where(self._of(calls), among(calls.c.id, ids))
        await self._tenant.connection.execute(emptied.values(outcome=None, words_purged=True))
        return len(ids)

    async def words_held(self, before: datetime, held: Collection[str] | None) -> int:
        """How many calls' words are due and stay; None holds everything."""
        due = [self._of(calls), calls.c.created_at < before, ~calls.c.words_purged, calls.c.status.in_(_OVER)]
        return await self._count(calls, *due, *([] if held is None else [among(calls.c.id, held)]))

    async def messages(self, before: datetime, held: Collection[str], people: Collection[PhoneNumber]) -> int:
        """Delete messages, with the notes and tags of their time."""
        theirs = self._free(messages, held) & or_(
            messages.c.phone.is_(None), messages.c.phone.not_in(list(people))
        )
        gone = delete(messages).where(self._of(messages), messages.c.created_at < before, theirs)
        deleted = await self._tenant.connection.execute(gone)
        old = select(calls.c.id).where(self._of(calls), calls.c.created_at < before)
        for table in (call_notes, call_tags):
            free = ~among(table.c.call_id, held)
            await self._tenant.connection.execute(
                delete(table).where(self._of(table), table.c.call_id.in_(old), free)
            )
        return deleted.rowcount

    async def names(self, before: datetime, held: Collection[str], people: Collection[PhoneNumber]) -> int:
        """Forget whose appointments were that are long over."""
        due = (self._of(appointments), appointments.c.ends_at < before)
        named = or_(appointments.c.name != "", appointments.c.phone.is_not(None))
        free = self._free(appointments, held) & or_(
            appointments.c.phone.is_(None), appointments.c.phone.not_in(list(people))
        )
        emptied = update(appointments).where(*due, named, free).values(name="", phone=None)
        return (await self._tenant.connection.execute(emptied)).rowcount

    async def decisions(self, before: datetime, people: Sequence[PhoneNumber]) -> int:
        """Forget what was decided on; that it was decided stays in the chain."""
        due = (self._of(decisions), decisions.c.at < before, decisions.c.inputs_sealed.is_not(None))
        free = or_(decisions.c.number_hash.is_(None), decisions.c.number_hash.not_in(self._hashes(people)))
        emptied = update(decisions).where(*due, free).values(inputs_sealed=None, number_hash=None)
        return (await self._tenant.connection.execute(emptied)).rowcount

    async def stops(self, before: datetime, people: Sequence[PhoneNumber]) -> int:
        """Forget whom released entries were about. Those that hold stay as long as they do."""
        due = (self._of(dnc_entries), dnc_entries.c.released_at < before)
        free = dnc_entries.c.number_sealed.is_not(None) & dnc_entries.c.number_hash.not_in(
            self._hashes(people)
        )
        emptied = update(dnc_entries).where(*due, free).values(number_sealed=None, reason_sealed=None)
        return (await self._tenant.connection.execute(emptied)).rowcount

    async def consents(self, before: datetime, people: Sequence[PhoneNumber]) -> int:
        """Forget who gave consents that ended, where nobody was called on them since."""
        at = cast(consent_withdrawals.c.payload, JSONB)["at"].astext.cast(DateTime(timezone=True))
        ended = select(consent_withdrawals.c.consent_id).where(self._of(consent_withdrawals), at < before)
        used = select(attempts.c.number_hash).where(self._of(attempts), attempts.c.created_at >= before)
        free = (
            consents.c.person_sealed.is_not(None),
            consents.c.number_hash.not_in(self._hashes(people)),
            consents.c.number_hash.not_in(used),
        )
        emptied = update(consents).where(self._of(consents), consents.c.id.in_(ended), *free)
        done = await self._tenant.connection.execute(emptied.values(person_sealed=None, visitor=None))
        return done.rowcount

    async def _calls(
        self, before: datetime, due: ColumnElement[bool], most: int, held: Collection[str]
    ) -> Sequence[Row[Any, Any]]:
        query = select(calls.c.id, calls.c.created_at).where(
            self._of(calls), calls.c.created_at < before, due, calls.c.status.in_(_OVER)
        )
        free = query.where(~among(calls.c.id, held)).order_by(calls.c.created_at, calls.c.id)
        return (await self._tenant.connection.execute(free.limit(most).with_for_update())).all()

    async def _count(self, table: Any, *conditions: Any) -> int:
        query = select(func.count()).select_from(table).where(*conditions)
        return await self._tenant.connection.scalar(query) or 0

    def _of(self, table: Any) -> ColumnElement[bool]:
        mine: ColumnElement[bool] = table.c.account_id == self._tenant.account_id
        return mine

    def _free(self, table: Any, held: Collection[str]) -> ColumnElement[bool]:
        return or_(table.c.call_id.is_(None), ~among(table.c.call_id, held))

    def _hashes(self, people: Sequence[PhoneNumber]) -> list[bytes]:
        return [self._tenant.keyring.number_hash(number) for number in people]
