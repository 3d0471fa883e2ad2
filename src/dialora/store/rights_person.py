"""Everything of one person in one account, found by their telephone number."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, String, Table, any_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from dialora.domain.attempts import AttemptState
from dialora.domain.calls import CallStatus
from dialora.domain.phone import PhoneNumber
from dialora.store.contacts import Contacts
from dialora.store.rows import Tenant
from dialora.store.tables import (
    appointments,
    attempts,
    call_notes,
    call_tags,
    calls,
    consents,
    decisions,
    dnc_entries,
    events,
    messages,
    notices,
    revocations,
    share_links,
    sms_choices,
    transfers,
    turns,
)

_BATCH = 500
_INPUTS, _SUBJECT = "decision.inputs", "event.subject"
_OVER = [status for status in CallStatus if status.ended]
_OPEN = [state for state in AttemptState if not state.over]


def among(column: Column[Any], ids: Collection[str]) -> ColumnElement[bool]:
    """One parameter however many ids there are."""
    return column == any_(bindparam(None, list(ids), type_=ARRAY(String(collation="C")), unique=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The ids of what is kept of a person, and when their calls began."""

    number: PhoneNumber
    number_hash: bytes
    calls: Mapping[str, datetime]
    attempts: tuple[str, ...]
    messages: tuple[str, ...]
    appointments: tuple[str, ...]
    contacts: tuple[str, ...]
    consents: tuple[str, ...]
    dnc_entries: tuple[str, ...]
    revocations: tuple[str, ...]
    sms_choices: tuple[str, ...]
    decisions: tuple[str, ...]
    events: tuple[str, ...]
    #: Counted only: they go with their calls.
    turns: int
    notes: int
    tags: int
    notices: int
    share_links: int
    #: Whether a call with them rings or runs, or is about to.
    underway: bool
    #: When anything of it was last used.
    last_at: datetime | None
    #: What they said they are called.
    names: frozenset[str]

    @property
    def counts(self) -> Mapping[str, int]:
        """Things by kind, those there are."""
        lists = ("calls", "attempts", "messages", "appointments", "contacts", "consents")
        more = ("dnc_entries", "revocations", "sms_choices", "decisions", "events")
        counted = ("turns", "notes", "tags", "notices", "share_links")
        found = {name: len(getattr(self, name)) for name in (*lists, *more)}
        found |= {name: getattr(self, name) for name in counted}
        return {name: count for name, count in found.items() if count}


