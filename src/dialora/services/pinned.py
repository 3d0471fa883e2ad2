"""The agent of a call, as it was when the call was answered: what is published meanwhile is for the next."""

from __future__ import annotations

from dialora.domain.agents import Agent
from dialora.domain.calls import Call
from dialora.domain.errors import NotFound
from dialora.store.scope import AccountScope


async def pinned_agent(scope: AccountScope, call: Call) -> Agent:
    """Raises NotFound where no agent answered."""
    if call.agent_id is None:
        raise NotFound("No agent answered that call.", code="call_without_agent")
    if call.agent_version is not None:
        return await scope.agents.at_version(call.agent_id, call.agent_version)
    # Without a version it was a draft that somebody tried.
    tried = await scope.trials.of_call(call.id)
    if tried is None:
        raise NotFound("Nobody knows which version answered that call.", code="version_not_found")
    return tried
