"""Calls as they are read afterwards: the call, what was said, and what it left behind."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.agents import Agent
from dialora.domain.appointments import Appointment, Message
from dialora.domain.calls import Call, CallStatus, SpokenNotice, Turn
from dialora.domain.errors import NotFound
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: An answer that begins within this time of the caller's last word is in good time.
ANSWER_BUDGET_MS = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStory:
    """One call with everything kept of it."""

    call: Call
    turns: tuple[Turn, ...]
    notices: tuple[SpokenNotice, ...]
    appointments: tuple[Appointment, ...]
    messages: tuple[Message, ...]

    @property
    def name(self) -> str | None:
        """Who called, where they gave their name."""
        given = (*(a.name for a in self.appointments), *(m.name for m in self.messages))
        return next((name for name in given if name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHistory:
    store: Store

    async def page(
        self,
        account_id: str,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        status: CallStatus | None = None,
        agent_id: str | None = None,
    ) -> Page[CallStory]:
        """Newest first."""
        async with self.store.account(account_id) as scope:
            page = await scope.calls.page(
                limit=limit, starting_after=starting_after, status=status, agent_id=agent_id
            )
            return Page(items=await _told(scope, page.items), has_more=page.has_more)

    async def get(self, account_id: str, call_id: str) -> CallStory:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            (story,) = await _told(scope, (await scope.calls.get(call_id),))
            return story

    async def agent_of(self, call: Call) -> Agent | None:
        """The agent as it was when it answered; None where none did."""
        if call.agent_id is None or call.agent_version is None:
            return None
        async with self.store.account(call.account_id) as scope:
            try:
                return await scope.agents.at_version(call.agent_id, call.agent_version)
            except NotFound:
                return None


async def _told(scope: AccountScope, calls: tuple[Call, ...]) -> tuple[CallStory, ...]:
    ids = [call.id for call in calls]
    turns = await scope.turns.of_calls(ids)
    notices = await scope.notices.of_calls(ids)
    appointments = await scope.appointments.of_calls(ids)
    messages = await scope.messages.of_calls(ids)
    return tuple(
        CallStory(
            call=call,
            turns=turns.get(call.id, ()),
            notices=notices.get(call.id, ()),
            appointments=appointments.get(call.id, ()),
            messages=messages.get(call.id, ()),
        )
        for call in calls
    )
