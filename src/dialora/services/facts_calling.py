"""What the gate may know of where an account calls, and whether one more call would cost too much today."""

from __future__ import annotations

from dataclasses import replace

from dialora.compliance.facts import Facts, Unknown
from dialora.compliance.intent import CallIntent
from dialora.compliance.numbering import numbering_of
from dialora.domain.approvals import Approvals
from dialora.domain.calling import called_countries, day_caps, one_country
from dialora.services.facts_spending import cap_reached
from dialora.store.scope import AccountScope


async def with_calling(scope: AccountScope, intent: CallIntent, facts: Facts, approvals: Approvals) -> Facts:
    """The facts, with what the account's own settings and the operator's say of this call."""
    account = facts.account
    if isinstance(account, Unknown) or isinstance(account.place, Unknown):
        return facts
    own = await scope.calling_settings.get()
    reached = await cap_reached(scope, facts, day_caps(approvals, own))
    facts = replace(facts, account=replace(account, spend_cap_reached=reached))
    if intent.peer is None:
        return facts
    # Where no country has such a number, it is in none of the account's.
    region = numbering_of(intent.peer).region
    called = called_countries(account.place.country, approvals, own)
    return replace(facts, destination_allowed=one_country(region) in called)
