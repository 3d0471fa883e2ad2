"""Every text says who sends it."""

from __future__ import annotations

from dialora.compliance.intent import Channel
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, requires, rule

_SAYS = requires("SMS_IDENTIFY_SENDER", why="The text names the business that sends it.")


@rule(
    gate="conditions", order=70, about=OUTBOUND, source="47 CFR 64.1200(b)(1), (d)(4); carriers' 10DLC rules"
)
def text_sender(question: Question) -> Ruling | None:
    """Asked for texts."""
    return _SAYS if question.intent.channel is Channel.SMS else None
