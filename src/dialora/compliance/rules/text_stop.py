"""Every text says how to stop texts."""

from __future__ import annotations

from dialora.compliance.intent import Channel
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, requires, rule

_SAYS = requires("SMS_STOP_INSTRUCTIONS", why="The text says how to stop texts.")


@rule(gate="conditions", order=80, about=OUTBOUND, source="47 CFR 64.1200(a)(10)-(11); carriers' 10DLC rules")
def text_stop(question: Question) -> Ruling | None:
    """Asked for texts."""
    return _SAYS if question.intent.channel is Channel.SMS else None
