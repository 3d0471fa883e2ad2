"""API keys of an account: made, shown once, revoked. Who knows programs by them is `identity`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialora.domain.accounts import ApiKey, KeyMode, Member
from dialora.domain.errors import Conflict
from dialora.ports.clock import Clock
from dialora.services.identity import new_api_key
from dialora.services.ledger import Ledger
from dialora.store.page import Page
from dialora.store.scope import Store

MOST_KEYS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeys:
    store: Store
    clock: Clock
    ledger: Ledger

    async def make(self, account_id: str, mode: KeyMode, *, by: Member) -> tuple[ApiKey, str]:
        """A key and its secret, which nobody can be shown again. Raises Conflict("too_many_keys")."""
        key, secret = new_api_key(account_id, mode, self.clock.now())
        async with self.store.account(account_id) as scope:
            await scope.own.lock()
            known = (await scope.api_keys.page(limit=100)).items
            if sum(each.revoked_at is None for each in known) >= MOST_KEYS:
                raise Conflict(f"An account has at most {MOST_KEYS} keys.", code="too_many_keys")
            await scope.api_keys.add(key)
            said = {"mode": mode.value, "by": by.id}
            head = await self.ledger.add(scope, kind="api_key_made", subject_id=key.id, said=said)
        await self.ledger.keep(head)
        return key, secret

    async def revoke(self, account_id: str, key_id: str, *, by: Member) -> ApiKey:
        """Nothing is let in with it from now on. Revoking twice changes nothing. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            key = await scope.api_keys.lock(key_id)
            if key.revoked_at is not None:
                return key
            key = replace(key, revoked_at=self.clock.now())
            await scope.api_keys.save(key)
            said = {"by": by.id}
            head = await self.ledger.add(scope, kind="api_key_revoked", subject_id=key.id, said=said)
        await self.ledger.keep(head)
        return key

    async def page(
        self, account_id: str, *, limit: int = 100, starting_after: str | None = None
    ) -> Page[ApiKey]:
        """Newest first, revoked ones too."""
        async with self.store.account(account_id) as scope:
            return await scope.api_keys.page(limit=limit, starting_after=starting_after)
