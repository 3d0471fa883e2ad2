"""Whoever gets another place in an account, or another password, is signed out everywhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from dialora.domain.accounts import Role
from dialora.domain.errors import Unauthenticated
from dialora.services.bundle import Services
from dialora.store.scope import Store
from sites import PASSWORD, Clock, People, make_services
from worlds import NOW

Change = Callable[[Services, People], Awaitable[object]]


@pytest.fixture
def services(store: Store, tmp_path: Path) -> Services:
    return make_services(store, Clock(NOW), tmp_path)


async def _new_role(services: Services, people: People) -> None:
    account = people.viewer.account_id or ""
    await services.people.set_role(account, people.viewer.id, Role.MEMBER, by=people.owner)


async def _new_password(services: Services, people: People) -> None:
    account = people.viewer.account_id or ""
    _, token = await services.people.password_link(account, people.viewer.id, by=people.owner)
    await services.people.set_password(token, "a password of their own")


async def _out_and_in_again(services: Services, people: People) -> None:
    for out in (True, False):
        await services.people.keep_out(people.viewer.account_id or "", people.viewer.id, out, by=people.owner)


@pytest.mark.parametrize("change", [_new_role, _new_password, _out_and_in_again])
async def test_a_session_from_before_lets_nobody_in(
    change: Change, services: Services, people: People
) -> None:
    theirs = [
        await services.identity.sign_in(people.viewer.email, PASSWORD, address=f"198.51.100.{n}")
        for n in (7, 8)
    ]
    another = await services.identity.sign_in(people.owner.email, PASSWORD, address="198.51.100.9")
    await change(services, people)
    for session in theirs:
        with pytest.raises(Unauthenticated):
            await services.identity.signed_in(session)
    assert (await services.identity.signed_in(another)).member.id == people.owner.id
