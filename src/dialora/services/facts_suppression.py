"""What the gate may know of who must not be called: lists, revocations, texts, lines that changed hands, and
whether they had no time today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from dialora.compliance.facts import (
    ContactFacts,
    DncFacts,
    Facts,
    LineFlag,
    RevocationFacts,
    RevocationScope,
    Unknown,
)
from dialora.compliance.intent import CallIntent, CallPurpose, Channel
from dialora.domain.do_not_call import StopChannel, StopScope
from dialora.domain.number_lists import Listed, ListKind
from dialora.store.scope import AccountScope

_SCOPES = {
    CallPurpose.TELEMARKETING: StopScope.TELEMARKETING,
    CallPurpose.INFORMATIONAL: StopScope.INFORMATIONAL,
}

#: For so long after "not now" nobody is called again.
_COOLS_OFF: Final = timedelta(hours=24)


async def with_suppression(scope: AccountScope, intent: CallIntent, facts: Facts) -> Facts:
    """The facts, with those of the called number in them. A number that is none stays unknown."""
    number = intent.peer
    if number is None:
        return facts
    found = await scope.suppression.of_number(number, at=facts.at, since=facts.at - _COOLS_OFF)
    return replace(
        facts,
        dnc=DncFacts(
            national=_on(found.listed, ListKind.NATIONAL),
            state=_on(found.listed, ListKind.STATE),
            internal=found.everywhere or any(_keeps_away(*entry, intent) for entry in found.entries),
            sms_stop=found.texts_stopped,
            scrub_age_days=_scrub_age(found.national_date, facts.at.date()),
        ),
        revocations=tuple(RevocationFacts(at=at, scope=RevocationScope(it)) for at, it in found.revocations),
        refused_today=found.turned_away,
        emergencies=found.emergencies,
        reassigned_on=_reassigned_on(found.listed),
        contact=_with_flags(facts.contact, found.listed),
    )


def _keeps_away(scope: StopScope, channel: StopChannel, intent: CallIntent) -> bool:
    this_channel = channel is StopChannel.ALL or intent.channel is Channel.VOICE
    # A purpose we have no name for is under every entry.
    this_purpose = scope in (StopScope.ALL, _SCOPES.get(intent.purpose, scope))
    return this_channel and this_purpose


def _scrub_age(national: date | None, today: date) -> float | None:
    """Days since the date of the national list in use; None where there is none, or one of the future."""
    return None if national is None or national > today else float((today - national).days)


def _on(listed: tuple[Listed, ...], kind: ListKind) -> bool:
    return any(each.kind is kind for each in listed)


def _reassigned_on(listed: tuple[Listed, ...]) -> date | None:
    """The last day on which the number was given up. An answer without a day counts from its list's."""
    days = [each.on_day or each.list_date for each in listed if each.kind is ListKind.REASSIGNED]
    return max(days, default=None)


def _with_flags(contact: ContactFacts | Unknown, listed: tuple[Listed, ...]) -> ContactFacts | Unknown:
    flags = {LineFlag(each.flag) for each in listed if each.kind is ListKind.PROTECTED and each.flag}
    if isinstance(contact, Unknown) or not flags:
        return contact
    return replace(contact, line_flags=contact.line_flags | flags)
