"""What the gate may know of what the called person and the business have dealt with before."""

from __future__ import annotations

from dataclasses import replace

from dialora.compliance.facts import EbrFacts, Facts
from dialora.compliance.intent import CallIntent
from dialora.store.scope import AccountScope


async def with_relationship(scope: AccountScope, intent: CallIntent, facts: Facts) -> Facts:
    """The facts, with the last purchase and the last inquiry of the called number in them: those on record,
    and calls in which somebody left a message or booked. Without a number they stay unknown."""
    if intent.peer is None:
        return facts
    last = await scope.deals.last_of(intent.peer)
    if last.purchase is None and last.inquiry is None:
        return replace(facts, ebr=None)
    return replace(facts, ebr=EbrFacts(last_transaction=last.purchase, last_inquiry=last.inquiry))
