"""Keeps passwords from being guessed: attempts are counted over all processes, before they are tried."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from dialora.domain.errors import Throttled
from dialora.ports.clock import Clock
from dialora.store.scope import Store

WINDOW = timedelta(minutes=15)
#: For one person from one place; from one place for anybody; and for one person from anywhere. The last is
#: wide, so that nobody can lock another out from a single machine.
FOR_ONE_FROM_ONE = 5
FROM_ONE = 50
FOR_ONE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInGuard:
    store: Store
    clock: Clock

    async def note(self, email: str, address: str) -> None:
        """Count an attempt. Raises Throttled when it is one too many, whether or not the person exists."""
        now = self.clock.now()
        limits = (((email, address), FOR_ONE_FROM_ONE), ((address,), FROM_ONE), ((email,), FOR_ONE))
        async with self.store.platform() as platform:
            # In one order, so that two attempts at once never wait for each other.
            counts = sorted((self._subject(*named), limit) for named, limit in limits)
            seen = [(await platform.sign_in_attempts.note(who, now, WINDOW), limit) for who, limit in counts]
        waits = [attempts.since + WINDOW - now for attempts, limit in seen if attempts.count > limit]
        if waits:
            minutes = max(1, -(-int(max(waits).total_seconds()) // 60))
            raise Throttled(
                f"Too many attempts. Try again in {minutes} min.",
                wait_s=minutes * 60,
                code="too_many_attempts",
            )

    async def forget(self, email: str, address: str) -> None:
        """The right password clears the count of this person from this place."""
        async with self.store.platform() as platform:
            await platform.sign_in_attempts.forget(self._subject(email, address))

    def _subject(self, *named: str) -> bytes:
        key = self.store.keyring.derive("sign-in attempts")
        return hmac.new(key, "\x00".join((str(len(named)), *named)).encode(), hashlib.sha256).digest()
