"""What the gate may know of where an emergency is declared."""

from __future__ import annotations

from dataclasses import replace

from dialora.compliance.facts import Facts
from dialora.compliance.intent import CallIntent
from dialora.store.scope import AccountScope


async def with_emergencies(scope: AccountScope, intent: CallIntent, facts: Facts) -> Facts:
    """The facts, with the states in them where one lasts now, as the operator has put them down."""
    return replace(facts, emergencies=await scope.states_in_emergency(facts.at))
