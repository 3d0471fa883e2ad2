"""Which numbers may text: the carrier is asked every day, or the operator says what its console shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from dialora.domain.errors import DialoraError, Invalid, ProviderError
from dialora.domain.numbers import OwnedNumber
from dialora.domain.text_registrations import BELIEVED, Registered, RegistrySource, TextRegistration
from dialora.ports.clock import Clock
from dialora.ports.telephony import TextRegistry
from dialora.services.ledger import Ledger
from dialora.store.rows import MAX_PAGE
from dialora.store.scope import Store

log = structlog.get_logger(__name__)

#: Asked again so much before an answer is too old.
_AHEAD: Final = timedelta(hours=2)
_LONGEST_REFERENCE: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRegistrations:
    store: Store
    clock: Clock
    ledger: Ledger
    #: What each carrier itself says, by the carrier's name.
    registries: Mapping[str, TextRegistry]

    async def all_of(self, account_id: str) -> Mapping[str, TextRegistration]:
        """By the number's id; one of which nobody has said anything is missing."""
        async with self.store.account(account_id) as scope:
            return {each.number_id: each for each in await scope.text_registrations.all()}

    async def check(self, account_id: str, number_id: str) -> TextRegistration:
        """Ask the carrier now, and keep what it says, in the place of what the operator said. Raises
        NotFound, ProviderError."""
        async with self.store.account(account_id) as scope:
            number = await scope.numbers.get(number_id)
            credentials = await scope.numbers.credentials(number_id)
        registry = self.registries.get(number.carrier)
        if registry is None:
            raise ProviderError(
                "That carrier cannot be asked here.", provider=number.carrier, retryable=False
            )
        proof = await registry.registration(number.number, number.carrier_number_id, credentials)
        return await self._keep(number, proof.registered, proof.reference, RegistrySource.CARRIER, by=None)

    async def enter(
        self, account_id: str, number_id: str, registered: Registered, *, reference: str, by: str
    ) -> TextRegistration:
        """What the operator has seen at the carrier. It holds until the carrier itself is asked. Raises
        NotFound, Invalid."""
        if len(reference) > _LONGEST_REFERENCE or not reference.isprintable():
            raise Invalid("A reference has up to 64 characters.", field="reference", code="reference_invalid")
        async with self.store.account(account_id) as scope:
            number = await scope.numbers.get(number_id)
        return await self._keep(number, registered, reference or None, RegistrySource.OPERATOR, by=by)

    async def check_due(self) -> int:
        """Ask again about every number whose carrier has said something that grows old; how many were."""
        async with self.store.platform() as platform:
            accounts = await platform.accounts.all()
        asked = 0
        for account in accounts:
            for number_id in await self._due(account.id, self.clock.now() - BELIEVED + _AHEAD):
                try:
                    await self.check(account.id, number_id)
                except DialoraError as error:
                    # One carrier that is away holds up no other number.
                    log.warning("whether a number may text cannot be asked", code=error.code)
                    continue
                asked += 1
        return asked

    async def _due(self, account_id: str, then: datetime) -> list[str]:
        async with self.store.account(account_id) as scope:
            known = {each.number_id: each for each in await scope.text_registrations.all()}
            numbers = (await scope.numbers.page(limit=MAX_PAGE)).items
        return [
            number.id
            for number in numbers
            if number.carrier in self.registries
            and (
                (it := known.get(number.id)) is None
                or (it.source is RegistrySource.CARRIER and it.checked_at < then)
            )
        ]

    async def _keep(
        self,
        number: OwnedNumber,
        registered: Registered,
        reference: str | None,
        source: RegistrySource,
        *,
        by: str | None,
    ) -> TextRegistration:
        it = TextRegistration(
            account_id=number.account_id,
            number_id=number.id,
            registered=registered,
            reference=reference,
            source=source,
            checked_at=self.clock.now(),
        )
        head = None
        async with self.store.account(number.account_id) as scope:
            await scope.numbers.lock(number.id)
            before = await scope.text_registrations.of_number(number.id)
            await scope.text_registrations.put(it)
            changed = before is None or (before.registered, before.source) != (registered, source)
            if changed:
                said = {"registered": registered.value, "source": source.value, "by": by}
                head = await self.ledger.add(scope, kind="text_registration", subject_id=number.id, said=said)
        if head is not None:
            await self.ledger.keep(head)
        return it
