"""What the rulebook can decide at all. Everything else is refused: no law is taken from silence."""

from __future__ import annotations

from dialora.compliance.kinds import Kind
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, rule


@rule(gate="G0", order=10, about=frozenset({Kind.OTHER}), source="platform: the engine fails closed")
def within_the_rulebook(question: Question) -> Ruling:
    """An outgoing call from a browser, or one whose purpose is to be called."""
    return denies("ENGINE_ERROR", "There is no rule for such a call or text.")
