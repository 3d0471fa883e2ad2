"""Saved views of the list of calls."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.accounts import Member, Role
from dialora.domain.call_views import LONGEST_NAME, MOST_VIEWS, CallView
from dialora.domain.errors import Conflict, Forbidden, Invalid, NotFound
from dialora.ports.clock import Clock
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store

#: Who may change what everybody of the account sees.
_SHARE = frozenset({Role.OWNER, Role.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenViews:
    """The views of one member, and the one their list opens with."""

    views: tuple[CallView, ...]
    default_id: str | None

    @property
    def default(self) -> CallView | None:
        return next((view for view in self.views if view.id == self.default_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallViews:
    store: Store
    clock: Clock

    async def seen_by(self, account_id: str, member: Member) -> SeenViews:
        async with self.store.account(account_id) as scope:
            return SeenViews(
                views=await scope.call_views.of_member(member.id),
                default_id=await scope.call_views.default_of(member.id),
            )

    async def save(
        self, account_id: str, member: Member, *, name: str, query: str, shared: bool, default: bool
    ) -> CallView:
        """Raises Invalid without a name, Forbidden where they may not share, Conflict where there are
        too many."""
        named = " ".join(name.split())
        if not named or len(named) > LONGEST_NAME or not named.isprintable():
            raise Invalid(
                f"A view has a name of up to {LONGEST_NAME} letters.", field="name", code="view_name"
            )
        if shared and not may_share(member):
            raise Forbidden("Only an owner or admin shares a view.", code="role_forbidden")
        view = CallView(
            id=new_id("view"),
            account_id=account_id,
            member_id=None if shared else member.id,
            name=named,
            query=query,
            created_at=self.clock.now(),
        )
        async with self.store.account(account_id) as scope:
            seen = await scope.call_views.of_member(member.id)
            if sum(each.member_id == view.member_id for each in seen) >= MOST_VIEWS:
                raise Conflict(f"There are {MOST_VIEWS} views. Remove one first.", code="too_many_views")
            await scope.call_views.add(view)
            if default:
                await scope.call_views.set_default(member.id, view.id)
        return view

    async def open_with(self, account_id: str, member: Member, view_id: str | None) -> None:
        """The view their list opens with from now on; None for every call. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            if view_id is not None:
                await _seen(scope, member, view_id)
            await scope.call_views.set_default(member.id, view_id)

    async def remove(self, account_id: str, member: Member, view_id: str) -> None:
        """Raises NotFound, also where it is another member's; Forbidden where it is everybody's and they
        may not share."""
        async with self.store.account(account_id) as scope:
            view = await _seen(scope, member, view_id)
            if view.member_id is None and not may_share(member):
                raise Forbidden("Only an owner or admin removes a shared view.", code="role_forbidden")
            await scope.call_views.remove(view.id)


def may_share(member: Member) -> bool:
    return member.role in _SHARE


async def _seen(scope: AccountScope, member: Member, view_id: str) -> CallView:
    view = await scope.call_views.get(view_id)
    if view.member_id not in (None, member.id):
        raise NotFound("There is no such view.", code="view_not_found")
    return view
