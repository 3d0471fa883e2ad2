"""What the gate may know of what the operator lets the account do."""

from __future__ import annotations

from dataclasses import replace

from dialora.compliance.facts import UNKNOWN, CampaignFacts, Facts, Kyc, Unknown
from dialora.compliance.intent import CallIntent
from dialora.domain.approvals import Approvals


def with_account(intent: CallIntent, facts: Facts, approved: Approvals) -> Facts:
    """The facts, with what the account is approved for in them."""
    if isinstance(facts.account, Unknown):
        return facts
    return replace(
        facts,
        account=replace(
            facts.account,
            kyc=Kyc(approved.identity.value),
            policy_accepted=approved.policy_accepted,
            emergency_approved=approved.emergencies,
            exempt_informational_enabled=approved.exempt_landlines,
            state_registrations=frozenset(approved.seller_states),
        ),
        # A call of no campaign leaves nobody of a campaign with silence.
        campaign=CampaignFacts(abandon_rate_30d=0.0, paused=False) if intent.campaign_id is None else UNKNOWN,
    )
