"""What the gate may know of our own number in a call."""

from __future__ import annotations

from dataclasses import replace

from dialora.compliance.facts import UNKNOWN, Facts, NumberFacts, Unknown
from dialora.compliance.intent import CallIntent, Channel
from dialora.domain.errors import NotFound
from dialora.domain.numbers import Ownership
from dialora.services.caller_ids import is_fresh
from dialora.store.scope import AccountScope


async def with_caller_id(scope: AccountScope, intent: CallIntent, facts: Facts) -> Facts:
    """The facts, with our number as it may be shown."""
    return replace(facts, number=await _our_number(scope, intent, facts))


async def _our_number(scope: AccountScope, intent: CallIntent, facts: Facts) -> NumberFacts | None:
    """None where this account has no such number."""
    if intent.number_id is None:
        return None
    try:
        number = await scope.numbers.get(intent.number_id)
    except NotFound:
        return None
    # Whoever calls back reaches an agent, or, where the number was only verified, the business itself.
    reached = number.agent_id is not None or number.ownership is Ownership.VERIFIED_CALLER_ID
    return NumberFacts(
        ownership=number.ownership,
        account_id=number.account_id,
        number=number.number,
        verified=number.verified and is_fresh(number, facts.at),
        ready=reached,
        a2p_registered=await _may_text(scope, intent, facts),
    )


async def _may_text(scope: AccountScope, intent: CallIntent, facts: Facts) -> bool | Unknown:
    """Whether the carriers take texts from our number; asked for texts alone."""
    if intent.channel is not Channel.SMS or intent.number_id is None:
        return UNKNOWN
    registration = await scope.text_registrations.of_number(intent.number_id)
    held = None if registration is None else registration.holds(facts.at)
    return UNKNOWN if held is None else held
