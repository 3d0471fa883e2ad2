"""Some states register who sells by telephone, or grant an exemption that must be claimed."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_SOURCE = "Tex. Bus. & Com. Code ch. 302; Fla. Stat. 501.605; RCW 19.158; platform: an answer must be on file"
_ON_FILE = passes("Where the state registers sellers, an answer is on file.")


@rule(gate="G7a", order=10, about=SALES, source=_SOURCE)
def seller_registration(question: Question) -> Ruling | None:
    """A registration or a claimed exemption for each such state."""
    if not question.reachable:
        return None
    there = [row for row in question.states if row.seller_registers]
    if not there:
        return None
    on_file = known(question.account.state_registrations, "in which states the seller is registered")
    for row in there:
        if row.state not in on_file:
            why = f"{row.name} registers telephone sellers, and no registration or exemption is on file."
            return denies("STATE_REGISTRATION_MISSING", why)
    return _ON_FILE
