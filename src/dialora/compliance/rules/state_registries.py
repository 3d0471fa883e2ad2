"""Numbers on a state's do-not-call list are not called to sell without a written consent."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_ABSENT = passes("The number is on no state's do-not-call list.")


@rule(gate="G6", order=30, about=SALES, source="the states' do-not-call laws, such as Ind. Code 24-4.7")
def state_registries(question: Question) -> Ruling | None:
    """No business relationship lifts it."""
    if question.resting.written:
        return None
    if known(question.facts.dnc, "the do-not-call lists").state:
        return denies("DNC_STATE_LISTED", "The number is on a state's do-not-call list.")
    return _ABSENT
