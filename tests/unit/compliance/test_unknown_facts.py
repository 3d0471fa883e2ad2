"""What nobody said is unknown, never "no": every fact that only outgoing calls need."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace

import pytest

from dialora.compliance.engine import decide
from dialora.compliance.facts import (
    UNKNOWN,
    AccountFacts,
    CampaignFacts,
    ContactFacts,
    Facts,
    FactUnknown,
    LineType,
    NumberFacts,
    Place,
    Unknown,
    known,
)
from dialora.compliance.facts.history import AttemptFacts
from dialora.compliance.intent import CallIntent, CallPurpose, Channel
from dialora.domain.accounts import Standing
from dialora.domain.phone import PhoneNumber
from unit.compliance.samples import FACTS, INTENT, RULEBOOK

CALLED = PhoneNumber("+12125550123")


@pytest.mark.parametrize("kind", [Facts, AccountFacts, NumberFacts, CampaignFacts])
def test_what_is_not_said_is_unknown(kind: type) -> None:
    unsaid = {each.name: each.default for each in fields(kind) if each.default is not MISSING}
    # Whom callers may be put through to is asked of such calls alone, and nobody is none.
    unsaid.pop("transfer", None)
    assert unsaid
    assert set(unsaid.values()) == {UNKNOWN}


def test_an_address_book_that_says_nothing_says_nothing() -> None:
    nothing = ContactFacts()
    assert (nothing.state, nothing.zip_code, nothing.zone, nothing.ported) == (None, None, None, None)
    assert (nothing.line_type, nothing.line_flags) == (LineType.UNKNOWN, frozenset())


def test_an_attempt_of_which_little_is_known_had_no_answer() -> None:
    attempt = AttemptFacts(at=FACTS.at, purpose=CallPurpose.TELEMARKETING)
    assert (attempt.subject, attempt.answered, attempt.debt_id) == (None, False, None)


def test_what_is_unknown_cannot_be_had() -> None:
    assert known(None, "it") is None
    assert known(False, "it") is False
    with pytest.raises(FactUnknown, match="nobody knows the seller"):
        known(UNKNOWN, "the seller")
    assert [each.value for each in Unknown] == ["unknown"]


@pytest.mark.parametrize("purpose", [CallPurpose.INFORMATIONAL, CallPurpose.TELEMARKETING])
@pytest.mark.parametrize("channel", Channel)
def test_who_knows_nothing_of_somebody_calls_nobody(purpose: CallPurpose, channel: Channel) -> None:
    """Every law that lacks a fact says so, and nothing else is said."""
    account = AccountFacts(standing=Standing.ACTIVE, place=Place(country="US", state="OH"))
    call = CallIntent.to_reach(
        account_id=INTENT.account_id,
        agent_id=None,
        number_id="num_meadow",
        callee=CALLED,
        purpose=purpose,
        channel=channel,
        recording_wanted=False,
    )
    decision = decide(call, replace(FACTS, account=account), RULEBOOK)
    lacking = {each.rule for each in decision.findings if each.reason == "ENGINE_ERROR"}
    assert (decision.allowed, decision.reason) == (False, "ENGINE_ERROR")
    assert decision.next_allowed_at is None
    assert lacking >= {
        *("business_known", "policy_accepted", "number_ownership", "caller_id_verified", "number_ready"),
        *("destination_allowed", "internal_do_not_call", "reassigned_number", "prior_consent", "cool_off"),
        *("spend_cap", "abandonment", "campaign_paused", "debt_call_cap"),
    }
    if channel is Channel.SMS:
        assert lacking >= {"a2p_registration", "texts_stopped"}
    if purpose is CallPurpose.TELEMARKETING:
        assert lacking >= {
            *("registry_freshness", "national_registry", "state_registries", "declared_emergency"),
            "sales_call_cap",
        }
