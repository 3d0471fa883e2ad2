"""Phone numbers: one account's, and across accounts the one a carrier's webhook names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.errors import NotFound
from dialora.domain.numbers import CarrierCredentials, OwnedNumber
from dialora.domain.phone import PhoneNumber
from dialora.store.keyring import AccountSeal, Keyring
from dialora.store.page import Page
from dialora.store.rows import AccountRows, read_noun
from dialora.store.tables import accounts, phone_numbers

_AUTH_TOKEN = "phone_number.auth_token"


class Numbers(AccountRows[OwnedNumber]):
    """The numbers of one account."""

    table = phone_numbers
    noun = OwnedNumber

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[OwnedNumber]:
        return await self._page(limit, starting_after)

    async def by_number(self, number: PhoneNumber) -> OwnedNumber | None:
        return await self._first(self._select(phone_numbers.c.number == number))

    async def set_credentials(self, id: str, credentials: CarrierCredentials) -> None:
        """Seal the carrier's secret with the number. Raises NotFound."""
        sealed = self._tenant.seal.seal_text(_AUTH_TOKEN, credentials.auth_token)
        changed = (
            update(phone_numbers)
            .where(self._mine, phone_numbers.c.id == id)
            .values(carrier_account_id=credentials.carrier_account_id, auth_token_sealed=sealed)
        )
        if not (await self._tenant.connection.execute(changed)).rowcount:
            raise NotFound

    async def credentials(self, id: str) -> CarrierCredentials:
        """Raises NotFound where there is no number, or none was set."""
        row = (await self._tenant.connection.execute(self._select(phone_numbers.c.id == id))).first()
        return _opened(row, self._tenant.seal)


class AllNumbers:
    """Every number, found by what a carrier says of a call."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def by_number(self, carrier: str, number: PhoneNumber) -> OwnedNumber | None:
        query = select(phone_numbers).where(
            phone_numbers.c.carrier == carrier, phone_numbers.c.number == number
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else read_noun(OwnedNumber, row)

    async def by_carrier_account(self, carrier: str, carrier_account_id: str) -> tuple[OwnedNumber, ...]:
        """All numbers at one account of the carrier, oldest first."""
        query = (
            select(phone_numbers)
            .where(
                phone_numbers.c.carrier == carrier,
                phone_numbers.c.carrier_account_id == carrier_account_id,
            )
            .order_by(phone_numbers.c.id)
        )
        return tuple(read_noun(OwnedNumber, row) for row in await self._connection.execute(query))

    async def unchecked_since(self, then: datetime, *, limit: int = 200) -> tuple[OwnedNumber, ...]:
        """Those whose carrier was not asked about them since then, the longest ago first."""
        query = (
            select(phone_numbers)
            .where(or_(phone_numbers.c.checked_at.is_(None), phone_numbers.c.checked_at < then))
            .order_by(phone_numbers.c.checked_at.asc().nulls_first(), phone_numbers.c.id)
            .limit(limit)
        )
        return tuple(read_noun(OwnedNumber, row) for row in await self._connection.execute(query))

    async def credentials(self, number: OwnedNumber) -> CarrierCredentials:
        """Raises NotFound where none was set."""
        query = (
            select(phone_numbers, accounts.c.data_key)
            .join(accounts, accounts.c.id == phone_numbers.c.account_id)
            .where(phone_numbers.c.account_id == number.account_id, phone_numbers.c.id == number.id)
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            raise NotFound
        return _opened(row, self._keyring.account_seal(number.account_id, row.data_key))


def _opened(row: Row[tuple[object, ...]] | None, seal: AccountSeal) -> CarrierCredentials:
    if row is None or row.auth_token_sealed is None:
        raise NotFound("No carrier credentials are stored for this number.", code="credentials_missing")
    return CarrierCredentials(
        carrier_account_id=row.carrier_account_id,
        auth_token=seal.open_text(_AUTH_TOKEN, row.auth_token_sealed),
    )
