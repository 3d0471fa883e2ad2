"""A key is begun once; whoever comes second gets the first answer or a refusal."""

from __future__ import annotations

import asyncio

import pytest

from dialora.domain.errors import Conflict
from dialora.store.idempotency import KeptAnswer
from dialora.store.scope import Store
from worlds import NOW, World


async def test_the_first_answer_is_kept_for_the_next_time(store: Store, world: World) -> None:
    answer = KeptAnswer(status=201, body='{"id": 1}')
    async with store.account(world.dental.account.id) as scope:
        assert await scope.idempotency_keys.begin("k", b"asked", NOW) is None
        await scope.idempotency_keys.finish("k", answer)
    async with store.account(world.dental.account.id) as scope:
        assert await scope.idempotency_keys.begin("k", b"asked", NOW) == answer


@pytest.mark.parametrize(
    ("asked", "code"), [(b"asked", "idempotency_key_in_use"), (b"other", "idempotency_key_reused")]
)
async def test_a_key_in_use_is_refused(asked: bytes, code: str, store: Store, world: World) -> None:
    async with store.account(world.dental.account.id) as scope:
        await scope.idempotency_keys.begin("k", b"asked", NOW)
    async with store.account(world.dental.account.id) as scope:
        with pytest.raises(Conflict) as refused:
            await scope.idempotency_keys.begin("k", asked, NOW)
    assert refused.value.code == code


async def test_of_many_at_once_only_one_begins(store: Store, world: World) -> None:
    async def begins() -> bool:
        try:
            async with store.account(world.dental.account.id) as scope:
                return await scope.idempotency_keys.begin("k", b"asked", NOW) is None
        except Conflict:
            return False

    assert sum(await asyncio.gather(*(begins() for _ in range(8)))) == 1


async def test_two_accounts_may_use_the_same_key(store: Store, world: World) -> None:
    for tenant in (world.dental, world.barber):
        async with store.account(tenant.account.id) as scope:
            assert await scope.idempotency_keys.begin("k", tenant.account.id.encode(), NOW) is None
