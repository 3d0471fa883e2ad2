"""What callers of an account may use up, as its people are shown it."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.admission import CallLimits
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    #: What holds.
    allowed: CallLimits
    #: What of it was set for this account alone.
    own: CallLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowances:
    store: Store
    #: Of the installation.
    limits: CallLimits

    async def of(self, account_id: str) -> Allowance:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            own = await scope.limits.get()
        return Allowance(allowed=own.over(self.limits), own=own)
