"""An inbound call that is allowed, to start from and to spoil."""

from __future__ import annotations

from datetime import UTC, datetime

from dialora.compliance.book import load_rulebook
from dialora.compliance.facts import AccountFacts, ContactFacts, Facts, NumberFacts, Place
from dialora.compliance.intent import CallIntent
from dialora.domain.accounts import Standing
from dialora.domain.numbers import Ownership
from dialora.domain.phone import PhoneNumber

RULEBOOK = load_rulebook()

#: From a number in Ohio to a business in Ohio, where an announcement is enough.
INTENT = CallIntent.from_carrier(
    account_id="acct_meadow",
    agent_id="agent_meadow",
    number_id="num_meadow",
    caller=PhoneNumber("+16145550123"),
    recording_wanted=True,
)

FACTS = Facts(
    at=datetime(2026, 11, 24, 17, 30, tzinfo=UTC),
    account=AccountFacts(standing=Standing.ACTIVE, place=Place(country="US", state="OH")),
    number=NumberFacts(ownership=Ownership.INCOMING_PHONE_NUMBER, account_id="acct_meadow"),
    contact=ContactFacts(),
    bridged=None,
)
