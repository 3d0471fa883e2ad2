"""What was said, and every secret, lies sealed in the database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.domain.errors import Conflict, NotFound
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from store.filled import TURN, Filled, rows_of
from worlds import World


async def test_no_spoken_word_and_no_carrier_secret_is_found_by_reading_the_tables(
    database: DatabaseUrls, ours: Filled
) -> None:
    everything = repr(await rows_of(database, ours.account_id))
    for kept, sealed in {
        ours.call.id: TURN.caller_text,
        ours.message.name: ours.message.text,
        ours.tenancy.credentials.carrier_account_id: ours.tenancy.credentials.auth_token,
        ours.tenancy.agent.name: TURN.agent_text,
        ours.note.author_id: ours.note.text,
        ours.placing.id: ours.placing.about,
    }.items():
        assert kept in everything
        assert sealed not in everything
        assert sealed.encode().hex() not in everything


async def test_what_is_sealed_reads_back_as_it_was(store: Store, ours: Filled) -> None:
    async with store.account(ours.account_id) as scope:
        assert await scope.turns.of_call(ours.call.id) == (TURN,)
        assert await scope.messages.get(ours.message.id) == ours.message
        assert await scope.numbers.credentials(ours.tenancy.number.id) == ours.tenancy.credentials
        assert await scope.agents.get(ours.tenancy.agent.id) == ours.tenancy.agent
    async with store.platform() as platform:
        assert await platform.numbers.credentials(ours.tenancy.number) == ours.tenancy.credentials


async def test_erasing_a_calls_words_leaves_when_they_were_said(store: Store, ours: Filled) -> None:
    async with store.account(ours.account_id) as scope:
        await scope.turns.erase_texts(ours.call.id)
        [turn] = await scope.turns.of_call(ours.call.id)
    assert turn == replace(TURN, caller_text="", agent_text="", agent_heard_text="")


async def test_a_number_without_credentials_says_so(store: Store, world: World) -> None:
    bare = replace(world.dental.number, id="num_bare", number=world.barber.number.number, carrier="other")
    async with store.account(bare.account_id) as scope:
        await scope.numbers.add(bare)
        with pytest.raises(NotFound, match="credentials"):
            await scope.numbers.credentials(bare.id)


async def test_an_agent_as_it_was_at_the_version_of_a_call(store: Store, world: World) -> None:
    agent = world.dental.agent
    changed = replace(agent, greeting="Good morning!", version=2)
    async with store.account(agent.account_id) as scope:
        await scope.agents.save(changed)
        assert await scope.agents.at_version(agent.id, 1) == agent
        assert await scope.agents.at_version(agent.id, 2) == changed
        with pytest.raises(NotFound):
            await scope.agents.at_version(agent.id, 3)
    with pytest.raises(Conflict):
        async with store.account(agent.account_id) as scope:
            await scope.agents.save(replace(changed, greeting="Not a new version."))
