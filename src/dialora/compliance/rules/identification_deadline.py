"""Some states count the seconds until a seller has said who is calling."""

from __future__ import annotations

from dialora.compliance.intent import Channel
from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, requires, rule


@rule(gate="conditions", order=40, about=SALES, source="the states' laws on sales calls")
def identification_deadline(question: Question) -> Ruling | None:
    """The shortest of all states in which the person may be; people who call are bound too."""
    if question.intent.channel is not Channel.VOICE:
        return None
    timed = [(row.identify_within_s, row) for row in question.states if row.identify_within_s is not None]
    if not timed:
        return None
    seconds, row = min(timed, key=lambda each: each[0])
    why = f"{row.name} wants to hear within {seconds} seconds who is calling."
    return requires(f"IDENT_WITHIN_{seconds}S", why=why, source=row.statute)
