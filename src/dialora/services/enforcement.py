"""What the operator may do to an account: stop it, let it go on, and limit what its callers use up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from dialora.domain.accounts import Standing
from dialora.domain.admission import CallLimits
from dialora.domain.approvals import Approvals
from dialora.services.attempts import Attempts
from dialora.services.ledger import Ledger
from dialora.store.scope import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Enforcement:
    store: Store
    ledger: Ledger
    #: Calls that are on their way to somebody; None where none can be.
    underway: Attempts | None = None

    async def suspend(self, account_id: str) -> None:
        """From the next decision on no call of the account is let in or placed; those that run are ended
        within seconds by the processes that hold them, and those that ring are taken back. When this returns,
        no request for a call of the account begins any more. Raises NotFound."""
        await self._stand(account_id, Standing.SUSPENDED)
        if self.underway is not None:
            await self.underway.cancel_all(account_id)

    async def reinstate(self, account_id: str) -> None:
        """Raises NotFound."""
        await self._stand(account_id, Standing.ACTIVE)

    async def approve(self, account_id: str, change: Callable[[Approvals], Approvals]) -> Approvals:
        """Say what an account may do, beginning from what it may do now. From the next decision on it holds.
        Raises NotFound."""
        async with self.store.account(account_id) as scope:
            approvals = change(await scope.approvals.get())
        async with self.store.platform() as platform:
            await platform.approvals.put(account_id, approvals)
        async with self.store.account(account_id) as scope:
            head = await self.ledger.add(
                scope, kind="approvals", subject_id=account_id, said=asdict(approvals)
            )
        await self.ledger.keep(head)
        return approvals

    async def limit(self, account_id: str, **changed: int | None) -> CallLimits:
        """Change what is named; the rest stays. Returns what the account has set. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            limits = replace(await scope.limits.get(), **changed)
            await scope.limits.put(limits)
            head = await self.ledger.add(
                scope, kind="call_limits", subject_id=account_id, said=asdict(limits)
            )
        await self.ledger.keep(head)
        return limits

    async def _stand(self, account_id: str, standing: Standing) -> None:
        async with self.store.platform() as platform:
            await platform.accounts.set_standing(account_id, standing)
        async with self.store.account(account_id) as scope:
            head = await self.ledger.add(
                scope, kind="standing", subject_id=account_id, said={"standing": standing.value}
            )
        await self.ledger.keep(head)
