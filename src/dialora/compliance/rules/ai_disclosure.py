"""Whoever speaks with a machine is told so first."""

from __future__ import annotations

from dialora.compliance.facts import Facts
from dialora.compliance.intent import CallIntent, Channel, VoiceType
from dialora.compliance.places import Tables
from dialora.compliance.rule import Ruling, requires, rule

_SOURCES = (
    "15 USC 45; Cal. Pub. Util. Code 2874; 10 M.R.S. 1500-DD; Utah SB 149 (2024) and SB 226 (2025);"
    " Regulation (EU) 2024/1689 art. 50(1)"
)


@rule(gate="conditions", order=10, source=_SOURCES)
def ai_disclosure(intent: CallIntent, facts: Facts, tables: Tables) -> Ruling | None:
    """Every call in which an AI speaks, inbound too."""
    if intent.channel is not Channel.VOICE or intent.voice is not VoiceType.AI:
        return None
    return requires("AI_DISCLOSURE", why="Callers are told first that they speak with an AI.")
