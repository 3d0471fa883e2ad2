"""What agents say often, rendered before it is needed: at the start, and when a version is published."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from dialora.domain.agents import Agent
from dialora.domain.errors import ProviderError, Unavailable
from dialora.ports.speech import TextToSpeech
from dialora.store.scope import Store

log = structlog.get_logger(__name__)

#: Accounts, and agents of each, whose sentences are kept ready: there is room for no more.
_ACCOUNTS, _AGENTS = 4, 2
#: How soon after it was published a version is looked for.
_LOOK_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSentences:
    store: Store
    voice: TextToSpeech
    #: Most needed first.
    sentences_of: Callable[[Agent], Sequence[str]]
    #: The versions whose sentences are ready, by agent.
    _ready: dict[str, int] = field(default_factory=dict, repr=False)

    async def run(self) -> None:
        """As long as the process serves."""
        while True:
            try:
                await self.prepare()
            except (Unavailable, ProviderError) as problem:
                log.warning("sentences could not be rendered beforehand", problem=problem.code)
            await asyncio.sleep(_LOOK_S)

    async def prepare(self) -> None:
        """Whatever is new. Raises Unavailable, ProviderError."""
        async with self.store.platform() as platform:
            accounts = await platform.accounts.all()
        for account in accounts[:_ACCOUNTS]:
            async with self.store.account(account.id) as scope:
                agents = await scope.agents.page(limit=_AGENTS)
            for agent in agents.items:
                if self._ready.get(agent.id) != agent.version:
                    await self._prepare(agent)

    async def _prepare(self, agent: Agent) -> None:
        sentences = self.sentences_of(agent)
        await self.voice.prepare(sentences, language=agent.language, speed=agent.voice_speed)
        self._ready[agent.id] = agent.version
        log.info("common sentences are rendered", agent_id=agent.id, version=agent.version)
