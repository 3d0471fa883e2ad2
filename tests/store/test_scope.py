"""A scope is a transaction with a tenant, and leaves nothing behind but what it committed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from dialora.domain.accounts import Member, Role, Standing
from dialora.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from dialora.store.ids import new_id
from dialora.store.keyring import Keyring, SealBroken
from dialora.store.refusals import refusals_named
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from store.filled import call_of
from worlds import KEYRING, NOW, World


@pytest.fixture
async def narrow(database: DatabaseUrls) -> AsyncIterator[Store]:
    """A store with one connection: every transaction reuses it."""
    store = await Store.open(database, KEYRING, connections=1)
    yield store
    await store.close()


async def test_an_exception_rolls_everything_back(store: Store, world: World) -> None:
    call = call_of(world.dental)

    async def fail_halfway() -> None:
        async with store.account(call.account_id) as scope:
            await scope.calls.add(call)
            raise ValueError

    with pytest.raises(ValueError):
        await fail_halfway()
    with pytest.raises(NotFound):
        async with store.account(call.account_id) as scope:
            await scope.calls.get(call.id)


async def test_an_unknown_account_has_no_scope(store: Store, world: World) -> None:
    for name in ("acct_unknown", "", "' or true --"):
        with pytest.raises(NotFound):
            async with store.account(name):
                pytest.fail("there must be no scope")


async def test_a_reused_connection_forgets_the_tenant_before(narrow: Store, world: World) -> None:
    call = call_of(world.dental)
    async with narrow.account(world.dental.account.id) as scope:
        await scope.calls.add(call)
    async with narrow.account(world.barber.account.id) as scope:
        assert (await scope.calls.page()).items == ()
        with pytest.raises(NotFound):
            await scope.calls.get(call.id)


async def test_a_login_that_could_step_over_the_policies_is_refused(database: DatabaseUrls) -> None:
    for app, platform in ((database.owner, database.platform), (database.app, database.owner)):
        urls = DatabaseUrls(owner=database.owner, app=app, platform=platform, queue=database.queue)
        with pytest.raises(RuntimeError, match="row level security"):
            await Store.open(urls, KEYRING)


async def test_another_secret_key_opens_nothing(database: DatabaseUrls, world: World) -> None:
    store = await Store.open(database, Keyring(b"another secret key, just as long as the first"))
    with pytest.raises(SealBroken):
        async with store.account(world.dental.account.id):
            pytest.fail("there must be no scope")
    await store.close()


async def test_a_database_that_does_not_answer_is_unavailable(database: DatabaseUrls) -> None:
    nowhere = database.app.set(database="nowhere")
    urls = DatabaseUrls(owner=database.owner, app=nowhere, platform=database.platform, queue=database.queue)
    with pytest.raises(Unavailable):
        await Store.open(urls, KEYRING)


async def test_an_account_cannot_make_an_operator_nor_an_agency_admin(store: Store, world: World) -> None:
    for role in (Role.OPERATOR, Role.AGENCY_ADMIN):
        for agency_id in (None, world.dental.agency.id):
            for account_id in (None, world.dental.account.id):
                climber = Member(
                    id=new_id("memb"),
                    email="climber@example.com",
                    name="Climber",
                    role=role,
                    agency_id=agency_id,
                    account_id=account_id,
                    password_hash="-",
                    disabled=False,
                    created_at=NOW,
                )
                with pytest.raises((Forbidden, IntegrityError)):
                    async with store.account(world.dental.account.id) as scope:
                        await scope.members.add(climber)
    async with store.platform() as platform:
        assert await platform.members.by_email("climber@example.com") is None


async def test_an_account_may_rename_itself_and_not_raise_its_standing(store: Store, world: World) -> None:
    account = world.dental.account
    async with store.platform() as platform:
        await platform.accounts.set_standing(account.id, Standing.SUSPENDED)
    async with store.account(account.id) as scope:
        own = await scope.own.lock()
        assert own.standing is Standing.SUSPENDED
        await scope.own.save(account)
        assert (await scope.account()).standing is Standing.SUSPENDED
        with pytest.raises(Forbidden):
            await scope.own.save(world.barber.account)


async def test_the_same_thing_twice_is_a_conflict(store: Store, world: World) -> None:
    call = call_of(world.dental)
    async with store.account(call.account_id) as scope:
        await scope.calls.add(call)
    with pytest.raises(Conflict):
        async with store.account(call.account_id) as scope:
            await scope.calls.add(call)


async def test_pages_come_newest_first_and_say_when_there_is_more(store: Store, world: World) -> None:
    added = [call_of(world.dental) for _ in range(5)]
    async with store.account(world.dental.account.id) as scope:
        for call in added:
            await scope.calls.add(call)
        newest = await scope.calls.page(limit=2)
        assert newest.items == (added[4], added[3])
        assert newest.has_more
        older = await scope.calls.page(limit=3, starting_after=newest.items[-1].id)
        assert older.items == (added[2], added[1], added[0])
        assert not older.has_more


async def test_text_that_cannot_be_kept_is_the_askers_mistake(store: Store, world: World) -> None:
    with pytest.raises(Invalid):
        async with store.account(world.dental.account.id) as scope:
            await scope.calls.get("call_\x00")


async def test_no_connection_free_in_time_is_no_bug() -> None:
    with pytest.raises(Unavailable), refusals_named():
        raise NoConnectionFree


async def test_an_error_of_the_database_quotes_nobody(store: Store, world: World) -> None:
    call = call_of(world.dental)
    async with store.account(call.account_id) as scope:
        await scope.calls.add(call)
    with pytest.raises(Conflict) as twice:
        async with store.account(call.account_id) as scope:
            await scope.calls.add(replace(call, outcome="Booked cleaning for Purple Giraffe"))
    assert "INSERT INTO calls" in str(twice.value.__cause__)
    assert "Giraffe" not in str(twice.value.__cause__)
