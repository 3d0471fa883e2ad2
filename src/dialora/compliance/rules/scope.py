"""What the rulebook can decide at all: inbound calls, and putting one through. Everything else is refused
until its laws are here."""

from __future__ import annotations

from dialora.compliance.facts import Facts
from dialora.compliance.intent import CallIntent, CallPurpose, Channel
from dialora.compliance.places import Tables
from dialora.compliance.rule import Ruling, denies, rule
from dialora.domain.calls import Direction


@rule(gate="G0", order=10, source="platform: the engine fails closed")
def within_the_rulebook(intent: CallIntent, facts: Facts, tables: Tables) -> Ruling | None:
    """A call or text whose laws are missing here is not allowed by their silence."""
    if intent.channel is Channel.VOICE and intent.purpose is CallPurpose.TRANSFER:
        return None
    if intent.direction is Direction.OUTBOUND:
        return denies("ENGINE_ERROR", "There is no rule for outgoing calls and texts yet.")
    if intent.channel is not Channel.VOICE:
        return denies("ENGINE_ERROR", "There is no rule for texts yet.")
    return None
