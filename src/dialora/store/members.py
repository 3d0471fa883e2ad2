"""Members: the people of one account, and across accounts those who sign in."""

from __future__ import annotations

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.accounts import Member, Role
from dialora.domain.errors import NotFound
from dialora.store.page import Page
from dialora.store.rows import AccountRows, read_noun, write_noun
from dialora.store.tables import members


class Members(AccountRows[Member]):  # type: ignore[type-var]
    """The people of one account."""

    table = members
    noun = Member

    async def page(self, *, limit: int = 20, starting_after: str | None = None) -> Page[Member]:
        return await self._page(limit, starting_after)


class AllMembers:
    """Everybody who may sign in."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, member: Member) -> None:
        """Raises Conflict where the e-mail address is in use."""
        await self._connection.execute(insert(members).values(write_noun(member)))

    async def get(self, id: str) -> Member:
        """Raises NotFound."""
        row = (await self._connection.execute(select(members).where(members.c.id == id))).first()
        if row is None:
            raise NotFound
        member: Member = read_noun(Member, row)
        return member

    async def by_email(self, email: str) -> Member | None:
        query = select(members).where(members.c.email == func.lower(email))
        row = (await self._connection.execute(query)).first()
        return None if row is None else read_noun(Member, row)

    async def has_operator(self) -> bool:
        """Whether anybody may make agencies and accounts."""
        operators = exists().where(members.c.role == Role.OPERATOR, ~members.c.disabled)
        return bool(await self._connection.scalar(select(operators)))

    async def set_password_hash(self, id: str, password_hash: str) -> None:
        changed = update(members).where(members.c.id == id).values(password_hash=password_hash)
        await self._connection.execute(changed)
