"""Whoever answered a text with STOP gets no more of them."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.intent import Channel
from dialora.compliance.kinds import OUTREACH
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_NOT_STOPPED = passes("The person has not stopped texts.")


@rule(gate="G4", order=20, about=OUTREACH, source="47 CFR 64.1200(a)(10); FCC 24-24")
def texts_stopped(question: Question) -> Ruling | None:
    """Asked for texts; what the word means for calls stands among the revocations."""
    if question.intent.channel is not Channel.SMS:
        return None
    if known(question.facts.dnc, "the do-not-call lists").sms_stop:
        return denies("SMS_OPTED_OUT", "The person answered a text with a word that stops them.")
    return _NOT_STOPPED
