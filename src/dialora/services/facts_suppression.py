"""What the gate may know of who must not be called: lists, revocations, texts, lines that changed hands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

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
from dialora.domain.do_not_call import DncEntry, StopChannel, StopScope
from dialora.domain.number_lists import Listed, ListKind
from dialora.domain.phone import PhoneNumber
from dialora.store.scope import AccountScope

_SCOPES = {
    CallPurpose.TELEMARKETING: StopScope.TELEMARKETING,
    CallPurpose.INFORMATIONAL: StopScope.INFORMATIONAL,
}


async def with_suppression(scope: AccountScope, intent: CallIntent, facts: Facts) -> Facts:
    """The facts, with those of the called number in them. A number that is none stays unknown."""
    number = intent.peer
    if number is None:
        return facts
    listed = await scope.registry_lists.of_number(number)
    return replace(
        facts,
        dnc=DncFacts(
            national=_on(listed, ListKind.NATIONAL),
            state=_on(listed, ListKind.STATE),
            internal=await _internal(scope, intent, number),
            sms_stop=await _texts_stopped(scope, number),
            scrub_age_days=await _scrub_age(scope, facts.at.date()),
        ),
        revocations=await _revocations(scope, number),
        reassigned_on=_reassigned_on(listed),
        contact=_with_flags(facts.contact, listed),
    )


async def _internal(scope: AccountScope, intent: CallIntent, number: PhoneNumber) -> bool:
    entries = await scope.dnc_entries.holding(number)
    return any(_keeps_away(entry, intent) for entry in entries) or await scope.on_operator_list(number)


def _keeps_away(entry: DncEntry, intent: CallIntent) -> bool:
    this_channel = entry.channel is StopChannel.ALL or intent.channel is Channel.VOICE
    # A purpose we have no name for is under every entry.
    this_purpose = entry.scope in (StopScope.ALL, _SCOPES.get(intent.purpose, entry.scope))
    return this_channel and this_purpose


async def _texts_stopped(scope: AccountScope, number: PhoneNumber) -> bool:
    choice = await scope.sms_choices.newest(number)
    return choice is not None and choice.stopped


async def _revocations(scope: AccountScope, number: PhoneNumber) -> tuple[RevocationFacts, ...]:
    found = await scope.revocations.of_number(number)
    return tuple(RevocationFacts(at=each.at, scope=RevocationScope(each.scope)) for each in found)


async def _scrub_age(scope: AccountScope, today: date) -> float | None:
    """Days since the date of the national list in use; None where there is none, or one of the future."""
    ages = [
        each.age_days(today)
        for each in await scope.registry_lists.current()
        if each.kind is ListKind.NATIONAL
    ]
    return float(ages[0]) if ages and ages[0] >= 0 else None


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
