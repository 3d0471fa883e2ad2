"""Who is asking: people who sign in, the browsers they use, and the keys of programs."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pwdlib import PasswordHash

from dialora.domain.accounts import Account, ApiKey, KeyMode, Member, Role, WebSession
from dialora.domain.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from dialora.ports.clock import Clock
from dialora.services.sign_in_guard import SignInGuard
from dialora.store.ids import new_id
from dialora.store.scope import Store

#: A browser stays signed in this long after it was last used, and never longer than the second.
IDLE_LIFETIME = timedelta(days=7)
LONGEST_LIFETIME = timedelta(days=30)
#: How far a session's end must move before it is written again, and how old a key's last use may look.
_WRITE_AFTER = timedelta(hours=1)
_TOUCH_AFTER = timedelta(minutes=1)

#: Roles that may set an account up: what its agents say to callers, and where things go.
_MAY_SET_UP = frozenset({Role.OWNER, Role.ADMIN})
#: Roles that may change something in an account of their own.
_MAY_CHANGE = frozenset({Role.OWNER, Role.ADMIN, Role.MEMBER})

_PASSWORDS = PasswordHash.recommended()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person at a browser, and the account they look at."""

    member: Member
    #: None until an agency admin or the operator has chosen one.
    account: Account | None
    csrf_token: str

    @property
    def visiting(self) -> bool:
        """Looking at an account that is not their own."""
        return self.member.account_id is None

    @property
    def may_change(self) -> bool:
        return not self.visiting and self.member.role in _MAY_CHANGE

    @property
    def may_set_up(self) -> bool:
        return not self.visiting and self.member.role in _MAY_SET_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHolder:
    """A program with a key to one account."""

    account_id: str
    key_id: str
    mode: KeyMode

    @property
    def name(self) -> str:
        """As whoever did something is shown to people."""
        return f"A program with a {self.mode} key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Signs people in and out, and knows programs by their keys."""

    store: Store
    clock: Clock
    #: Verified in place of the hash of somebody who is not there, so that both take as long.
    _decoy: str = field(default_factory=lambda: hash_password(secrets.token_urlsafe()), repr=False)

    async def sign_in(self, email: str, password: str, *, address: str) -> str:
        """The token of a new session. The same refusal, as late, whatever was wrong: an unknown address,
        a wrong password, a disabled member. Raises Unauthenticated, Throttled."""
        email = email.strip().lower()
        guard = SignInGuard(store=self.store, clock=self.clock)
        await guard.note(email, address)
        async with self.store.platform() as platform:
            member = await platform.members.by_email(email)
        known = member.password_hash if member else self._decoy
        right, renewed = await asyncio.to_thread(_verify, password, known)
        if member is None or member.disabled or not right:
            raise Unauthenticated("That e-mail and password do not belong together.", code="sign_in_failed")
        if renewed is not None:
            async with self.store.platform() as platform:
                await platform.members.set_password_hash(member.id, renewed)
        await guard.forget(email, address)
        return await self._new_session(member, member.account_id, self.clock.now())

    async def has_operator(self) -> bool:
        """False where the installation is new: nobody can set anything up yet. Raises Unavailable."""
        async with self.store.platform() as platform:
            return await platform.members.has_operator()

    async def signed_in(self, token: str) -> SignedIn:
        """Who a browser's cookie stands for. Raises Unauthenticated."""
        now = self.clock.now()
        async with self.store.platform() as platform:
            session = await platform.sessions.by_token_hash(_digest(token))
            if session is None or session.expires_at <= now:
                raise Unauthenticated("Your time here is over. Sign in again.", code="session_expired")
            member = await platform.members.get(session.member_id)
            if member.disabled:
                raise Unauthenticated("Your time here is over. Sign in again.", code="session_expired")
            expires_at = min(now + IDLE_LIFETIME, session.created_at + LONGEST_LIFETIME)
            if expires_at - session.expires_at > _WRITE_AFTER:
                await platform.sessions.save(replace(session, expires_at=expires_at))
            account = await platform.accounts.get(session.account_id) if session.account_id else None
        return SignedIn(member=member, account=account, csrf_token=session.csrf_token)

    async def lives(self, session: bytes) -> bool:
        """Whether the session of this hash is still somebody's. Without a database nobody can say no."""
        try:
            async with self.store.platform() as platform:
                known = await platform.sessions.by_token_hash(session)
                return known is not None and known.expires_at > self.clock.now()
        except Unavailable:
            return True

    async def sign_out(self, token: str) -> None:
        async with self.store.platform() as platform:
            await platform.sessions.delete(_digest(token))

    async def visit(self, token: str, signed_in: SignedIn, account_id: str) -> str:
        """Look at an account of one's agency, or as the operator at any; under a new session id.
        Raises NotFound, also where the account is somebody else's."""
        visible = {account.id for account in await self.accounts_of(signed_in.member)}
        if account_id not in visible:
            raise NotFound("There is no such account.", code="account_not_found")
        async with self.store.platform() as platform:
            session = await platform.sessions.by_token_hash(_digest(token))
            await platform.sessions.delete(_digest(token))
        signed_in_at = session.created_at if session else self.clock.now()
        return await self._new_session(signed_in.member, account_id, signed_in_at)

    async def accounts_of(self, member: Member) -> tuple[Account, ...]:
        """The accounts a person may look at: their own, their agency's, or as the operator all."""
        async with self.store.platform() as platform:
            if member.role is Role.OPERATOR:
                return await platform.accounts.all()
            if member.role is Role.AGENCY_ADMIN and member.agency_id is not None:
                return await platform.accounts.of_agency(member.agency_id)
            return (await platform.accounts.get(member.account_id),) if member.account_id else ()

    async def disable(self, account_id: str, member_id: str) -> None:
        """Nothing they are signed in to goes on. Raises NotFound."""
        await self._change(account_id, member_id, disabled=True)

    async def set_role(self, account_id: str, member_id: str, role: Role) -> None:
        """Whoever's role changes signs in anew. Raises NotFound, Forbidden."""
        if role in (Role.OPERATOR, Role.AGENCY_ADMIN):
            raise Forbidden("No account can give that role.", code="role_forbidden")
        await self._change(account_id, member_id, role=role)

    async def holder(self, secret: str) -> KeyHolder:
        """Whose an API key is. Raises Unauthenticated."""
        now = self.clock.now()
        async with self.store.platform() as platform:
            key = await platform.api_keys.by_hash(_digest(secret))
            if key is None or key.revoked_at is not None:
                raise Unauthenticated("No account has that API key.", code="api_key_unknown")
            if key.last_used_at is None or now - key.last_used_at > _TOUCH_AFTER:
                await platform.api_keys.touch(key.id, now)
        return KeyHolder(account_id=key.account_id, key_id=key.id, mode=key.mode)

    async def _change(
        self, account_id: str, member_id: str, *, disabled: bool | None = None, role: Role | None = None
    ) -> None:
        async with self.store.account(account_id) as scope:
            member = await scope.members.lock(member_id)
            await scope.members.save(
                replace(
                    member,
                    disabled=member.disabled if disabled is None else disabled,
                    role=role or member.role,
                )
            )
        async with self.store.platform() as platform:
            await platform.sessions.delete_of_member(member_id)

    async def _new_session(self, member: Member, account_id: str | None, signed_in_at: datetime) -> str:
        token = secrets.token_urlsafe(32)
        session = WebSession(
            token_hash=_digest(token),
            member_id=member.id,
            account_id=account_id,
            csrf_token=secrets.token_urlsafe(32),
            created_at=signed_in_at,
            expires_at=min(self.clock.now() + IDLE_LIFETIME, signed_in_at + LONGEST_LIFETIME),
        )
        async with self.store.platform() as platform:
            await platform.sessions.add(session)
        return token


def hash_password(password: str) -> str:
    """Argon2id, with the library's recommended cost."""
    return _PASSWORDS.hash(password)


def new_api_key(account_id: str, mode: KeyMode, now: datetime) -> tuple[ApiKey, str]:
    """A key and its secret, which is shown once and never kept."""
    secret = new_api_key_secret(mode)
    return api_key_for(secret, account_id, mode, now), secret


def new_api_key_secret(mode: KeyMode) -> str:
    """What a program will carry."""
    return f"sk_{mode.value}_{secrets.token_urlsafe(32)}"


def api_key_for(secret: str, account_id: str, mode: KeyMode, now: datetime) -> ApiKey:
    """The key that this secret opens."""
    return ApiKey(
        id=new_id("key"),
        account_id=account_id,
        mode=mode,
        secret_hash=_digest(secret),
        last_four=secret[-4:],
        created_at=now,
        last_used_at=None,
        revoked_at=None,
    )


def _verify(password: str, known: str) -> tuple[bool, str | None]:
    return _PASSWORDS.verify_and_update(password, known)


def _digest(secret: str) -> bytes:
    # 256 random bits need no slow hash: there is nothing to guess from.
    return hashlib.sha256(secret.encode()).digest()
