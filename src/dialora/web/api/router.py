"""The whole API: its resources, one file each."""

from __future__ import annotations

from fastapi import APIRouter

from dialora.web.api import (
    agent_drafts,
    agents,
    appointments,
    business_relationships,
    calendars,
    call_export,
    call_notes,
    call_wordings,
    calling_settings,
    calls,
    consent_evidence,
    consent_imports,
    consents,
    contact_imports,
    contacts,
    costs,
    decisions,
    deliveries,
    dnc_entries,
    events,
    legal_holds,
    messages,
    number_proofs,
    numbers,
    outgoing_calls,
    person_requests,
    retention,
    running_calls,
    share_links,
    tags,
    webhook_endpoints,
)
from dialora.web.errors import problems


def api_router() -> APIRouter:
    """Everything under /v1."""
    router = APIRouter(prefix="/v1", responses=problems(400, 422))
    for resource in (
        agents,
        agent_drafts,
        appointments,
        calendars,
        calls,
        outgoing_calls,
        running_calls,
        consents,
        consent_evidence,
        consent_imports,
        contacts,
        contact_imports,
        decisions,
        dnc_entries,
        business_relationships,
        calling_settings,
        events,
        messages,
        numbers,
        number_proofs,
        webhook_endpoints,
        deliveries,
        call_export,
        call_notes,
        call_wordings,
        costs,
        share_links,
        tags,
        person_requests,
        legal_holds,
        retention,
    ):
        router.include_router(resource.router)
    return router
