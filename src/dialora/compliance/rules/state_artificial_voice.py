"""California wants to hear that a voice is artificial."""

from __future__ import annotations

from dialora.compliance.kinds import SALES
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, requires, rule


@rule(gate="conditions", order=60, about=SALES, source="Cal. Pub. Util. Code 2874 (AB 2905)")
def state_artificial_voice(question: Question) -> Ruling | None:
    """In those words."""
    row = next((row for row in question.states if row.say_artificial), None)
    if row is None or not question.artificial:
        return None
    why = f"{row.name} wants to hear that the voice is artificial."
    return requires("STATE_ARTIFICIAL_VOICE", why=why, source=row.statute)
