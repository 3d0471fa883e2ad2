"""Emergency lines, patients' rooms, hospitals, pagers and lines of shared cost are never called, whatever
for."""

from __future__ import annotations

from dialora.compliance.kinds import OUTBOUND
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, rule


@rule(gate="G2", order=40, about=OUTBOUND, source="47 USC 227(b)(1)(A)(i)-(iii); 47 CFR 64.1200(a)(1)")
def protected_line(question: Question) -> Ruling | None:
    """By what the account knows of the line, and by the numbering plan."""
    flags = question.contact.line_flags
    if flags:
        listed = " and ".join(sorted(flag.value.replace("_", " ") for flag in flags))
        return denies("NUMBER_PROTECTED_LINE", f"The line is protected by law: {listed}.")
    number = question.number
    if number is not None and number.valid and number.protected:
        return denies("NUMBER_PROTECTED_LINE", "The line is a pager or shares the cost of the call.")
    return None
