"""What is worked out of each call once it has ended: what it is found by, and what is counted of it."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from dialora.domain.call_filter import words_of
from dialora.domain.calls import CallTally
from dialora.domain.errors import DialoraError
from dialora.services.call_history import ANSWER_BUDGET_MS, CallStory, told
from dialora.store.scope import Store

log = structlog.get_logger(__name__)

#: Calls that are worked through in one go, so that whoever does it soon does something else again.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CallIndex:
    """A call is worked out again whenever its row is written or its words are erased."""

    store: Store

    async def catch_up(self) -> int:
        """Wrap up calls that have ended, the oldest first. How many there were."""
        async with self.store.platform() as platform:
            due = await platform.calls.not_wrapped_up(limit=_AT_ONCE)
        for call in due:
            try:
                await self.wrap_up(call.account_id, call.id)
            except DialoraError as error:
                # One that cannot be read holds up no other.
                log.error("a call cannot be wrapped up", call_id=call.id, code=error.code)
        return len(due)

    async def wrap_up(self, account_id: str, call_id: str) -> None:
        """Done twice, it changes nothing; of a call that is not over, nothing is done. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            call = await scope.calls.lock(call_id)
            if not call.status.ended:
                return
            (story,) = await told(scope, (call,))
            await scope.call_words.add(
                call.created_at, {word for text in story.texts for word in words_of(text)}
            )
            await scope.calls.wrap_up(call.id, _tally(story))


def _tally(story: CallStory) -> CallTally:
    waits = [turn.latency.total_ms for turn in story.turns if turn.latency]
    return CallTally(
        booked=bool(story.appointments),
        left_message=bool(story.messages),
        answers=len(waits),
        answers_in_time=sum(wait <= ANSWER_BUDGET_MS for wait in waits),
    )