class PersonRows:
    """Reads across the tables of one account. What is looked up by the keyed hash is; what is only sealed is
    opened and looked through."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def find(self, number: PhoneNumber) -> Found:
        hashed = self._tenant.keyring.number_hash(number)
        tried = await self._rows(attempts, attempts.c.number_hash == hashed)
        called = await self._calls(number, [row.call_id for row in tried])
        ids = tuple(row.id for row in called)
        left = await self._rows(messages, or_(messages.c.phone == number, among(messages.c.call_id, ids)))
        booked = await self._rows(
            appointments, or_(appointments.c.phone == number, among(appointments.c.call_id, ids))
        )
        agreed = await self._rows(consents, consents.c.number_hash == hashed)
        listed = await self._rows(dnc_entries, dnc_entries.c.number_hash == hashed)
        stopped = await self._rows(revocations, revocations.c.number_hash == hashed)
        chosen = await self._rows(sms_choices, sms_choices.c.number_hash == hashed)
        contact = await Contacts(self._tenant).by_number(number)
        decided = await self._decisions(number, hashed, called, tried)
        subjects = {*ids, *(row.id for row in (*left, *booked, *agreed, *stopped))}
        moments = [
            *(row.created_at for row in (*called, *tried)),
            *(row.recorded_at for row in agreed),
            *(row.added_at for row in listed),
            *(row.at for row in stopped),
        ]
        named = [row.name for row in (*left, *booked)] + ([contact.person.name] if contact else [])
        return Found(
            number=number,
            number_hash=hashed,
            calls={row.id: row.created_at for row in called},
            attempts=_ids(tried),
            messages=_ids(left),
            appointments=_ids(booked),
            contacts=() if contact is None else (contact.id,),
            consents=_ids(agreed),
            dnc_entries=_ids(listed),
            revocations=_ids(stopped),
            sms_choices=_ids(chosen),
            decisions=decided,
            events=await self._events(number, subjects),
            turns=await self._count(turns, ids),
            notes=await self._count(call_notes, ids),
            tags=await self._count(call_tags, ids),
            notices=await self._count(notices, ids),
            share_links=await self._count(share_links, ids),
            underway=any(row.status not in _OVER for row in called)
            or any(row.state in _OPEN for row in tried),
            last_at=max(moments, default=None),
            names=frozenset(name.strip() for name in named if name.strip()),
        )

    async def _calls(self, number: PhoneNumber, attempted: Collection[str]) -> list[Row[Any]]:
        theirs = or_(
            (calls.c.peer_end == number.e164[-4:]) & (calls.c.peer == number), among(calls.c.id, attempted)
        )
        query = select(calls.c.id, calls.c.created_at, calls.c.status, calls.c.decision_id)
        found = query.where(calls.c.account_id == self._tenant.account_id, theirs).order_by(calls.c.id)
        return list(await self._tenant.connection.execute(found))

    async def _decisions(
        self, number: PhoneNumber, hashed: bytes, called: list[Row[Any]], tried: list[Row[Any]]
    ) -> tuple[str, ...]:
        """Those of their calls and attempts, those on their number, and those from before it was noted on
        whom a decision was made."""
        mine = transfers.c.account_id == self._tenant.account_id
        handed = select(transfers.c.decision_id).where(
            mine, among(transfers.c.call_id, [row.id for row in called])
        )
        known = {row.decision_id for row in (*called, *tried) if row.decision_id}
        known |= set((await self._tenant.connection.scalars(handed)).all())
        on_them = await self._rows(
            decisions, or_(among(decisions.c.id, known), decisions.c.number_hash == hashed)
        )
        found = {row.id for row in on_them}
        unnoted = decisions.c.number_hash.is_(None) & decisions.c.inputs_sealed.is_not(None)
        async for row in self._each(decisions, unnoted):
            if number.e164 in self._tenant.seal.open_text(_INPUTS, row.inputs_sealed):
                found.add(row.id)
        return tuple(sorted(found))

    async def _events(self, number: PhoneNumber, subjects: Collection[str]) -> tuple[str, ...]:
        """Those that tell of something of theirs, or name the number."""
        found = []
        async for row in self._each(events):
            told = row.subject_id in subjects
            if told or number.e164 in self._tenant.seal.open_text(_SUBJECT, row.subject_sealed):
                found.append(row.id)
        return tuple(found)

    async def _rows(self, table: Table, condition: ColumnElement[bool]) -> list[Row[Any]]:
        query = select(table).where(table.c.account_id == self._tenant.account_id, condition)
        return list(await self._tenant.connection.execute(query.order_by(table.c.id)))

    async def _each(self, table: Table, *conditions: ColumnElement[bool]) -> AsyncIterator[Row[Any]]:
        """Row by row, a batch in memory at a time."""
        after = ""
        while True:
            query = select(table).where(table.c.account_id == self._tenant.account_id, *conditions)
            batch = query.where(table.c.id > after).order_by(table.c.id).limit(_BATCH)
            rows = (await self._tenant.connection.execute(batch)).all()
            for row in rows:
                yield row
            if len(rows) < _BATCH:
                return
            after = rows[-1].id

    async def _count(self, table: Table, call_ids: Collection[str]) -> int:
        of = (table.c.account_id == self._tenant.account_id, among(table.c.call_id, call_ids))
        query = select(func.count()).select_from(table).where(*of)
        return await self._tenant.connection.scalar(query) or 0


def _ids(rows: list[Row[Any]]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)
