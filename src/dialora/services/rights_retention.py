"""How long an account keeps each kind of thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from dialora.domain.errors import InvalidFields
from dialora.domain.rights import Retention
from dialora.services.ledger import Ledger
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """In days."""

    #: What the account has set; None: as the installation does.
    own: Retention
    #: What holds.
    holds: Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPlans:
    store: Store
    ledger: Ledger
    #: Where an account says nothing.
    installation: Retention

    async def of(self, account_id: str) -> Kept:
        async with self.store.account(account_id) as scope:
            return self._kept(await scope.retention.get())

    async def change(self, account_id: str, days: Mapping[str, int | None], *, by: str) -> Kept:
        """What is not named stays. From the next night on it holds. Raises InvalidFields."""
        unknown = days.keys() - {each.name for each in fields(Retention)}
        if unknown:
            raise InvalidFields({f"/{name}": "There is no such kind of thing." for name in sorted(unknown)})
        async with self.store.account(account_id) as scope:
            own = replace(await scope.retention.get(), **days)
            own.check()
            await scope.retention.put(own)
            said = {"by": by, **asdict(own)}
            head = await self.ledger.add(scope, kind="retention", subject_id=account_id, said=said)
        await self.ledger.keep(head)
        return self._kept(own)

    def _kept(self, own: Retention) -> Kept:
        return Kept(own=own, holds=own.or_else(self.installation))
