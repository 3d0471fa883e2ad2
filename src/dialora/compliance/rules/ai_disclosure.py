"""Whoever speaks with a machine is told so first."""

from __future__ import annotations

from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, requires, rule

_SOURCES = (
    "15 USC 45; Cal. Pub. Util. Code 2874; 10 M.R.S. 1500-DD; Utah SB 149 (2024) and SB 226 (2025);"
    " Regulation (EU) 2024/1689 art. 50(1)"
)
_FIRST = requires("AI_DISCLOSURE", why="Whoever is on the line is told first that they speak with an AI.")


@rule(gate="conditions", order=10, source=_SOURCES)
def ai_disclosure(question: Question) -> Ruling | None:
    """Every call in which an AI speaks, inbound too."""
    return _FIRST if question.artificial else None
