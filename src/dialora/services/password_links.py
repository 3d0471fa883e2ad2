"""Links by which people set their own password: the first one, or a new one for somebody who forgot."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dialora.domain.accounts import Member
from dialora.domain.errors import NotFound
from dialora.ports.clock import Clock
from dialora.store.scope import Store

#: How long a link works, if it is not used before.
LINK_LIFETIME = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordLinks:
    """Nothing of a link is kept: it is signed, and over once the password has changed."""

    store: Store
    clock: Clock

    def token(self, member: Member) -> str:
        """What makes a link theirs."""
        expires = str(int((self.clock.now() + LINK_LIFETIME).timestamp()))
        return f"{member.id}.{expires}.{self._signature(member, expires)}"

    async def member(self, token: str) -> Member:
        """Whose password a link sets. Raises NotFound where it is used, too old or none of ours."""
        try:
            member_id, expires, signature = token.split(".")
            until = datetime.fromtimestamp(int(expires), UTC)
        except (ValueError, OverflowError, OSError):
            raise _no_link() from None
        async with self.store.platform() as platform:
            try:
                member = await platform.members.get(member_id)
            except NotFound:
                raise _no_link() from None
        right = hmac.compare_digest(signature.encode(), self._signature(member, expires).encode())
        if not right or member.disabled or until <= self.clock.now():
            raise _no_link()
        return member

    def _signature(self, member: Member, expires: str) -> str:
        # The password's hash is signed too: once it has changed, the link is nothing.
        told = "\x00".join((member.id, expires, member.password_hash)).encode()
        digest = hmac.new(self.store.keyring.derive("links to set a password"), told, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _no_link() -> NotFound:
    return NotFound("This link was used, or is too old. Ask for a new one.", code="link_over")
