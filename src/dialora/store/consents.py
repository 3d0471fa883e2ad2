"""Consents and what ended them. Rows are only added; what one says is read from the payload that the ledger
holds as well, and the person is sealed beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.consents import (
    Consent,
    ConsentChannel,
    ConsentFilter,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Exhibit,
    Signature,
    Withdrawal,
)
from dialora.domain.errors import Conflict, Forbidden
from dialora.domain.phone import PhoneNumber
from dialora.store.keyring import SealBroken
from dialora.store.page import Page
from dialora.store.rows import AccountRows
from dialora.store.tables import consent_withdrawals, consents, ledger_entries
from dialora.store.written import Json, instant, written

GRANTED, WITHDRAWN = "consent", "consent_withdrawn"
_PERSON = "consent.person"
_BATCH = 500


def said_of(consent: Consent) -> dict[str, Json]:
    """What the chain says of a consent: everything but the person, for whom a salted hash stands."""
    return {
        "consent": consent.id,
        "number_hash": consent.number_hash.hex(),
        "level": consent.level.value,
        "purpose": consent.purpose.value,
        "channels": [channel.value for channel in consent.channels],
        "seller": consent.seller,
        "way": consent.way.value,
        "authorizes_artificial_voice": consent.authorizes_artificial_voice,
        "not_condition_of_purchase": consent.not_condition_of_purchase,
        "consumer_initiated": consent.consumer_initiated,
        "signature": consent.signature.value if consent.signature else None,
        "disclosure_version": consent.disclosure_version,
        "disclosure_sha256": consent.disclosure_sha256,
        "evidence": [
            {"id": each.id, "sha256": each.sha256, "media_type": each.media_type} for each in consent.evidence
        ],
        "call_id": consent.call_id,
        "recorded_by": consent.recorded_by,
        "obtained_at": instant(consent.obtained_at),
        "recorded_at": instant(consent.recorded_at),
        "person": hashlib.sha256(person_of(consent).encode()).hexdigest(),
    }


def person_of(consent: Consent) -> str:
    """Who it was and what they saw, as canonical JSON: what the hash in the chain stands for."""
    return written(
        {
            "salt": consent.salt.hex(),
            "number": consent.number.e164 if consent.number else None,
            "name": consent.name,
            "disclosure_text": consent.disclosure_text,
            "words": consent.words,
            "ip": consent.ip,
            "user_agent": consent.user_agent,
        }
    )


def said_of_withdrawal(withdrawal: Withdrawal) -> dict[str, Json]:
    return {
        "withdrawal": withdrawal.id,
        "consent": withdrawal.consent_id,
        "at": instant(withdrawal.at),
        "via": withdrawal.via,
        "recorded_by": withdrawal.recorded_by,
    }


class Consents(AccountRows[Consent]):
    table = consents
    noun = Consent

    def hash_of(self, number: PhoneNumber) -> bytes:
        """What stands for the number here."""
        return self._tenant.keyring.number_hash(number)

    async def lock(self, id: str) -> Consent:
        """As `get`: nobody changes a consent."""
        return await self.get(id)

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        wanted: ConsentFilter | None = None,
    ) -> Page[Consent]:
        return await self._page(limit, starting_after, *self._conditions(wanted or ConsentFilter()))

    async def for_number(self, number_hash: bytes) -> tuple[Consent, ...]:
        """All of one number, the newest first: what the gate asks about. Raises ValueError where a row was
        moved to another number."""
        query = self._select(consents.c.number_hash == number_hash)
        found = await self._all(query)
        return tuple(sorted(found, key=lambda each: (each.obtained_at, each.id), reverse=True))

    async def count_since(self, way: ConsentWay, moment: datetime, *, visitor: int | None = None) -> int:
        """How many came that way, from one visitor or from anybody."""
        conditions = [self._mine, consents.c.way == way.value, consents.c.recorded_at >= moment]
        if visitor is not None:
            conditions.append(consents.c.visitor == visitor)
        query = select(func.count()).select_from(consents).where(*conditions)
        return await self._tenant.connection.scalar(query) or 0

    async def add_from(self, visitor: int, consent: Consent) -> None:
        """As `add`, from somebody at a form whom `visitor` stands for."""
        row = {**self._own(consent), "visitor": visitor}
        await self._tenant.connection.execute(insert(consents).values(row))

    async def add_new(self, many: Sequence[tuple[int, Consent]]) -> set[str]:
        """Add those whose fingerprint is not there yet; the ids of those added."""
        rows = [{**self._own(consent), "fingerprint": fingerprint} for fingerprint, consent in many]
        if not rows:
            return set()
        made = insert(consents).values(rows).on_conflict_do_nothing().returning(consents.c.id)
        return set((await self._tenant.connection.execute(made)).scalars())

    async def withdraw(self, withdrawal: Withdrawal) -> None:
        """Raises Conflict where it was withdrawn before, NotFound where there is no such consent."""
        if withdrawal.account_id != self._tenant.account_id:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        row = {
            "account_id": withdrawal.account_id,
            "consent_id": withdrawal.consent_id,
            "id": withdrawal.id,
            "payload": written(said_of_withdrawal(withdrawal)),
        }
        added = await self._tenant.connection.execute(
            insert(consent_withdrawals).values(row).on_conflict_do_nothing()
        )
        if not added.rowcount:
            raise Conflict("This consent was withdrawn before.", code="consent_withdrawn")

    async def first_unlike_its_entry(self) -> int | None:
        """The first entry of the ledger whose consent or withdrawal is gone or says something else."""
        found = []
        for kind, table, id in (
            (GRANTED, consents, consents.c.id),
            (WITHDRAWN, consent_withdrawals, consent_withdrawals.c.id),
        ):
            entry = ledger_entries.c
            same = and_(table.c.account_id == entry.account_id, id == entry.subject_id)
            query = (
                select(func.min(entry.seq))
                .select_from(ledger_entries.outerjoin(table, same))
                .where(entry.account_id == self._tenant.account_id, entry.kind == kind)
                .where(table.c.payload.is_distinct_from(entry.payload))
            )
            found.append(await self._tenant.connection.scalar(query))
        return min((seq for seq in found if seq is not None), default=None)

    async def first_without_entry(self) -> str | None:
        """The first consent or withdrawal that no entry of the ledger speaks of."""
        entry = ledger_entries.c
        for table in (consents, consent_withdrawals):
            spoken_of = exists().where(entry.account_id == table.c.account_id, entry.subject_id == table.c.id)
            query = select(func.min(table.c.id)).where(
                table.c.account_id == self._tenant.account_id, ~spoken_of
            )
            id: str | None = await self._tenant.connection.scalar(query)
            if id is not None:
                return id
        return None

    async def people(self) -> AsyncIterator[tuple[str, str]]:
        """Every consent and who gave it, as the hash in the chain stands for it; forgotten people are left
        out. In order, a batch in memory at a time."""
        async for row in self._rows():
            if row.person_sealed is not None:
                yield row.id, self._tenant.seal.open_text(_PERSON, row.person_sealed)

    async def first_of_another_person(self) -> str | None:
        """The first consent whose person, or the number it is found by, is not the one in the chain."""
        async for row in self._rows():
            said = json.loads(row.payload)
            if row.number_hash.hex() != said["number_hash"]:
                return str(row.id)
            if row.person_sealed is None:
                continue
            try:
                person = self._tenant.seal.open_text(_PERSON, row.person_sealed)
            except SealBroken:
                return str(row.id)
            if hashlib.sha256(person.encode()).hexdigest() != said["person"]:
                return str(row.id)
        return None

    async def _rows(self) -> AsyncIterator[Row[Any]]:
        after = ""
        while True:
            query = select(consents).where(self._mine, consents.c.id > after).order_by(consents.c.id)
            rows = (await self._tenant.connection.execute(query.limit(_BATCH))).all()
            for row in rows:
                yield row
            if len(rows) < _BATCH:
                return
            after = rows[-1].id

    def _conditions(self, wanted: ConsentFilter) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if wanted.number is not None:
            conditions.append(consents.c.number_hash == self.hash_of(wanted.number))
        if wanted.purpose is not None:
            conditions.append(consents.c.purpose == wanted.purpose.value)
        if wanted.way is not None:
            conditions.append(consents.c.way == wanted.way.value)
        if wanted.revoked is not None:
            ended = consent_withdrawals.c.id.is_not(None)
            conditions.append(ended if wanted.revoked else ~ended)
        return conditions

    def _select(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        of = and_(
            consent_withdrawals.c.account_id == consents.c.account_id,
            consent_withdrawals.c.consent_id == consents.c.id,
        )
        return (
            select(consents, consent_withdrawals.c.payload.label("withdrawn"))
            .select_from(consents.outerjoin(consent_withdrawals, of))
            .where(self._mine, *conditions)
        )

    def _read(self, row: Row[Any]) -> Consent:
        consent = self._spoken_of(row)
        if row.number_hash != consent.number_hash:
            raise ValueError("a consent was moved to another number")
        if row.withdrawn is None:
            return consent
        ended = json.loads(row.withdrawn)
        withdrawal = Withdrawal(
            id=ended["withdrawal"],
            account_id=row.account_id,
            consent_id=ended["consent"],
            at=datetime.fromisoformat(ended["at"]),
            via=ended["via"],
            recorded_by=ended["recorded_by"],
        )
        return replace(consent, withdrawal=withdrawal)

    def _spoken_of(self, row: Row[Any]) -> Consent:
        said = json.loads(row.payload)
        sealed = row.person_sealed
        person = {} if sealed is None else json.loads(self._tenant.seal.open_text(_PERSON, sealed))
        number, signature = person.get("number"), said["signature"]
        return Consent(
            id=row.id,
            account_id=row.account_id,
            number_hash=bytes.fromhex(said["number_hash"]),
            number=PhoneNumber(number) if number else None,
            name=person.get("name", ""),
            level=ConsentLevel(said["level"]),
            purpose=ConsentPurpose(said["purpose"]),
            channels=tuple(ConsentChannel(each) for each in said["channels"]),
            seller=said["seller"],
            way=ConsentWay(said["way"]),
            authorizes_artificial_voice=said["authorizes_artificial_voice"],
            not_condition_of_purchase=said["not_condition_of_purchase"],
            consumer_initiated=said["consumer_initiated"],
            signature=Signature(signature) if signature else None,
            disclosure_text=person.get("disclosure_text", ""),
            disclosure_version=said["disclosure_version"],
            disclosure_sha256=said["disclosure_sha256"],
            words=person.get("words", ""),
            evidence=tuple(Exhibit(**each) for each in said["evidence"]),
            ip=person.get("ip"),
            user_agent=person.get("user_agent"),
            call_id=said["call_id"],
            recorded_by=said["recorded_by"],
            obtained_at=datetime.fromisoformat(said["obtained_at"]),
            recorded_at=datetime.fromisoformat(said["recorded_at"]),
            salt=bytes.fromhex(person.get("salt", "")),
        )

    def _write(self, thing: Consent) -> Mapping[str, Any]:
        return {
            "account_id": thing.account_id,
            "id": thing.id,
            "number_hash": thing.number_hash,
            "level": thing.level.value,
            "purpose": thing.purpose.value,
            "way": thing.way.value,
            "payload": written(said_of(thing)),
            "person_sealed": self._tenant.seal.seal_text(_PERSON, person_of(thing)),
            "recorded_at": thing.recorded_at,
        }
