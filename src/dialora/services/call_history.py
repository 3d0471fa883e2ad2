"""Calls as they are read afterwards: the call, what was said, and what it left behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialora.domain.accounts import Account
from dialora.domain.agents import Agent
from dialora.domain.appointments import Appointment, Message
from dialora.domain.calls import Call, Direction, SpokenNotice, Turn
from dialora.domain.errors import NotFound
from dialora.services.pinned import pinned_agent
from dialora.store.scope import AccountScope, Store

#: An answer that begins within this time of the caller's last word is in good time.
ANSWER_BUDGET_MS = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStory:
    """One call with everything kept of it."""

    call: Call
    turns: tuple[Turn, ...]
    notices: tuple[SpokenNotice, ...]
    appointments: tuple[Appointment, ...]
    messages: tuple[Message, ...]
    #: The key, member or command that asked for it, by its id; None where somebody called us.
    asked_by: str | None

    @property
    def name(self) -> str | None:
        """Who called, where they gave their name."""
        given = (*(a.name for a in self.appointments), *(m.name for m in self.messages))
        return next((name for name in given if name), None)

    @property
    def texts(self) -> Iterator[str]:
        """All that a search looks at: what was said, names that were given, messages, the outcome."""
        for turn in self.turns:
            yield turn.caller_text
            yield turn.agent_text
        for appointment in self.appointments:
            yield appointment.name
        for message in self.messages:
            yield message.name
            yield message.text
        yield self.call.outcome or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHistory:
    store: Store

    async def get(self, account_id: str, call_id: str) -> CallStory:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            (story,) = await told(scope, (await scope.calls.get(call_id),))
            return story

    async def account(self, account_id: str) -> Account:
        """Whose calls these are. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await scope.account()

    async def agent_of(self, call: Call) -> Agent | None:
        """The agent as it was when it answered; None where none did."""
        async with self.store.account(call.account_id) as scope:
            try:
                return await pinned_agent(scope, call)
            except NotFound:
                return None


async def told(scope: AccountScope, calls: Sequence[Call]) -> tuple[CallStory, ...]:
    """Calls with everything kept of them."""
    ids = [call.id for call in calls]
    turns = await scope.turns.of_calls(ids)
    notices = await scope.notices.of_calls(ids)
    appointments = await scope.appointments.of_calls(ids)
    messages = await scope.messages.of_calls(ids)
    placed = await scope.attempts.of_calls([it.id for it in calls if it.direction is Direction.OUTBOUND])
    return tuple(
        CallStory(
            call=call,
            turns=turns.get(call.id, ()),
            notices=notices.get(call.id, ()),
            appointments=appointments.get(call.id, ()),
            messages=messages.get(call.id, ()),
            asked_by=placed[call.id].asked_by if call.id in placed else None,
        )
        for call in calls
    )
