"""Erasure: a person is forgotten in one transaction; files follow once it is committed.

What law keeps goes into the restricted store first, under a key of the person's own. The suppression hash
stays where it is and blocks as before; consents end, since nobody may rest on what is forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

import structlog

from dialora.domain.consents import Withdrawal
from dialora.domain.errors import Conflict
from dialora.domain.ledger import LedgerHead
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import PersonRequest, RequestKind, RequestState, Retention
from dialora.ports.clock import Clock
from dialora.services.evidence import EvidenceFiles
from dialora.services.ledger import Ledger
from dialora.services.recordings import Recordings
from dialora.services.revocations import Underway
from dialora.services.rights_holds import refuse_while_held
from dialora.store.consents import WITHDRAWN, said_of_withdrawal
from dialora.store.ids import new_id
from dialora.store.restricted import RestrictedRecord
from dialora.store.rights_person import Found
from dialora.store.scope import AccountScope, Store

log = structlog.get_logger(__name__)

#: How a consent ended, where its person was forgotten.
VIA = "erasure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    store: Store
    clock: Clock
    ledger: Ledger
    recordings: Recordings
    evidence: EvidenceFiles
    #: Where files lie that law keeps.
    restricted: Path
    #: How long things are kept where an account says nothing.
    installation: Retention
    #: None where nothing is placed from here.
    underway: Underway | None = None

    async def erase(self, account_id: str, number: PhoneNumber, *, by: Author) -> PersonRequest:
        """Forget this person. What was queued to them is taken back first. Raises Conflict("legal_hold")
        where something of it is held, Conflict("call_underway") while a call with them runs."""
        async with self.store.account(account_id) as scope:
            found = await scope.person.find(number)
            await refuse_while_held(scope, number, tuple(found.calls))
        if self.underway is not None:
            await self.underway.cancel_to(account_id, number)
        async with self.store.account(account_id) as scope:
            request, head = await self._forget(scope, number, by)
        await self.ledger.keep(head)
        return await self.finish(account_id, request.id)

    async def finish(self, account_id: str, request_id: str) -> PersonRequest:
        """Remove the files that are still owed; tried again by the worker where that fails. Raises
        NotFound, OSError."""
        async with self.store.account(account_id) as scope:
            request = await scope.person_requests.get(request_id)
        if request.state is not RequestState.RUNNING:
            return request
        for owed in request.owed:
            await self._remove(account_id, owed)
        async with self.store.account(account_id) as scope:
            request = await scope.person_requests.lock(request_id)
            done = replace(request, state=RequestState.DONE, owed=(), ended_at=self.clock.now())
            await scope.person_requests.save(done)
        return done

    async def finish_waiting(self) -> int:
        """Every request whose files are still owed, of whatever account; how many are done now. One whose
        disk refuses waits for the next round."""
        async with self.store.platform() as platform:
            waiting = await platform.person_requests.waiting()
        done = 0
        for found in waiting:
            try:
                await self.finish(found.account_id, found.id)
            except OSError as problem:
                log.warning("files of a forgotten person remain", request=found.id, error=repr(problem))
            else:
                done += 1
        return done

    async def _forget(
        self, scope: AccountScope, number: PhoneNumber, by: Author
    ) -> tuple[PersonRequest, LedgerHead]:
        await scope.lock_number(number)
        found, now = await scope.person.find(number), self.clock.now()
        await refuse_while_held(scope, number, tuple(found.calls))
        if found.underway:
            raise Conflict(
                "A call with this person is going on. Try again when it is over.", code="call_underway"
            )
        ended = await self._withdraw(scope, found, by, now)
        records = await scope.forgetting.kept_by_law(found)
        files = await scope.forgetting.evidence_of_nobody_else(found)
        await self._restrict(scope, found, records, files, now)
        await scope.forgetting.forget(found)
        await scope.forgetting.end_share_links(found, now)
        request = PersonRequest(
            id=new_id("preq"),
            account_id=scope.account_id,
            kind=RequestKind.ERASURE,
            number_hash=found.number_hash,
            number=None,
            state=RequestState.RUNNING,
            counts=found.counts,
            restricted=_counted(records) | ({"evidence_files": len(files)} if files else {}),
            problem=None,
            size=None,
            asked_by=by.id,
            asked_by_name=by.name,
            asked_at=now,
            ended_at=None,
            expires_at=None,
            owed=tuple(
                [f"recording:{id}" for id in found.calls] + [f"evidence:{it}" for it in files.values()]
            ),
        )
        await scope.forgetting.forget_requests(found.number_hash, but=request.id)
        await scope.person_requests.add(request)
        return request, await self._chain(scope, request, ended, by)

    async def _withdraw(
        self, scope: AccountScope, found: Found, by: Author, now: datetime
    ) -> tuple[Withdrawal, ...]:
        """End every consent that stands."""
        ended = []
        for consent in await scope.consents.for_number(found.number_hash):
            if consent.withdrawal is None:
                withdrawal = Withdrawal(
                    id=new_id("cwd"),
                    account_id=scope.account_id,
                    consent_id=consent.id,
                    at=now,
                    via=VIA,
                    recorded_by=by.id,
                )
                await scope.consents.withdraw(withdrawal)
                ended.append(withdrawal)
        return tuple(ended)

    async def _restrict(
        self,
        scope: AccountScope,
        found: Found,
        records: Sequence[RestrictedRecord],
        files: Mapping[str, str],
        now: datetime,
    ) -> None:
        """Where law keeps nothing, nobody is kept."""
        if not records:
            return
        days = (await scope.retention.get()).or_else(self.installation).record_days or 0
        person, seal = await scope.restricted.add(
            found.number_hash, records, at=now, keep_until=(found.last_at or now) + timedelta(days=days)
        )
        folder = self.restricted / scope.account_id / person.id
        for evidence in await scope.evidence.of_ids(list(files)):
            await asyncio.to_thread(self.evidence.restrict, evidence, scope.seal, seal, folder)
        await scope.forgetting.restrict_evidence(list(files), now)

    async def _chain(
        self, scope: AccountScope, request: PersonRequest, ended: Sequence[Withdrawal], by: Author
    ) -> LedgerHead:
        if ended:
            many = [(each.id, said_of_withdrawal(each)) for each in ended]
            await self.ledger.add_all(scope, kind=WITHDRAWN, many=many)
        said = {"by": by.id, "forgotten": dict(request.counts), "kept_by_law": dict(request.restricted)}
        return await self.ledger.add(scope, kind="person_erased", subject_id=request.id, said=said)

    async def _remove(self, account_id: str, owed: str) -> None:
        kind, name = owed.split(":", 1)
        match kind:
            case "recording":
                await self.recordings.delete(account_id, name)
            case _:
                await asyncio.to_thread(self.evidence.remove, account_id, name)


def _counted(records: Sequence[RestrictedRecord]) -> dict[str, int]:
    kinds = sorted(record.kind for record in records)
    return {kind: len(tuple(of_kind)) for kind, of_kind in groupby(kinds)}
