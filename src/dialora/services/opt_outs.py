"""Opting out without talking to anybody: the public page with its code, and the link in a letter."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dialora.domain.accounts import Account
from dialora.domain.do_not_call import StopVia
from dialora.domain.errors import Invalid, NotFound, Throttled
from dialora.domain.opt_outs import CODE_LASTS, OptOutRequest
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.do_not_call import DoNotCall
from dialora.services.revocations import Revocations, Stop, Stopped
from dialora.store.ids import new_id
from dialora.store.scope import Store

#: Codes of one number that wait at once, and requests of one visitor in an hour.
_MOST_OPEN: Final = 5
_MOST_ASKED: Final = 20
_WINDOW: Final = timedelta(hours=1)
_CODE: Final = re.compile(r"(?<!\d)\d{6}(?!\d)")
_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """Whom a letter's link is about."""

    account: Account
    number: PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOuts:
    store: Store
    clock: Clock
    revocations: Revocations
    do_not_call: DoNotCall
    public_url: str

    # The page: a code, and a text with it from the number itself

    async def ask(self, number: PhoneNumber, *, language: str, visitor: str) -> tuple[OptOutRequest, str]:
        """A request, and the token of the page that waits for it. Nothing is sent to the number: it proves
        itself by a text to us. Raises Throttled."""
        token, now = secrets.token_urlsafe(24), self.clock.now()
        async with self.store.platform() as platform:
            subject = hashlib.sha256(b"opt-out\x00" + visitor.encode(errors="replace")).digest()
            asked = await platform.sign_in_attempts.note(subject, now, _WINDOW)
            waiting = await platform.opt_out_requests.open_count(number, now)
            if asked.count <= _MOST_ASKED and waiting < _MOST_OPEN:
                await platform.opt_out_requests.delete_before(now - timedelta(days=1))
                request = OptOutRequest(
                    id=new_id("optout"),
                    number_hash=platform.opt_out_requests.hash_of(number),
                    code=f"{secrets.randbelow(10**6):06}",
                    token_hash=_hash(token),
                    language=language,
                    created_at=now,
                    expires_at=now + CODE_LASTS,
                    confirmed_at=None,
                )
                await platform.opt_out_requests.add(request)
                return request, token
        raise Throttled("That was asked for too often. Try again in an hour.", wait_s=3600)

    async def of_token(self, token: str) -> OptOutRequest:
        """Raises NotFound."""
        async with self.store.platform() as platform:
            found = await platform.opt_out_requests.by_token_hash(_hash(token))
        if found is None:
            raise NotFound("There is no such request.", code="opt_out_unknown")
        return found

    async def confirm(self, account_id: str, number: PhoneNumber, text: str) -> OptOutRequest | None:
        """A text from the number: where it holds a code that waits, nobody here calls the number again."""
        found = _CODE.search(text)
        if found is None:
            return None
        now = self.clock.now()
        async with self.store.platform() as platform:
            request = await platform.opt_out_requests.open_with(number, found[0], now)
        if request is None:
            return None
        await self.do_not_call.stop_everywhere(number, via=StopVia.WEB)
        await self.revocations.stop(account_id, number, Stop(via=StopVia.WEB))
        # Last: the page says so only once it holds.
        async with self.store.platform() as platform:
            await platform.opt_out_requests.confirm(request.id, now)
        return request

    # The link in a letter

    def link(self, account_id: str, number: PhoneNumber) -> str:
        """The address with which whoever reads a letter stops calls of this account. It never ends, and
        says to nobody whose number it is."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, f"{account_id}\x00{number.e164}".encode(), b"")
        return f"{self.public_url}/opt-out/letter/{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def letter_headers(self, account_id: str, number: PhoneNumber) -> dict[str, str]:
        """What lets a mail program show a button for it (RFC 2369, RFC 8058)."""
        return {
            "List-Unsubscribe": f"<{self.link(account_id, number)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    async def of_link(self, token: str) -> LinkTarget:
        """Raises NotFound."""
        account_id, number = self._open(token)
        async with self.store.account(account_id) as scope:
            return LinkTarget(account=await scope.account(), number=number)

    async def follow(self, token: str) -> Stopped:
        """Stop everything of this account to the number of the link. Raises NotFound."""
        account_id, number = self._open(token)
        return await self.revocations.stop(account_id, number, Stop(via=StopVia.EMAIL))

    def _open(self, token: str) -> tuple[str, PhoneNumber]:
        try:
            sealed = base64.urlsafe_b64decode(token.encode("ascii"))
            opened = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], b"")
            account_id, number = opened.decode().split("\x00")
            return account_id, PhoneNumber(number)
        except (UnicodeError, binascii.Error, ValueError, InvalidTag, Invalid):
            raise NotFound("There is no such link.", code="link_unknown") from None

    @property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.store.keyring.derive("opt-out links"))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
