"""A machine that calls says at once for which business it calls and why."""

from __future__ import annotations

from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, requires, rule

_AT_ONCE = requires("IDENTIFY_CALLER", why="The agent says first which business calls, and why.")


@rule(gate="conditions", order=20, about=OUTBOUND, source="47 CFR 64.1200(b)(1)-(2)")
def identify_caller(question: Question) -> Ruling | None:
    """Every outgoing call with an artificial voice, emergencies too."""
    return _AT_ONCE if question.artificial else None
