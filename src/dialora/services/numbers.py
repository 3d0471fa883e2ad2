"""The numbers accounts bring, and who may speak for them at the carrier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialora.domain.errors import Conflict, Forbidden, NotFound
from dialora.domain.numbers import CarrierCredentials, OwnedNumber, Ownership
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.ports.telephony import NumberRegistry
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import PlatformScope, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierSecret:
    """A secret that a carrier signs requests with, and the account it speaks for."""

    account_id: str
    secret: str

    def __repr__(self) -> str:
        return f"CarrierSecret({self.account_id!r}, …)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Numbers across accounts, as carriers see them."""

    store: Store
    clock: Clock
    #: What each carrier itself says of numbers, by the carrier's name.
    registries: Mapping[str, NumberRegistry]

    async def add(
        self,
        number: PhoneNumber,
        *,
        account_id: str,
        agent_id: str,
        carrier: str,
        credentials: CarrierCredentials,
    ) -> OwnedNumber:
        """Bring a number, once the carrier says that it is the account's; brought again, its secret and its
        agent are replaced. Raises Forbidden, Conflict where another account has it, NotFound,
        ProviderError."""
        ownership = await self.registries[carrier].ownership(number, credentials)
        if ownership is Ownership.NONE:
            raise Forbidden(f"{carrier} does not list {number} in that account.", code="number_not_owned")
        now = self.clock.now()
        brought = OwnedNumber(
            id=new_id("num"),
            account_id=account_id,
            number=number,
            carrier=carrier,
            carrier_account_id=credentials.carrier_account_id,
            agent_id=agent_id,
            ownership=ownership,
            verified=True,
            verified_at=now,
            created_at=now,
        )
        try:
            return await self._keep(brought, credentials)
        except Conflict:
            raise Conflict(f"Another account has {number} already.", code="number_taken") from None

    async def _keep(self, brought: OwnedNumber, credentials: CarrierCredentials) -> OwnedNumber:
        async with self.store.account(brought.account_id) as scope:
            await scope.agents.get(brought.agent_id or "")
            known = await scope.numbers.by_number(brought.number)
            if known is None:
                await scope.numbers.add(brought)
            else:
                brought = replace(brought, id=known.id, created_at=known.created_at)
                await scope.numbers.save(brought)
            await scope.numbers.set_credentials(brought.id, credentials)
        return brought

    async def point_here(
        self, number: OwnedNumber, credentials: CarrierCredentials, *, public_url: str
    ) -> None:
        """Have the carrier send the number's calls to this server. Raises ProviderError."""
        webhooks = f"{public_url}/telephony/{number.carrier}"
        await self.registries[number.carrier].point_at(
            number.number,
            credentials,
            voice_url=f"{webhooks}/voice",
            status_url=f"{webhooks}/status",
            message_url=f"{webhooks}/message",
        )

    async def secrets(
        self, carrier: str, carrier_account_id: str, called: PhoneNumber | None
    ) -> tuple[CarrierSecret, ...]:
        """What a request of this carrier account may be signed with: the called number's own secret,
        or, where the number is not ours, those of every account that brought this carrier account.

        Raises NotFound where an account brought a number and no secret."""
        async with self.store.platform() as platform:
            if called is not None:
                number = await platform.numbers.by_number(carrier, called)
                if number is not None:
                    # Who owns another carrier account says nothing about this number.
                    ours = number.carrier_account_id == carrier_account_id
                    return (await _secret(platform, number),) if ours else ()
            owned = await platform.numbers.by_carrier_account(carrier, carrier_account_id)
            return tuple([await _secret(platform, number) for number in owned])

    async def get(self, account_id: str, number_id: str) -> OwnedNumber:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.numbers.get(number_id)

    async def page(
        self, account_id: str, *, limit: int = 20, starting_after: str | None = None
    ) -> Page[OwnedNumber]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            return await scope.numbers.page(limit=limit, starting_after=starting_after)

    async def assign(self, account_id: str, number_id: str, agent_id: str | None) -> OwnedNumber:
        """Who answers it from the next call on; None is a polite refusal. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            number = await scope.numbers.lock(number_id)
            if agent_id is not None:
                await scope.agents.get(agent_id)
            assigned = replace(number, agent_id=agent_id)
            await scope.numbers.save(assigned)
        return assigned

    async def of(self, carrier: str, called: PhoneNumber) -> OwnedNumber:
        """The number of ours that was called. Raises NotFound."""
        async with self.store.platform() as platform:
            number = await platform.numbers.by_number(carrier, called)
        if number is None:
            raise NotFound("That number is not in service here.", code="number_unknown")
        return number


async def _secret(platform: PlatformScope, number: OwnedNumber) -> CarrierSecret:
    credentials = await platform.numbers.credentials(number)
    return CarrierSecret(account_id=number.account_id, secret=credentials.auth_token)
