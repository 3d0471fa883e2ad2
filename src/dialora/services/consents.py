"""Consents: recorded once, in the chain, with what proves them; withdrawn by a record of its own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dialora.domain.consents import (
    Consent,
    ConsentFilter,
    Evidence,
    Exhibit,
    Grant,
    Withdrawal,
    sha256_of,
)
from dialora.domain.errors import Conflict, InvalidFields
from dialora.domain.events import EventType
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.events import record as record_event
from dialora.services.ledger import Ledger
from dialora.store.consents import (
    GRANTED,
    WITHDRAWN,
    said_of,
    said_of_withdrawal,
)
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    store: Store
    clock: Clock
    ledger: Ledger

    async def record(self, account_id: str, grant: Grant, *, by: str, visitor: int | None = None) -> Consent:
        """Put a consent on record. Locks the number, then the ledger's head.

        Raises InvalidFields, NotFound, and Conflict("person_said_stop") where the number's person has said
        stop before and the business, not the person, tells us that they agreed again (47 CFR
        64.1200(a)(10)).
        """
        grant.check(self.clock.now())
        async with self.store.account(account_id) as scope:
            await scope.lock_number(grant.number)
            await refuse_after_stop(scope, grant)
            account = await scope.account()
            exhibits = await exhibits_of(scope, grant.evidence_ids)
            consent = consent_of(scope, grant, exhibits, account.seller, by=by, now=self.clock.now())
            if visitor is None:
                await scope.consents.add(consent)
            else:
                await scope.consents.add_from(visitor, consent)
            await record_event(scope, EventType.CONSENT_GRANTED, consent, at=consent.recorded_at)
            head = await self.ledger.add(scope, kind=GRANTED, subject_id=consent.id, said=said_of(consent))
        await self.ledger.keep(head)
        return consent

    async def get(self, account_id: str, consent_id: str) -> Consent:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.consents.get(consent_id)

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        wanted: ConsentFilter | None = None,
    ) -> Page[Consent]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.consents.page(limit=limit, starting_after=starting_after, wanted=wanted)

    async def of_number(self, account_id: str, number: PhoneNumber) -> tuple[Consent, ...]:
        """All of one number, the newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.consents.for_number(scope.consents.hash_of(number))

    async def evidence_of(self, account_id: str, consent: Consent) -> tuple[Evidence, ...]:
        """The files that prove it, in the order in which they were given."""
        async with self.store.account(account_id) as scope:
            found = {each.id: each for each in await scope.evidence.of_ids([e.id for e in consent.evidence])}
        return tuple(found[exhibit.id] for exhibit in consent.evidence if exhibit.id in found)

    async def withdraw(self, account_id: str, consent_id: str, *, via: str, by: str) -> Consent:
        """End one consent, from now on; twice changes nothing. Raises NotFound. Whoever wants no call at all
        is put down by `Revocations`, which ends every consent of the number."""
        async with self.store.account(account_id) as scope:
            before = await scope.consents.get(consent_id)
            if before.number is not None:
                # So that no call to the number is decided at the same moment.
                await scope.lock_number(before.number)
            withdrawal = Withdrawal(
                id=new_id("cwd"),
                account_id=account_id,
                consent_id=consent_id,
                at=self.clock.now(),
                via=via,
                recorded_by=by,
            )
            try:
                await scope.consents.withdraw(withdrawal)
            except Conflict:
                return await scope.consents.get(consent_id)
            head = await self.ledger.add(
                scope, kind=WITHDRAWN, subject_id=withdrawal.id, said=said_of_withdrawal(withdrawal)
            )
            consent = await scope.consents.get(consent_id)
        await self.ledger.keep(head)
        return consent


async def refuse_after_stop(scope: AccountScope, grant: Grant) -> None:
    """Raises Conflict where somebody who said stop would be called again on the business's own word."""
    if grant.way.by_the_person or grant.consumer_initiated:
        return
    if await scope.revocations.of_number(grant.number):
        raise Conflict(
            "This person has asked not to be called. Only they can agree again: on the form, by text or when"
            " they call.",
            code="person_said_stop",
        )


async def exhibits_of(scope: AccountScope, ids: Sequence[str]) -> tuple[Exhibit, ...]:
    """What is said of the files. Raises InvalidFields where one is not there."""
    found = await scope.evidence.of_ids(ids)
    by_name = {each.id: each for each in found} | {each.sha256: each for each in found}
    missing = [id for id in ids if id not in by_name]
    if missing:
        raise InvalidFields({"/evidence": f"There is no evidence {missing[0][:80]!r}: upload it first."})
    kept = dict.fromkeys(by_name[id].id for id in ids)
    return tuple(Exhibit(id=id, sha256=by_name[id].sha256, media_type=by_name[id].media_type) for id in kept)


def consent_of(
    scope: AccountScope,
    grant: Grant,
    exhibits: tuple[Exhibit, ...],
    seller: str,
    *,
    by: str,
    now: datetime,
) -> Consent:
    """A grant as it goes on record; `seller` is who may call where it does not say."""
    return Consent(
        id=new_id("cons"),
        account_id=scope.account_id,
        number_hash=scope.consents.hash_of(grant.number),
        number=grant.number,
        name=grant.name.strip(),
        level=grant.level,
        purpose=grant.purpose,
        channels=tuple(sorted(set(grant.channels))),
        seller=grant.seller.strip() if grant.seller else seller,
        way=grant.way,
        authorizes_artificial_voice=grant.authorizes_artificial_voice,
        not_condition_of_purchase=grant.not_condition_of_purchase,
        consumer_initiated=grant.consumer_initiated,
        signature=grant.signature,
        disclosure_text=grant.disclosure_text,
        disclosure_version=grant.disclosure_version,
        disclosure_sha256=sha256_of(grant.disclosure_text) if grant.disclosure_text else None,
        words=grant.words,
        evidence=exhibits,
        ip=grant.ip,
        user_agent=grant.user_agent,
        call_id=grant.call_id,
        recorded_by=by,
        obtained_at=grant.obtained_at.astimezone(UTC),
        recorded_at=now,
        salt=secrets.token_bytes(16),
    )
