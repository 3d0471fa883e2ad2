"""The tables. Each tenant table starts its key with account_id, and refers to others by (account_id, id):
the database lets no row point into another account."""

from __future__ import annotations

from dialora.store.tables.agents import agent_versions, agents, calendar_feeds, calendars, phone_numbers
from dialora.store.tables.approvals import account_approvals
from dialora.store.tables.call_wordings import call_wordings, call_wordings_spoken
from dialora.store.tables.calls import calls, notices, stream_tokens, turns
from dialora.store.tables.consents import (
    consent_evidence,
    consent_form_versions,
    consent_forms,
    consent_import_faults,
    consent_imports,
    consent_withdrawals,
    consents,
)
from dialora.store.tables.contacts import (
    contact_import_faults,
    contact_imports,
    contact_words,
    contacts,
)
from dialora.store.tables.drafts import agent_drafts, agent_trials
from dialora.store.tables.facts import (
    calling_settings,
    deals,
    declared_emergencies,
    text_registrations,
)
from dialora.store.tables.found import call_view_defaults, call_views, call_words
from dialora.store.tables.handed_on import transfers
from dialora.store.tables.left_behind import appointments, messages, revocations
from dialora.store.tables.limits import call_limits
from dialora.store.tables.metadata import metadata
from dialora.store.tables.on_calls import (
    call_costs,
    call_notes,
    call_tags,
    carrier_prices,
    share_links,
)
from dialora.store.tables.outbox import (
    deliveries,
    delivery_attempts,
    events,
    recipients,
    webhook_endpoints,
)
from dialora.store.tables.placing import attempts
from dialora.store.tables.record import (
    decision_days,
    decisions,
    ledger_checks,
    ledger_entries,
    ledger_heads,
)
from dialora.store.tables.rights import (
    legal_holds,
    person_requests,
    purge_reports,
    restricted_people,
    restricted_records,
    retention_rules,
)
from dialora.store.tables.running import idempotency_keys, processes
from dialora.store.tables.suppression import (
    dnc_entries,
    listed_numbers,
    listed_staging,
    number_lists,
    operator_dnc_entries,
    opt_out_requests,
    sms_choices,
)
from dialora.store.tables.who import accounts, agencies, api_keys, members, sign_in_attempts, web_sessions

__all__ = [
    "account_approvals",
    "accounts",
    "agencies",
    "agent_drafts",
    "agent_trials",
    "agent_versions",
    "agents",
    "api_keys",
    "appointments",
    "attempts",
    "calendar_feeds",
    "calendars",
    "call_costs",
    "call_limits",
    "call_notes",
    "call_tags",
    "call_view_defaults",
    "call_views",
    "call_wordings",
    "call_wordings_spoken",
    "call_words",
    "calling_settings",
    "calls",
    "carrier_prices",
    "consent_evidence",
    "consent_form_versions",
    "consent_forms",
    "consent_import_faults",
    "consent_imports",
    "consent_withdrawals",
    "consents",
    "contact_import_faults",
    "contact_imports",
    "contact_words",
    "contacts",
    "deals",
    "decision_days",
    "decisions",
    "declared_emergencies",
    "deliveries",
    "delivery_attempts",
    "dnc_entries",
    "events",
    "idempotency_keys",
    "ledger_checks",
    "ledger_entries",
    "ledger_heads",
    "legal_holds",
    "listed_numbers",
    "listed_staging",
    "members",
    "messages",
    "metadata",
    "notices",
    "number_lists",
    "operator_dnc_entries",
    "opt_out_requests",
    "person_requests",
    "phone_numbers",
    "processes",
    "purge_reports",
    "recipients",
    "restricted_people",
    "restricted_records",
    "retention_rules",
    "revocations",
    "share_links",
    "sign_in_attempts",
    "sms_choices",
    "stream_tokens",
    "text_registrations",
    "transfers",
    "turns",
    "web_sessions",
    "webhook_endpoints",
]
