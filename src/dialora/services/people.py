"""The people of an account: added, given a role, kept out, and let in by a link to set a password."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from dialora.domain.accounts import Account, Member, Role
from dialora.domain.email import email_address
from dialora.domain.errors import Conflict, Forbidden, Invalid
from dialora.domain.events import EventType
from dialora.domain.outbox import DeliveryKind
from dialora.ports.clock import Clock
from dialora.services.events import record, send
from dialora.services.identity import hash_password
from dialora.services.ledger import Ledger
from dialora.services.password_links import PasswordLinks
from dialora.store.ids import new_id
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
MOST_PEOPLE = 200
_LONGEST_NAME = 80
#: What an account can give. An owner is made by an owner alone.
ROLES = (Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    store: Store
    clock: Clock
    ledger: Ledger
    #: Whether letters can leave: then people are written their links.
    writes: bool = False

    async def page(
        self, account_id: str, *, limit: int = 100, starting_after: str | None = None
    ) -> Page[Member]:
        """Newest first, those who are kept out too."""
        async with self.store.account(account_id) as scope:
            return await scope.members.page(limit=limit, starting_after=starting_after)

    async def add(
        self, account: Account, *, by: Member, email: str, name: str, role: Role
    ) -> tuple[Member, str]:
        """Somebody new, and the token of a link by which they set their password.
        Raises Invalid, Forbidden, Conflict where that address cannot be added."""
        _refuse_unless_may_give(by, role)
        unusable = await unusable_password()
        member = Member(
            id=new_id("memb"),
            email=email_address(email).lower(),
            name=person_name(name),
            role=role,
            agency_id=account.agency_id,
            account_id=account.id,
            password_hash=unusable,
            disabled=False,
            created_at=self.clock.now(),
        )
        async with self.store.account(account.id) as scope:
            await scope.own.lock()
            if len((await scope.members.page(limit=100)).items) >= MOST_PEOPLE:
                raise Conflict(f"An account has at most {MOST_PEOPLE} people.", code="too_many_people")
            await scope.members.add(member)
            if self.writes:
                await invite(scope, member, at=self.clock.now())
            said = {"role": role.value, "by": by.id}
            head = await self.ledger.add(scope, kind="member_added", subject_id=member.id, said=said)
        await self.ledger.keep(head)
        return member, self._links.token(member)

    async def set_role(self, account_id: str, member_id: str, role: Role, *, by: Member) -> Member:
        """They sign in anew. Raises NotFound, Forbidden."""
        _refuse_unless_may_give(by, role)
        async with self.store.account(account_id) as scope:
            before = await _changeable(scope, member_id, by)
            member = replace(before, role=role)
            await scope.members.save(member)
            said = {"from": before.role.value, "to": role.value, "by": by.id}
            head = await self.ledger.add(scope, kind="role_changed", subject_id=member.id, said=said)
        await self.ledger.keep(head)
        await self._sign_out(member)
        return member

    async def keep_out(self, account_id: str, member_id: str, out: bool, *, by: Member) -> Member:
        """Nothing they are signed in to goes on; or let them in again. Raises NotFound, Forbidden."""
        async with self.store.account(account_id) as scope:
            member = replace(await _changeable(scope, member_id, by), disabled=out)
            await scope.members.save(member)
            kind = "member_kept_out" if out else "member_let_in"
            head = await self.ledger.add(scope, kind=kind, subject_id=member.id, said={"by": by.id})
        await self.ledger.keep(head)
        await self._sign_out(member)
        return member

    async def password_link(self, account_id: str, member_id: str, *, by: Member) -> tuple[Member, str]:
        """The token of a new link for somebody who has none or forgot. Raises NotFound, Forbidden."""
        async with self.store.account(account_id) as scope:
            member = await _changeable(scope, member_id, by)
            if self.writes:
                await invite(scope, member, at=self.clock.now())
        return member, self._links.token(member)

    async def of_link(self, token: str) -> Member:
        """Whose password a link sets. Raises NotFound where it is used, too old or none of ours."""
        return await self._links.member(token)

    async def set_password(self, token: str, password: str) -> Member:
        """The link has done its work then. Raises NotFound, Invalid."""
        member = await self.of_link(token)
        hashed = await hashed_password(password)
        async with self.store.platform() as platform:
            await platform.members.set_password_hash(member.id, hashed)
        await self._sign_out(member)
        return member

    async def _sign_out(self, member: Member) -> None:
        async with self.store.platform() as platform:
            await platform.sessions.delete_of_member(member.id)

    @property
    def _links(self) -> PasswordLinks:
        return PasswordLinks(store=self.store, clock=self.clock)


async def invite(scope: AccountScope, member: Member, *, at: datetime) -> None:
    """Write them a letter with a link, within the transaction in which they are let in."""
    event = await record(scope, EventType.MEMBER_INVITED, member, at=at)
    await send(scope, event, DeliveryKind.INVITATION, member.id, now=at)


async def unusable_password() -> str:
    """The hash of a password that nobody knows, until they set their own."""
    return await asyncio.to_thread(hash_password, secrets.token_urlsafe())


async def hashed_password(password: str) -> str:
    """Of one that somebody chose. Raises Invalid."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
            field="password",
            code="password_length",
        )
    return await asyncio.to_thread(hash_password, password)


async def _changeable(scope: AccountScope, member_id: str, by: Member) -> Member:
    if member_id == by.id:
        # So that an account never loses its last owner.
        raise Forbidden("Nobody changes their own place here. Ask another owner.", code="own_place")
    member = await scope.members.lock(member_id)
    if member.role is Role.OWNER and by.role is not Role.OWNER:
        raise Forbidden("Only an owner changes an owner.", code="role_forbidden")
    return member


def _refuse_unless_may_give(by: Member, role: Role) -> None:
    if role not in ROLES or (role is Role.OWNER and by.role is not Role.OWNER):
        raise Forbidden("You cannot give that role.", code="role_forbidden")


def person_name(name: str) -> str:
    """Raises Invalid."""
    text = " ".join(name.split())
    if not 1 <= len(text) <= _LONGEST_NAME:
        raise Invalid(f"A name has 1 to {_LONGEST_NAME} characters.", field="name", code="name_invalid")
    return text
