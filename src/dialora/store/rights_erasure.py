"""Forgetting a person: every row of theirs deleted, or emptied of what names them where the row must stay.

What law keeps is read here first, to be put into the restricted store.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any
from urllib.parse import unquote_plus

from sqlalchemy import Row, Table, Update, delete, select, update

from dialora.domain.calls import RecordingState
from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import RequestKind, RequestState
from dialora.store.call_views import CallViews
from dialora.store.call_words import CallWords
from dialora.store.contacts import Contacts
from dialora.store.idempotency import IdempotencyKeys
from dialora.store.restricted import RestrictedRecord
from dialora.store.rights_person import Found, among
from dialora.store.rows import Tenant
from dialora.store.tables import (
    appointments,
    attempts,
    call_notes,
    call_tags,
    call_views,
    calls,
    consent_evidence,
    consents,
    decisions,
    dnc_entries,
    events,
    messages,
    notices,
    person_requests,
    share_links,
    turns,
)
from dialora.store.written import written

_ID = re.compile(r"\b[a-z]{2,5}_[0-9a-z]{26}\b")
#: So many of the last digits tell whose number it is.
_TELLING = 7
_DIGITS = re.compile(rf"\d{{{_TELLING},}}")


class Forgetting:
    """Of one account."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def kept_by_law(self, found: Found) -> tuple[RestrictedRecord, ...]:
        """What proves who was called, on which decision, with which consent, and who said stop."""
        return (
            *[each async for each in self._consents(found)],
            *[each async for each in self._decisions(found)],
            *[each async for each in self._do_not_call(found)],
            *[each async for each in self._calls(found)],
            *[each async for each in self._attempts(found)],
            *[each async for each in self._notices(found)],
        )

    async def evidence_of_nobody_else(self, found: Found) -> dict[str, str]:
        """The hashes by the ids of files that prove these consents, and no others."""
        rows = await self._rows(consents, among(consents.c.id, found.consents))
        theirs = {each["id"] for row in rows for each in json.loads(row.payload)["evidence"]}
        files = {}
        for id in sorted(theirs):
            others = select(consents.c.id).where(
                consents.c.account_id == self._tenant.account_id,
                consents.c.payload.contains(id, autoescape=True),
                ~among(consents.c.id, found.consents),
            )
            if await self._tenant.connection.scalar(others.limit(1)) is not None:
                continue
            for row in await self._rows(consent_evidence, consent_evidence.c.id == id):
                if row.restricted_at is None:
                    files[id] = row.sha256
        return files

    async def forget(self, found: Found) -> None:
        """Everything but what the chain needs to be read: that something was, and when."""
        ids = tuple(found.calls)
        for table in (turns, call_notes, call_tags):
            await self._delete(table, among(table.c.call_id, ids))
        await self._delete(messages, among(messages.c.id, found.messages))
        await self._delete(events, among(events.c.id, found.events))
        for began_at in found.calls.values():
            await CallWords(self._tenant).forget(began_at)
        await Contacts(self._tenant).delete_of(found.number)
        await self._forget_calls(found)
        await self._run(
            update(appointments)
            .where(among(appointments.c.id, found.appointments))
            .values(name="", phone=None)
        )
        await self._run(
            update(consents)
            .where(among(consents.c.id, found.consents))
            .values(person_sealed=None, visitor=None)
        )
        await self._run(
            update(decisions)
            .where(among(decisions.c.id, found.decisions))
            .values(inputs_sealed=None, number_hash=None)
        )
        await self._run(
            update(dnc_entries)
            .where(among(dnc_entries.c.id, found.dnc_entries))
            .values(number_sealed=None, reason_sealed=None)
        )
        await self._forget_copies(found)

    async def _forget_calls(self, found: Found) -> None:
        ids = tuple(found.calls)
        mine = (calls.c.account_id == self._tenant.account_id, among(calls.c.id, ids))
        began = set(found.calls.values())
        emptied = {
            "peer": None,
            "outcome": None,
            "carrier_call_id": None,
            "sound_purged": True,
            "words_purged": True,
        }
        await self._run(update(calls).where(*mine).values(emptied))
        kept = (*mine, calls.c.recording == RecordingState.KEPT)
        await self._run(update(calls).where(*kept).values(recording=RecordingState.ERASED))
        if began:
            # Another call of that very moment is found by its words again.
            others = (
                calls.c.account_id == self._tenant.account_id,
                calls.c.created_at.in_(began),
                ~among(calls.c.id, ids),
            )
            await self._run(update(calls).where(*others).values(wrapped_up=False))
        nothing = {
            "number_sealed": None,
            "about_sealed": self._tenant.seal.seal_text("attempt.about", ""),
            "subject": None,
            "carrier_call_id": None,
            "idempotency_key": None,
        }
        await self._run(update(attempts).where(among(attempts.c.id, found.attempts)).values(nothing))
        await self._run(update(notices).where(among(notices.c.call_id, ids)).values(text=""))

    async def end_share_links(self, found: Found, at: Any) -> None:
        """Nobody opens a link to their calls any more."""
        open_ = (among(share_links.c.call_id, tuple(found.calls)), share_links.c.revoked_at.is_(None))
        await self._run(update(share_links).where(*open_).values(revoked_at=at))

    async def restrict_evidence(self, ids: Collection[str], at: Any) -> None:
        """The files have been moved into the restricted store."""
        moved = {"name_sealed": None, "restricted_at": at}
        await self._run(update(consent_evidence).where(among(consent_evidence.c.id, ids)).values(moved))

    async def forget_requests(self, number_hash: bytes, *, but: str) -> None:
        """Earlier requests about this number name it no more, and their archives can no longer be taken."""
        theirs = (
            person_requests.c.account_id == self._tenant.account_id,
            person_requests.c.number_hash == number_hash,
            person_requests.c.id != but,
        )
        await self._run(update(person_requests).where(*theirs).values(number_sealed=None))
        archives = (*theirs, person_requests.c.kind == RequestKind.ACCESS)
        await self._run(update(person_requests).where(*archives).values(state=RequestState.EXPIRED))

    async def _forget_copies(self, found: Found) -> None:
        """Answers kept for repeated requests, and saved searches."""
        ids = {
            *found.calls,
            *found.attempts,
            *found.messages,
            *found.appointments,
            *found.contacts,
            *found.consents,
            *found.dnc_entries,
        }

        def tells(text: str) -> bool:
            named = _named(text, found.number) or any(
                name.casefold() in text.casefold() for name in found.names
            )
            return named or not ids.isdisjoint(_ID.findall(text))

        await IdempotencyKeys(self._tenant).forget_telling(tells)
        views = CallViews(self._tenant)
        for row in await self._rows(call_views):
            if tells(unquote_plus(self._open("call_view.query", row.query_sealed))):
                await views.remove(row.id)

    async def _consents(self, found: Found) -> AsyncIterator[RestrictedRecord]:
        for row in await self._rows(consents, among(consents.c.id, found.consents)):
            if row.person_sealed is not None:
                said = self._open("consent.person", row.person_sealed)
                yield RestrictedRecord(kind="consent_person", subject_id=row.id, said=said)

    async def _decisions(self, found: Found) -> AsyncIterator[RestrictedRecord]:
        for row in await self._rows(decisions, among(decisions.c.id, found.decisions)):
            if row.inputs_sealed is not None:
                said = self._open("decision.inputs", row.inputs_sealed)
                yield RestrictedRecord(kind="decision_inputs", subject_id=row.id, said=said)

    async def _do_not_call(self, found: Found) -> AsyncIterator[RestrictedRecord]:
        for row in await self._rows(dnc_entries, among(dnc_entries.c.id, found.dnc_entries)):
            if row.number_sealed is not None:
                said = {
                    "number": self._open("dnc_entry.number", row.number_sealed),
                    "reason": self._open("dnc_entry.reason", row.reason_sealed),
                }
                yield RestrictedRecord(kind="dnc_entry", subject_id=row.id, said=written(dict(said)))

    async def _calls(self, found: Found) -> AsyncIterator[RestrictedRecord]:
        for row in await self._rows(calls, among(calls.c.id, tuple(found.calls))):
            if row.peer is not None:
                said = {"peer": row.peer.e164, "carrier_call_id": row.carrier_call_id}
                yield RestrictedRecord(kind="call", subject_id=row.id, said=written(dict(said)))

    async def _attempts(self, found: Found) -> AsyncIterator[RestrictedRecord]:
        for row in await self._rows(attempts, among(attempts.c.id, found.attempts)):
            if row.number_sealed is not None:
                said = {
                    "number": self._open("attempt.number", row.number_sealed),
                    "about": self._open("attempt.about", row.about_sealed),
                    "subject": row.subject,
                }
                yield RestrictedRecord(kind="attempt", subject_id=row.id, said=written(dict(said)))

    async def _notices(self, found: Found) -> AsyncIterator[RestrictedRecord]:
        of = (notices.c.account_id == self._tenant.account_id, among(notices.c.call_id, tuple(found.calls)))
        query = select(notices).where(*of).order_by(notices.c.call_id, notices.c.start_ms)
        for row in await self._tenant.connection.execute(query):
            said = {"kind": row.kind, "start_ms": row.start_ms, "text": row.text}
            yield RestrictedRecord(kind="notice", subject_id=row.call_id, said=written(dict(said)))

    def _open(self, what: str, sealed: bytes) -> str:
        return self._tenant.seal.open_text(what, sealed)

    async def _rows(self, table: Table, *conditions: Any) -> Sequence[Row[Any]]:
        query = select(table).where(table.c.account_id == self._tenant.account_id, *conditions)
        return (await self._tenant.connection.execute(query.order_by(table.c.id))).all()

    async def _delete(self, table: Table, condition: Any) -> None:
        gone = delete(table).where(table.c.account_id == self._tenant.account_id, condition)
        await self._tenant.connection.execute(gone)

    async def _run(self, changed: Update) -> None:
        table: Any = changed.table
        await self._tenant.connection.execute(changed.where(table.c.account_id == self._tenant.account_id))


def _named(text: str, number: PhoneNumber) -> bool:
    """Whether the number stands there, however it is written, or enough of its end."""
    plain = re.sub(r"(?<=\d)[\s().-]+(?=\d)", "", text)
    return any(number.e164.endswith(run) or run.endswith(number.e164[1:]) for run in _DIGITS.findall(plain))
