"""Accounts: one's own, and across them the platform's view."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.accounts import Account, Standing
from dialora.domain.errors import Forbidden, NotFound
from dialora.store.keyring import AccountSeal, Keyring
from dialora.store.rows import Tenant, read_noun, write_noun
from dialora.store.tables import accounts


class OwnAccount:
    """The account's own row."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def get(self) -> Account:
        row = (await self._tenant.connection.execute(self._query())).one()
        account: Account = read_noun(Account, row)
        return account

    async def lock(self, *, shared: bool = False) -> Account:
        """Shared: its standing cannot change until this transaction ends; others may share too."""
        query = self._query().with_for_update(read=shared)
        account: Account = read_noun(Account, (await self._tenant.connection.execute(query)).one())
        return account

    async def save(self, account: Account) -> None:
        """Write what an account may change of itself: names and place, not its standing or agency."""
        if account.id != self._tenant.account_id:
            raise Forbidden("It is another account.", code="foreign_account")
        changed = (
            update(accounts)
            .where(accounts.c.id == self._tenant.account_id)
            .values(
                name=account.name,
                seller=account.seller,
                country=account.country,
                state=account.state,
                zone=account.zone,
            )
        )
        await self._tenant.connection.execute(changed)

    def _query(self) -> Select[Any]:
        return select(accounts).where(accounts.c.id == self._tenant.account_id)


class AllAccounts:
    """Every account."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def add(self, account: Account) -> None:
        """With a data key of its own, kept sealed."""
        data_key = self._keyring.new_data_key(account.id)
        await self._connection.execute(insert(accounts).values(write_noun(account) | {"data_key": data_key}))

    async def get(self, id: str) -> Account:
        """Raises NotFound."""
        row = (await self._connection.execute(select(accounts).where(accounts.c.id == id))).first()
        if row is None:
            raise NotFound
        account: Account = read_noun(Account, row)
        return account

    async def of_agency(self, agency_id: str) -> tuple[Account, ...]:
        """Oldest first."""
        query = select(accounts).where(accounts.c.agency_id == agency_id).order_by(accounts.c.id)
        return tuple(read_noun(Account, row) for row in await self._connection.execute(query))

    async def all(self) -> tuple[Account, ...]:
        """Oldest first."""
        rows = await self._connection.execute(select(accounts).order_by(accounts.c.id))
        return tuple(read_noun(Account, row) for row in rows)

    async def set_standing(self, id: str, standing: Standing) -> None:
        """Waits for every transaction that decided on the old standing."""
        changed = update(accounts).where(accounts.c.id == id).values(standing=standing)
        if not (await self._connection.execute(changed)).rowcount:
            raise NotFound

    async def seal(self, id: str) -> AccountSeal:
        """Raises NotFound."""
        data_key = await self._connection.scalar(select(accounts.c.data_key).where(accounts.c.id == id))
        if data_key is None:
            raise NotFound
        return self._keyring.account_seal(id, data_key)
