"""What was asked for about people, what is held, how long things are kept, and what a night deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.phone import PhoneNumber
from dialora.domain.rights import (
    HoldScope,
    LegalHold,
    PersonRequest,
    PurgeReport,
    RequestState,
    Retention,
)
from dialora.store.page import Page
from dialora.store.rights_person import among
from dialora.store.rows import AccountRows, Tenant, write_noun
from dialora.store.tables import legal_holds, person_requests, purge_reports, retention_rules

_REQUEST_NUMBER = "person_request.number"
_HOLD_NUMBER, _HOLD_REASON, _RELEASE = "legal_hold.number", "legal_hold.reason", "legal_hold.release_reason"
#: Holds of one account; more is somebody's mistake.
MOST_HOLDS = 1000


class PersonRequests(AccountRows[PersonRequest]):
    """Who asked for what of whom."""

    table = person_requests
    noun = PersonRequest

    def hash_of(self, number: PhoneNumber) -> bytes:
        """What stands for the number here."""
        return self._tenant.keyring.number_hash(number)

    async def page(
        self, *, limit: int = 20, starting_after: str | None = None, number: PhoneNumber | None = None
    ) -> Page[PersonRequest]:
        conditions = [] if number is None else [person_requests.c.number_hash == self.hash_of(number)]
        return await self._page(limit, starting_after, *conditions)

    async def of_number(self, number: PhoneNumber) -> tuple[PersonRequest, ...]:
        """All of one number, oldest first."""
        query = self._select(person_requests.c.number_hash == self.hash_of(number))
        return await self._all(query.order_by(person_requests.c.id))

    def _read(self, row: Row[Any]) -> PersonRequest:
        stored = dict(row._mapping)
        number = stored.pop("number_sealed")
        return PersonRequest(
            **stored,
            number=None
            if number is None
            else PhoneNumber(self._tenant.seal.open_text(_REQUEST_NUMBER, number)),
        )

    def _write(self, thing: PersonRequest) -> Mapping[str, Any]:
        row = write_noun(thing)
        number = row.pop("number")
        return row | {
            "counts": dict(thing.counts),
            "restricted": dict(thing.restricted),
            "owed": list(thing.owed),
            "number_sealed": None
            if number is None
            else self._tenant.seal.seal_text(_REQUEST_NUMBER, number.e164),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRequest:
    """Whose a request is. The platform sees no more of it."""

    id: str
    account_id: str


class AllPersonRequests:
    """Every request, as far as it waits for work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def waiting(self) -> tuple[FoundRequest, ...]:
        """Those that are not done, oldest first."""
        open_ = (RequestState.QUEUED, RequestState.RUNNING)
        query = select(person_requests.c.id, person_requests.c.account_id)
        rows = await self._connection.execute(
            query.where(person_requests.c.state.in_(open_)).order_by(person_requests.c.id)
        )
        return tuple(FoundRequest(**row._mapping) for row in rows)


class LegalHolds(AccountRows[LegalHold]):
    table = legal_holds
    noun = LegalHold

    def hash_of(self, number: PhoneNumber) -> bytes:
        """What stands for the number here."""
        return self._tenant.keyring.number_hash(number)

    async def page(
        self, *, limit: int = 20, starting_after: str | None = None, holds: bool | None = None
    ) -> Page[LegalHold]:
        still = legal_holds.c.released_at.is_(None)
        conditions = [] if holds is None else [still if holds else ~still]
        return await self._page(limit, starting_after, *conditions)

    async def release(self, hold: LegalHold) -> None:
        """Write down that it holds no more, by whom and why; nothing else of it ever changes."""
        row = self._own(hold)
        names = ("released_at", "released_by", "released_by_name", "release_reason_sealed")
        released = update(legal_holds).where(self._mine, legal_holds.c.id == hold.id)
        await self._tenant.connection.execute(released.values({name: row[name] for name in names}))

    async def standing(self) -> tuple[LegalHold, ...]:
        """All that hold, oldest first."""
        query = self._select(legal_holds.c.released_at.is_(None)).order_by(legal_holds.c.id)
        return await self._all(query.limit(MOST_HOLDS))

    async def on_person(self, number: PhoneNumber, call_ids: tuple[str, ...]) -> tuple[LegalHold, ...]:
        """Those that hold something of this person, oldest first."""
        theirs = or_(
            legal_holds.c.scope == HoldScope.ACCOUNT,
            legal_holds.c.number_hash == self.hash_of(number),
            among(legal_holds.c.call_id, call_ids),
        )
        query = self._select(legal_holds.c.released_at.is_(None), theirs)
        return await self._all(query.order_by(legal_holds.c.id))

    def _read(self, row: Row[Any]) -> LegalHold:
        stored, seal = dict(row._mapping), self._tenant.seal
        number = stored.pop("number_sealed")
        return LegalHold(
            number=None if number is None else PhoneNumber(seal.open_text(_HOLD_NUMBER, number)),
            reason=seal.open_text(_HOLD_REASON, stored.pop("reason_sealed")),
            release_reason=seal.open_text(_RELEASE, stored.pop("release_reason_sealed")),
            **stored,
        )

    def _write(self, thing: LegalHold) -> Mapping[str, Any]:
        row, seal = write_noun(thing), self._tenant.seal
        number = row.pop("number")
        return row | {
            "number_sealed": None if number is None else seal.seal_text(_HOLD_NUMBER, number.e164),
            "reason_sealed": seal.seal_text(_HOLD_REASON, row.pop("reason")),
            "release_reason_sealed": seal.seal_text(_RELEASE, row.pop("release_reason")),
        }


class RetentionRules:
    """For how long the account wants things kept."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def get(self) -> Retention:
        """What the account has set itself."""
        query = select(retention_rules).where(retention_rules.c.account_id == self._tenant.account_id)
        row = (await self._tenant.connection.execute(query)).first()
        if row is None:
            return Retention()
        return Retention(**{each.name: row._mapping[each.name] for each in fields(Retention)})

    async def put(self, retention: Retention) -> None:
        row = asdict(retention)
        made = insert(retention_rules).values(account_id=self._tenant.account_id, **row)
        await self._tenant.connection.execute(
            made.on_conflict_do_update(index_elements=["account_id"], set_=row)
        )


class PurgeReports(AccountRows[PurgeReport]):
    table = purge_reports
    noun = PurgeReport

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[PurgeReport]:
        return await self._page(limit, starting_after)

    async def forget_before(self, moment: datetime) -> None:
        """Reports are kept as long as anybody may ask what became of a thing."""
        old = purge_reports.delete().where(self._mine, purge_reports.c.began_at < moment)
        await self._tenant.connection.execute(old)

    def _read(self, row: Row[Any]) -> PurgeReport:
        stored = dict(row._mapping)
        return PurgeReport(**stored | {"retention": Retention(**stored["retention"])})

    def _write(self, thing: PurgeReport) -> Mapping[str, Any]:
        return write_noun(thing) | {
            "retention": asdict(thing.retention),
            "deleted": dict(thing.deleted),
            "held": dict(thing.held),
        }
