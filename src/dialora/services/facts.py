"""Gathers what rules may know of a call, inside the transaction that decides on it."""

from __future__ import annotations

from datetime import datetime

from dialora.compliance.facts import AccountFacts, Facts, NumberFacts, Place, TransferFacts
from dialora.compliance.intent import CallIntent, CallPurpose
from dialora.domain.accounts import Account
from dialora.domain.errors import NotFound
from dialora.services.facts_account import with_account
from dialora.services.facts_attempts import with_attempts
from dialora.services.facts_caller_id import with_caller_id
from dialora.services.facts_calling import with_calling
from dialora.services.facts_consents import with_consents
from dialora.services.facts_contact import contact_facts
from dialora.services.facts_relationship import with_relationship
from dialora.services.facts_suppression import with_suppression
from dialora.store.rows import MAX_PAGE
from dialora.store.scope import AccountScope


async def gather(scope: AccountScope, intent: CallIntent, at: datetime) -> Facts:
    """The facts at this instant. The account's standing cannot change until the transaction ends."""
    account = await scope.own.lock(shared=True)
    facts = Facts(
        at=at,
        account=AccountFacts(standing=account.standing, place=place_of(account), seller=account.seller),
        number=None if intent.reaches_out else await _number(scope, intent),
        contact=await contact_facts(scope, intent.peer),
        bridged=None,
        transfer=await _transfer(scope, intent),
    )
    return await _of_outreach(scope, intent, facts) if intent.reaches_out else facts


async def _of_outreach(scope: AccountScope, intent: CallIntent, facts: Facts) -> Facts:
    """All that an outgoing call needs besides: one noun, one file `facts_<noun>.py`, one line here. What
    nobody gathers stays unknown, and the gate denies."""
    approved = await scope.approvals.get()
    facts = with_account(intent, facts, approved)
    facts = await with_consents(scope, intent, facts)
    facts = await with_suppression(scope, intent, facts)
    facts = await with_caller_id(scope, intent, facts)
    facts = await with_relationship(scope, intent, facts)
    facts = await with_attempts(scope, intent, facts)
    # Last, since it may wait for another call of the account that is being decided on.
    return await with_calling(scope, intent, facts, approved)


def place_of(account: Account) -> Place:
    """Where the business is."""
    return Place(country=account.country, state=account.state)


async def _number(scope: AccountScope, intent: CallIntent) -> NumberFacts | None:
    """Our number in this call; None where this account has no such number, or none is involved."""
    if intent.number_id is None:
        return None
    try:
        number = await scope.numbers.get(intent.number_id)
    except NotFound:
        return None
    return NumberFacts(
        ownership=number.ownership,
        account_id=number.account_id,
        number=number.number,
        verified=number.verified,
    )


async def _transfer(scope: AccountScope, intent: CallIntent) -> TransferFacts | None:
    """Whom the agent may put callers through to, as its owner has it now."""
    if intent.purpose is not CallPurpose.TRANSFER or intent.agent_id is None:
        return None
    agent = await scope.agents.get(intent.agent_id)
    numbers = await scope.numbers.page(limit=MAX_PAGE)
    return TransferFacts(
        destinations=tuple(destination.number for destination in agent.business.transfers),
        ours=tuple(number.number for number in numbers.items),
    )
