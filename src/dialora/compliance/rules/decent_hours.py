"""Nobody is called at night, even to be informed, unless the person asked for that time or has just
written."""

from __future__ import annotations

from dialora.compliance.intent import Channel
from dialora.compliance.kinds import Kind
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies_for_now, passes, rule
from dialora.compliance.spans import clock

_OPEN = passes("It is daytime wherever the person may be.")
_ASKED_FOR = passes("The person asked for this time.")
_ANSWER = passes("The text answers a text.")


@rule(
    gate="G8",
    order=30,
    about=frozenset({Kind.INFORMATION}),
    source="platform: the hours of sales calls hold for all",
)
def decent_hours(question: Question) -> Ruling | None:
    """Abroad the country's own hours hold, and days without any are closed."""
    if not question.reachable or not question.zones:
        return None
    if question.country is not None:
        if all(question.country.days[local.weekday()] for local in question.local_times):
            return None
        why = f"Nobody is called on this day in {question.country.name}."
        return denies_for_now("QUIET_HOURS_PLATFORM", why, source=question.country.source)
    opens, closes = question.tables.limits.open
    if question.is_open(((opens, closes),)):
        return _OPEN
    if _is_asked_for(question):
        return _ASKED_FOR
    if question.intent.reply_to_inbound and question.intent.channel is Channel.SMS:
        return _ANSWER
    why = f"Nobody is called before {clock(opens)} or from {clock(closes)} on, wherever they may be."
    return denies_for_now("QUIET_HOURS_PLATFORM", why)


def _is_asked_for(question: Question) -> bool:
    wanted = question.intent.callback_requested_at
    return wanted is not None and abs(question.at - wanted) <= question.tables.limits.callback
