"""Somebody we did not mean to call: what was agreed for the number is not theirs, nothing calls it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dialora.domain.do_not_call import StopVia
from dialora.domain.phone import PhoneNumber
from dialora.services.consents import Consents
from dialora.services.revocations import Revocations, Stop, Stopped

#: Why consents of the number end, as they say it.
VIA: Final = "wrong_number"
_REASON: Final = "Wrong number: whoever answered is not the person who agreed."


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongNumbers:
    """A number that has changed hands took no agreement with it (47 CFR 64.1200(m))."""

    revocations: Revocations
    consents: Consents

    async def record(self, account_id: str, number: PhoneNumber, *, call_id: str) -> Stopped:
        """First what keeps us from calling, then each consent of the number by a record of its own."""
        stop = Stop(via=StopVia.CALL, call_id=call_id, reason=_REASON)
        stopped = await self.revocations.stop(account_id, number, stop)
        for consent in await self.consents.of_number(account_id, number):
            if consent.revoked_at is None:
                await self.consents.withdraw(account_id, consent.id, via=VIA, by=call_id)
        return stopped
