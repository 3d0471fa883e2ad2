"""Which of an account's numbers may text people, as its carrier or the operator says."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.errors import Forbidden
from dialora.domain.text_registrations import TextRegistration
from dialora.store.rows import Tenant, read_noun, write_noun
from dialora.store.tables import text_registrations


class TextRegistrations:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def of_number(self, number_id: str) -> TextRegistration | None:
        """None where nobody has said."""
        return next((it for it in await self.all() if it.number_id == number_id), None)

    async def all(self) -> tuple[TextRegistration, ...]:
        mine = text_registrations.c.account_id == self._tenant.account_id
        rows = await self._tenant.connection.execute(select(text_registrations).where(mine))
        return tuple(read_noun(TextRegistration, row) for row in rows)

    async def put(self, it: TextRegistration) -> None:
        """In the place of what was known before."""
        if it.account_id != self._tenant.account_id:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        row = write_noun(it)
        again = insert(text_registrations).values(row)
        again = again.on_conflict_do_update(index_elements=["account_id", "number_id"], set_=row)
        await self._tenant.connection.execute(again)
