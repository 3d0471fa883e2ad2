"""STOP and START as they came by text: only ever added, the newest of a number holds."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from dialora.domain.do_not_call import SmsChoice
from dialora.domain.phone import PhoneNumber
from dialora.store.rows import AccountRows
from dialora.store.tables import sms_choices


class SmsChoices(AccountRows[SmsChoice]):
    table = sms_choices
    noun = SmsChoice

    def hash_of(self, number: PhoneNumber) -> bytes:
        """What stands for the number here."""
        return self._tenant.keyring.number_hash(number)

    async def add_once(self, choice: SmsChoice) -> bool:
        """False where this very text is here already: carriers send some twice."""
        added = (
            insert(sms_choices)
            .values(self._own(choice))
            .on_conflict_do_nothing(index_elements=["account_id", "message_id"])
            .returning(sms_choices.c.id)
        )
        return (await self._tenant.connection.execute(added)).first() is not None

    async def newest(self, number: PhoneNumber) -> SmsChoice | None:
        """None where the number never said either."""
        query = self._select(sms_choices.c.number_hash == self.hash_of(number))
        return await self._first(query.order_by(sms_choices.c.id.desc()).limit(1))
