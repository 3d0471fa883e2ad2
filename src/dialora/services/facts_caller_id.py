"""What the gate may know of our own number in a call, and of where it may call."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import phonenumbers

from dialora.compliance.facts import UNKNOWN, AccountFacts, Facts, NumberFacts, Unknown
from dialora.compliance.intent import CallIntent
from dialora.domain.errors import NotFound
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber
from dialora.services.caller_ids import is_fresh
from dialora.store.scope import AccountScope

#: Called as one country.
_UNITED_STATES: Final = frozenset({"US", "PR", "GU", "VI", "AS", "MP"})


async def with_caller_id(scope: AccountScope, intent: CallIntent, facts: Facts) -> Facts:
    """The facts, with our number as it may be shown, and whether the account may call there."""
    return replace(
        facts,
        number=await _our_number(scope, intent, facts),
        destination_allowed=_destination_allowed(intent, facts.account),
    )


async def _our_number(scope: AccountScope, intent: CallIntent, facts: Facts) -> NumberFacts | None:
    """None where this account has no such number."""
    if intent.number_id is None:
        return None
    try:
        number = await scope.numbers.get(intent.number_id)
    except NotFound:
        return None
    # Whoever calls back reaches an agent, or, where the number was only verified, the business itself.
    reached = number.agent_id is not None or number.ownership is Ownership.VERIFIED_CALLER_ID
    return NumberFacts(
        ownership=number.ownership,
        account_id=number.account_id,
        number=number.number,
        verified=number.verified and is_fresh(number, facts.at),
        ready=reached,
    )


def _destination_allowed(intent: CallIntent, account: AccountFacts | Unknown) -> bool | Unknown:
    """Accounts call their own country; nobody has opened another to them."""
    if intent.peer is None or isinstance(account, Unknown) or isinstance(account.place, Unknown):
        return UNKNOWN
    country = account.place.country
    return _country_of(intent.peer) in (_UNITED_STATES if country in _UNITED_STATES else {country})


def _country_of(number: PhoneNumber) -> str | None:
    """None where no country has such numbers."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number.e164))
    except phonenumbers.NumberParseException:
        return None
