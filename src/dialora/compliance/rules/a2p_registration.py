"""Texts leave only from numbers that are registered for businesses' texts."""

from __future__ import annotations

from dialora.compliance.facts import known
from dialora.compliance.intent import Channel
from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule

_REGISTERED = passes("The number is registered for texts.")


@rule(gate="G3", order=30, about=OUTBOUND, source="carriers' 10DLC and toll-free rules for businesses' texts")
def a2p_registration(question: Question) -> Ruling | None:
    """Asked for texts alone."""
    number = question.our_number
    if number is None or question.intent.channel is not Channel.SMS:
        return None
    if not known(number.a2p_registered, "whether the number is registered for texts"):
        return denies("A2P_UNREGISTERED", "The number is not registered with the carriers for texts.")
    return _REGISTERED
