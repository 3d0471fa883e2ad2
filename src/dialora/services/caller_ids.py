"""Our numbers as others see them: shown only while the carrier itself says that they are the account's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from dialora.domain.errors import DialoraError, ProviderError
from dialora.domain.numbers import OwnedNumber, Ownership
from dialora.ports.clock import Clock
from dialora.ports.telephony import NumberRegistry
from dialora.store.rows import MAX_PAGE
from dialora.store.scope import Store

log = structlog.get_logger(__name__)

#: How long the carrier's word on a number is believed.
BELIEVED: Final = timedelta(hours=24)
#: Checked again so much before that, so that no call has to wait for it.
_AHEAD: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerIds:
    store: Store
    clock: Clock
    #: What each carrier itself says of numbers, by the carrier's name.
    registries: Mapping[str, NumberRegistry]

    async def choose(self, account_id: str, agent_id: str, *, ask: bool = True) -> OwnedNumber | None:
        """The number that this agent's calls show: its own before another of the account, and always the
        same one, whoever is called. None where the account has none that the carrier vouches for. Raises
        ProviderError where the carrier must be asked and cannot be; unless `ask`, it never is."""
        async with self.store.account(account_id) as scope:
            page = await scope.numbers.page(limit=MAX_PAGE)
        unasked: ProviderError | None = None
        for number in sorted(page.items, key=lambda it: (it.agent_id != agent_id, it.id)):
            try:
                fresh = not ask or is_fresh(number, self.clock.now())
                known = number if fresh else await self.verify(account_id, number.id)
            except ProviderError as error:
                unasked = error
                continue
            if known.verified and known.ownership is not Ownership.NONE:
                return known
        if unasked is not None:
            raise unasked
        return None

    async def verify(self, account_id: str, number_id: str) -> OwnedNumber:
        """Ask the carrier now, and keep what it says. Raises NotFound, ProviderError."""
        async with self.store.account(account_id) as scope:
            number = await scope.numbers.get(number_id)
            credentials = await scope.numbers.credentials(number_id)
        registry = self.registries.get(number.carrier)
        if registry is None:
            raise ProviderError(
                "That carrier cannot be asked here.", provider=number.carrier, retryable=False
            )
        proof = await registry.proof(number.number, credentials)
        now = self.clock.now()
        ours = proof.ownership is not Ownership.NONE
        async with self.store.account(account_id) as scope:
            number = await scope.numbers.lock(number_id)
            checked = replace(
                number,
                ownership=proof.ownership,
                verified=ours,
                verified_at=now if ours else number.verified_at,
                carrier_number_id=proof.carrier_number_id,
                checked_at=now,
            )
            await scope.numbers.save(checked)
        if number.verified and not ours:
            log.warning("the carrier does not vouch for a number any more", number_id=number_id)
        return checked

    async def doubt(self, account_id: str, number_id: str) -> None:
        """The carrier refused to show it and cannot be asked why: it is shown no more until it can."""
        async with self.store.account(account_id) as scope:
            number = await scope.numbers.lock(number_id)
            await scope.numbers.save(replace(number, verified=False, checked_at=None))

    async def check_due(self) -> int:
        """Ask again about every number that was not asked about for nearly a day; how many were."""
        async with self.store.platform() as platform:
            due = await platform.numbers.unchecked_since(self.clock.now() - BELIEVED + _AHEAD)
        asked = 0
        for number in due:
            try:
                await self.verify(number.account_id, number.id)
            except DialoraError as error:
                # One carrier that is away holds up no other number.
                log.warning("a number cannot be checked", number_id=number.id, code=error.code)
                continue
            asked += 1
        return asked


def is_fresh(number: OwnedNumber, now: datetime) -> bool:
    """Whether the carrier's word on it can still be believed."""
    return number.checked_at is not None and timedelta(0) <= now - number.checked_at < BELIEVED
