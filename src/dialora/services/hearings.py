"""Who has heard a stored recording: in the ledger before the first sound leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.store.scope import Store

#: A player asks for a recording in parts and again: within this time it is one hearing.
ONE_HEARING: Final = timedelta(minutes=10)
_MOST_REMEMBERED: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearings:
    store: Store
    clock: Clock
    ledger: Ledger
    #: When who began to hear which call, the oldest first.
    _begun: dict[tuple[str, str], datetime] = field(default_factory=dict, repr=False)

    async def note(self, account_id: str, call_id: str, *, by: str) -> None:
        """`by` is the id of a member or a key. Raises NotFound, Unavailable: then nothing may be heard."""
        now = self.clock.now()
        begun = self._begun.get((call_id, by))
        if begun is not None and now - begun < ONE_HEARING:
            return
        async with self.store.account(account_id) as scope:
            call = await scope.calls.get(call_id)
            head = await self.ledger.add(scope, kind="recording_heard", subject_id=call.id, said={"by": by})
        await self.ledger.keep(head)
        self._begun.pop((call_id, by), None)
        self._begun[call_id, by] = now
        if len(self._begun) > _MOST_REMEMBERED:
            self._begun.pop(next(iter(self._begun)))
