"""What agents say often is ready before it is needed, as fast as they say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialora.services.prepared_sentences import PreparedSentences
from dialora.store.scope import Store
from dialora.testing import ScriptedSpeech
from worlds import World


class Listing(ScriptedSpeech):
    """Remembers what it was to render beforehand."""

    def __init__(self) -> None:
        super().__init__()
        self.prepared: list[tuple[str, float]] = []

    async def prepare(self, texts: Sequence[str], *, language: str, speed: float = 1.0) -> None:
        self.prepared += [(text, speed) for text in texts]


async def test_each_agent_is_prepared_once_and_again_when_a_version_is_published(
    store: Store, world: World
) -> None:
    voice = Listing()
    sentences = PreparedSentences(store=store, voice=voice, sentences_of=lambda agent: [agent.greeting])
    for _ in range(2):
        await sentences.prepare()
    assert voice.prepared == [("How can I help you?", 1.0)] * 2, "one of each account"
    agent = replace(world.dental.agent, greeting="What is it about?", voice_speed=1.2, version=2)
    async with store.account(agent.account_id) as scope:
        await scope.agents.save(agent)
    await sentences.prepare()
    assert voice.prepared[2:] == [("What is it about?", 1.2)]
