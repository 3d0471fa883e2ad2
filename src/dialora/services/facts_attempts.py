"""What the gate may know of how often this person was called already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from dialora.compliance.facts import AttemptFacts, Facts
from dialora.compliance.intent import CallIntent, CallPurpose
from dialora.domain.attempts import Attempt, AttemptState
from dialora.store.scope import AccountScope

#: The longest that any limit looks back, and a day for the clocks.
_LOOKS_BACK: Final = timedelta(days=31)


async def with_attempts(scope: AccountScope, intent: CallIntent, facts: Facts) -> Facts:
    """The facts, with every attempt of the account to the called number in them, from whichever number of
    ours. Without a number they stay unknown."""
    if intent.peer is None:
        return facts
    found = await scope.attempts.of_number(intent.peer, facts.at - _LOOKS_BACK)
    return replace(
        facts,
        attempts=tuple(_fact(attempt) for attempt in found if _may_have_rung(attempt)),
    )


def _fact(attempt: Attempt) -> AttemptFacts:
    return AttemptFacts(
        at=attempt.cleared_at or attempt.created_at,
        purpose=CallPurpose(attempt.purpose.value),
        subject=attempt.subject,
        debt_id=attempt.debt_id,
        answered=attempt.answered_at is not None,
    )


def _may_have_rung(attempt: Attempt) -> bool:
    """Whether it counts: what nobody knows the fate of does."""
    if attempt.test or attempt.state in (AttemptState.QUEUED, AttemptState.REFUSED):
        return False
    return attempt.carrier_call_id is not None or not attempt.state.over
