"""The nightly purge: what has been kept for its days goes, what is held stays, and a report says both.

Work is done so much at a time, each in a transaction of its own: a night that is cut short goes on where it
stopped, and nobody waits long for a row.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import HoldScope, PurgeReport, Retention
from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.services.recordings import Recordings
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    everything: bool
    calls: frozenset[str]
    people: tuple[PhoneNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    store: Store
    clock: Clock
    ledger: Ledger
    recordings: Recordings
    #: Files that law keeps.
    restricted: Path
    #: How long things are kept where an account says nothing.
    installation: Retention

    async def night(self) -> int:
        """Every account in turn; how many things went in all."""
        async with self.store.platform() as platform:
            accounts = await platform.accounts.all()
        reports = [await self.of(account.id) for account in accounts]
        return sum(sum(report.deleted.values()) for report in reports)

    async def of(self, account_id: str) -> PurgeReport:
        """One account's. Under a hold on all of it nothing goes."""
        began = self.clock.now()
        async with self.store.account(account_id) as scope:
            retention = (await scope.retention.get()).or_else(self.installation)
            held = await _held(scope)
            staying = await _staying(scope, retention, held, began)
        deleted: Counter[str] = Counter()
        if not held.everything:
            deleted["recordings"] = await self._sounds(account_id, _since(began, retention.audio_days), held)
            deleted["transcripts"] = await self._all(
                account_id, lambda scope: self._words(scope, _since(began, retention.transcript_days), held)
            )
            deleted += await self._left_behind(account_id, began, retention, held)
        report = PurgeReport(
            id=new_id("purge"),
            account_id=account_id,
            began_at=began,
            ended_at=self.clock.now(),
            retention=retention,
            deleted=dict(+deleted),
            held={"calls": staying} if staying else {},
        )
        await self._report(report)
        return report

    async def page(
        self, account_id: str, *, limit: int = 20, starting_after: str | None = None
    ) -> Page[PurgeReport]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.purge_reports.page(limit=limit, starting_after=starting_after)

    async def _sounds(self, account_id: str, before: datetime, held: _Held) -> int:
        """The files first: one that is gone twice is gone."""
        gone = 0
        while True:
            async with self.store.account(account_id) as scope:
                ids = await scope.due.sounds(before, most=_AT_ONCE, held=held.calls)
                for id in ids:
                    await self.recordings.delete(account_id, id)
                gone += await scope.due.sound_gone(ids)
            if len(ids) < _AT_ONCE:
                return gone

    async def _words(self, scope: AccountScope, before: datetime, held: _Held) -> int:
        return await scope.due.words(before, most=_AT_ONCE, held=held.calls)

    async def _all(self, account_id: str, empty: Callable[[AccountScope], Awaitable[int]]) -> int:
        gone = 0
        while True:
            async with self.store.account(account_id) as scope:
                some = await empty(scope)
            gone += some
            if some < _AT_ONCE:
                return gone

    async def _left_behind(
        self, account_id: str, began: datetime, retention: Retention, held: _Held
    ) -> Counter[str]:
        left, proof = _since(began, retention.message_days), _since(began, retention.record_days)
        async with self.store.account(account_id) as scope:
            due, people = scope.due, held.people
            gone = Counter(
                messages=await due.messages(left, held.calls, people),
                appointments=await due.names(left, held.calls, people),
                decisions=await due.decisions(proof, people),
                dnc_entries=await due.stops(proof, people),
                consents=await due.consents(proof, people),
            )
            forgotten = await scope.restricted.destroy_due(began)
        for person_id in forgotten:
            await asyncio.to_thread(shutil.rmtree, self.restricted / account_id / person_id, True)
        gone["restricted_people"] = len(forgotten)
        return gone

    async def _report(self, report: PurgeReport) -> None:
        """Nights in which nothing happened are not told of in the chain."""
        async with self.store.account(report.account_id) as scope:
            await scope.purge_reports.add(report)
            days = report.retention.record_days or 0
            await scope.purge_reports.forget_before(report.began_at - timedelta(days=days))
            if not report.deleted:
                return
            said = {"deleted": dict(report.deleted), "held": dict(report.held)}
            head = await self.ledger.add(scope, kind="purged", subject_id=report.id, said=said)
        await self.ledger.keep(head)


async def _held(scope: AccountScope) -> _Held:
    holds = await scope.legal_holds.standing()
    people = tuple(hold.number for hold in holds if hold.number is not None)
    named = {hold.call_id for hold in holds if hold.call_id is not None}
    return _Held(
        everything=any(hold.scope is HoldScope.ACCOUNT for hold in holds),
        calls=await scope.due.calls_with(people) | named,
        people=people,
    )


async def _staying(scope: AccountScope, retention: Retention, held: _Held, began: datetime) -> int:
    """Calls whose words are due, and are held."""
    before = _since(began, retention.transcript_days)
    return await scope.due.words_held(before, None if held.everything else held.calls)


def _since(now: datetime, days: int | None) -> datetime:
    return now - timedelta(days=days or 0)
