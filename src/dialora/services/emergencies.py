"""Declared emergencies: the operator puts them down for every account, for so long as they last."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from dialora.domain.emergencies import LONGEST_REASON, DeclaredEmergency, check_emergency
from dialora.domain.errors import Invalid
from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.store.ids import new_id
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergencies:
    store: Store
    clock: Clock
    ledger: Ledger

    async def declare(self, state: str, *, reason: str, until: datetime, by: str) -> DeclaredEmergency:
        """From now on: where the state's law says so, nobody sells by telephone there until it is over.
        Raises Invalid."""
        now = self.clock.now()
        it = DeclaredEmergency(
            id=new_id("emrg"),
            state=state.strip().upper(),
            reason=reason.strip(),
            from_at=now,
            until=until,
            declared_at=now,
            declared_by=by,
        )
        check_emergency(it)
        async with self.store.platform() as platform:
            await platform.emergencies.add(it)
        await self._tell_every_account("emergency_declared", it)
        return it

    async def end(self, emergency_id: str, *, reason: str, by: str) -> DeclaredEmergency:
        """Before its time: calls are allowed there again, which stands in every account's ledger. Raises
        NotFound, Conflict, Invalid."""
        why = reason.strip()
        if not why or len(why) > LONGEST_REASON or not why.isprintable():
            raise Invalid("Say why it ends now.", field="reason", code="emergency_invalid")
        async with self.store.platform() as platform:
            it = await platform.emergencies.end(emergency_id, at=self.clock.now(), by=by, reason=why)
        await self._tell_every_account("emergency_ended", it)
        return it

    async def newest(self) -> tuple[DeclaredEmergency, ...]:
        """Those that are over too."""
        async with self.store.platform() as platform:
            return await platform.emergencies.newest()

    async def _tell_every_account(self, kind: str, it: DeclaredEmergency) -> None:
        async with self.store.platform() as platform:
            accounts = await platform.accounts.all()
        said = asdict(it)
        for account in accounts:
            async with self.store.account(account.id) as scope:
                head = await self.ledger.add(scope, kind=kind, subject_id=it.id, said=said)
            await self.ledger.keep(head)
