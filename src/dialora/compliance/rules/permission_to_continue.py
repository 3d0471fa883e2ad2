"""Some states want a seller to ask whether the person will listen."""

from __future__ import annotations

from dialora.compliance.intent import Channel
from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, requires, rule


@rule(gate="conditions", order=50, about=SALES, source="the states' laws on sales calls")
def permission_to_continue(question: Question) -> Ruling | None:
    """People who call are bound too."""
    if question.intent.channel is not Channel.VOICE:
        return None
    row = next((row for row in question.states if row.ask_to_continue), None)
    if row is None:
        return None
    return requires("ASK_CONTINUE", why=f"{row.name} wants the person to be asked first.", source=row.statute)
