"""Messages and revocations on a real database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from dialora.domain.errors import NotFound
from dialora.domain.phone import PhoneNumber
from dialora.services.messages import Messages
from dialora.services.revocations import Revocations
from dialora.store.scope import Store
from services.owner import owner_of
from store.filled import call_of
from worlds import NOW, World

CALLER = PhoneNumber("+12125550150")


@dataclass(frozen=True)
class StoppedClock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def messages(store: Store) -> Messages:
    return Messages(store=store, clock=StoppedClock())


@pytest.fixture
def revocations(store: Store) -> Revocations:
    return Revocations(store=store, clock=StoppedClock())


async def test_a_message_is_kept_once_and_marked_as_answered(
    messages: Messages, store: Store, world: World
) -> None:
    account_id, call = world.dental.account.id, call_of(world.dental)
    async with store.account(account_id) as scope:
        await scope.calls.add(call)
    first = await messages.take(account_id, name="Ada", text="Call me.", phone=CALLER, call_id=call.id)
    again = await messages.take(account_id, name="Ada", text="Call me.", phone=CALLER, call_id=call.id)
    assert again == first
    other = await messages.take(account_id, name="Ada", text="At noon.", phone=CALLER, call_id=call.id)
    assert [each.id for each in (await messages.page(account_id)).items] == [other.id, first.id]
    answered = await messages.answered(account_id, first.id)
    assert answered.answered_at == NOW


async def test_a_message_is_of_its_account_alone(messages: Messages, world: World) -> None:
    taken = await messages.take(world.dental.account.id, name="Ada", text="Hi.", phone=None, call_id=None)
    assert (await messages.page(world.barber.account.id)).items == ()
    with pytest.raises(NotFound):
        await messages.answered(world.barber.account.id, taken.id)


async def test_the_words_of_a_message_are_not_readable_at_rest(
    messages: Messages, world: World, database_url: str
) -> None:
    await messages.take(world.dental.account.id, name="Ada", text="pelican seven", phone=None, call_id=None)
    with owner_of(database_url) as owner:
        owner.execute("alter table messages no force row level security")
        [[row]] = owner.execute("select m::text from messages m").fetchall()
    assert "pelican" not in row


async def test_a_revocation_holds_for_its_account_and_is_noted_once_a_call(
    revocations: Revocations, store: Store, world: World
) -> None:
    account_id, call = world.dental.account.id, call_of(world.dental)
    async with store.account(account_id) as scope:
        await scope.calls.add(call)
    first = await revocations.record(account_id, CALLER, via="call", call_id=call.id)
    assert await revocations.record(account_id, CALLER, via="call", call_id=call.id) == first
    assert await revocations.of_number(account_id, CALLER) == (first,)
    assert (first.scope, first.at) == ("all", NOW)
    assert await revocations.of_number(world.barber.account.id, CALLER) == ()
    assert await revocations.of_number(account_id, PhoneNumber("+12125550151")) == ()
