"""The pages, one file per page."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from dialora.web.auth import from_our_pages, with_token
from dialora.web.dashboard import (
    accounts,
    agent,
    agent_versions,
    agents,
    appointment,
    appointments,
    calendars,
    call,
    call_downloads,
    call_notes,
    call_sharing,
    call_tags,
    calls,
    compliance,
    consent_editor,
    consent_import,
    consents,
    contact_import,
    contacts,
    decision,
    decisions,
    do_not_call,
    live,
    messages,
    set_password,
    settings_calling,
    settings_carrier_price,
    settings_keys,
    settings_limits,
    settings_notifications,
    settings_numbers,
    settings_people,
    settings_privacy,
    settings_webhooks,
    settings_words,
    sign_in,
    talk,
    today,
)


def dashboard_router() -> APIRouter:
    """Every page. Whatever changes something must come from one of them."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(from_our_pages)])
    router.include_router(sign_in.router)
    router.include_router(set_password.router)
    for page in (
        today,
        accounts,
        appointments,
        appointment,
        calendars,
        calls,
        call,
        call_downloads,
        call_notes,
        call_sharing,
        call_tags,
        compliance,
        consent_editor,
        consent_import,
        consents,
        contact_import,
        contacts,
        decision,
        decisions,
        do_not_call,
        live,
        messages,
        agents,
        agent,
        agent_versions,
        talk,
        settings_notifications,
        settings_webhooks,
        settings_keys,
        settings_numbers,
        settings_people,
        settings_privacy,
        settings_calling,
        settings_carrier_price,
        settings_limits,
        settings_words,
    ):
        router.include_router(page.router, dependencies=[Depends(with_token)])
    return router
