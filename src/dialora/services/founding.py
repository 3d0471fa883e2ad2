"""Who and what an installation begins with: its operator, agencies, their accounts and first owners.

Made from the server's own command line, where whoever runs it has everything anyway. Each verb can be asked
again: what is there stays as it is, and is told to be there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from dialora.domain.accounts import Account, Agency, Member, Role, Standing
from dialora.domain.email import email_address
from dialora.domain.errors import Conflict, NotFound
from dialora.domain.places import Place
from dialora.ports.clock import Clock
from dialora.services.ledger import Ledger
from dialora.services.password_links import PasswordLinks
from dialora.services.people import hashed_password, invite, person_name, unusable_password
from dialora.store.ids import new_id
from dialora.store.scope import Store

T = TypeVar("T")

#: Who the ledger says it was.
_BY = "command line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded(Generic[T]):
    """What was asked for, and whether it is new."""

    it: T
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What is asked of somebody who brings a business."""

    name: str
    #: Legal name; None is the name.
    seller: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    store: Store
    clock: Clock
    ledger: Ledger
    #: Whether letters can leave: then owners are written their links.
    writes: bool = False

    async def operator(self, email: str, name: str) -> Founded[Member]:
        """Raises Invalid, Conflict where that address is somebody else's."""
        return await self._member(email, name, Role.OPERATOR, None)

    async def agency(self, name: str) -> Founded[Agency]:
        """Raises Invalid."""
        name = person_name(name)
        async with self.store.platform() as platform:
            for known in await platform.agencies.all():
                if known.name == name:
                    return Founded(it=known, new=False)
            agency = Agency(id=new_id("agcy"), name=name, created_at=self.clock.now())
            await platform.agencies.add(agency)
        return Founded(it=agency, new=True)

    async def agency_admin(self, agency: Agency, email: str, name: str) -> Founded[Member]:
        """Raises Invalid, Conflict."""
        return await self._member(email, name, Role.AGENCY_ADMIN, agency.id)

    async def find_agency(self, named: str) -> Agency:
        """By its id or its name. Raises NotFound, Conflict where several have that name."""
        async with self.store.platform() as platform:
            found = [each for each in await platform.agencies.all() if named in (each.id, each.name)]
        if not found:
            raise NotFound(
                f'There is no agency “{named}”. Make it: dialora agency create "{named}"',
                code="agency_not_found",
            )
        if len(found) > 1:
            ids = ", ".join(each.id for each in found)
            raise Conflict(f"Several agencies are called “{named}”: say which, {ids}.", code="agency_unclear")
        return found[0]

    async def account(self, agency: Agency, new: NewAccount) -> Founded[Account]:
        """Raises Invalid."""
        name = person_name(new.name)
        async with self.store.platform() as platform:
            for known in await platform.accounts.of_agency(agency.id):
                if known.name == name:
                    return Founded(it=known, new=False)
            account = Account(
                id=new_id("acct"),
                agency_id=agency.id,
                name=name,
                seller=person_name(new.seller) if new.seller else name,
                country=new.place.country,
                state=new.place.state,
                zone=new.place.zone,
                standing=Standing.ACTIVE,
                created_at=self.clock.now(),
            )
            await platform.accounts.add(account)
        return Founded(it=account, new=True)

    async def owner(self, account: Account, email: str, name: str) -> Founded[Member]:
        """Raises Invalid, Conflict."""
        known = await self._known(email, Role.OWNER, account.id)
        if known is not None:
            return Founded(it=known, new=False)
        member = await self._new_member(email, name, Role.OWNER, account.agency_id, account.id)
        async with self.store.account(account.id) as scope:
            await scope.members.add(member)
            if self.writes:
                await invite(scope, member, at=self.clock.now())
            said = {"role": member.role.value, "by": _BY}
            head = await self.ledger.add(scope, kind="member_added", subject_id=member.id, said=said)
        await self.ledger.keep(head)
        return Founded(it=member, new=True)

    def password_token(self, member: Member) -> str:
        """Of a link by which they set their password."""
        return PasswordLinks(store=self.store, clock=self.clock).token(member)

    async def set_password(self, member: Member, password: str) -> None:
        """They sign in anew. Raises Invalid."""
        hashed = await hashed_password(password)
        async with self.store.platform() as platform:
            await platform.members.set_password_hash(member.id, hashed)
            await platform.sessions.delete_of_member(member.id)

    async def _member(self, email: str, name: str, role: Role, agency_id: str | None) -> Founded[Member]:
        """One of those who have no account of their own."""
        known = await self._known(email, role, agency_id)
        if known is not None:
            return Founded(it=known, new=False)
        member = await self._new_member(email, name, role, agency_id, None)
        async with self.store.platform() as platform:
            await platform.members.add(member)
        return Founded(it=member, new=True)

    async def _known(self, email: str, role: Role, place: str | None) -> Member | None:
        address = email_address(email).lower()
        async with self.store.platform() as platform:
            known = await platform.members.by_email(address)
        if known is None:
            return None
        if known.role is not role or (known.account_id or known.agency_id) != place or known.disabled:
            raise Conflict(
                f"{address} cannot be used: somebody signs in with it already, with another role, elsewhere,"
                " or kept out. Take another address.",
                code="email_taken",
            )
        return known

    async def _new_member(
        self, email: str, name: str, role: Role, agency_id: str | None, account_id: str | None
    ) -> Member:
        return Member(
            id=new_id("memb"),
            email=email_address(email).lower(),
            name=person_name(name),
            role=role,
            agency_id=agency_id,
            account_id=account_id,
            password_hash=await unusable_password(),
            disabled=False,
            created_at=self.clock.now(),
        )
