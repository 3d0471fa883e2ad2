"""A machine that sells, or calls without consent, says at once how to stop the calls."""

from __future__ import annotations

from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, requires, rule

_OFFER = requires("OPT_OUT_WITHIN_2S", why="Right after the name, the agent says how to stop such calls.")


@rule(gate="conditions", order=30, about=OUTREACH, source="47 CFR 64.1200(b)(3)")
def opt_out_offer(question: Question) -> Ruling | None:
    """Within two seconds of the identification."""
    return _OFFER if question.artificial and (question.sale or question.exempt) else None
