"""Every method of every repository is called with another account's ids. None shows or changes a thing.

The methods are found by looking: a new one fails here until CROSSINGS says how to try it.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.call_filter import CallFilter
from dialora.domain.calls import CallTally
from dialora.domain.errors import DialoraError
from dialora.domain.events import EventType
from dialora.domain.numbers import CarrierCredentials
from dialora.domain.transfers import TransferState
from dialora.store.call_words import CallWords
from dialora.store.costs import CallCosts, Used
from dialora.store.idempotency import KeptAnswer
from dialora.store.page import Page
from dialora.store.roles import DatabaseUrls
from dialora.store.rows import Tenant
from dialora.store.scope import AccountScope, Store
from store.filled import (
    CALLER,
    COST,
    NOTICE,
    TURN,
    Filled,
    appointment_of,
    attempt_at,
    call_of,
    draft_of,
    rows_of,
    transfer_of,
)
from store.filled_call_wordings import WORDING_CROSSINGS, WORDING_HARMLESS
from store.filled_consents import FAULT, version_of
from store.filled_contacts import CONTACT_FAULT, KNOWN
from store.filled_facts import FACT_CROSSINGS, FACT_HARMLESS, FACTS_OF_BOTH
from store.filled_rights import RIGHTS_CROSSINGS, RIGHTS_OF_BOTH
from worlds import KEYRING, NOW

Crossing = Callable[[Any, Filled], Awaitable[object]]


def things_of(theirs: Filled) -> dict[str, Any]:
    """Something of theirs for each repository that keeps things by id."""
    tenancy = theirs.tenancy
    return {
        "agents": tenancy.agent,
        "api_keys": tenancy.api_key,
        "appointments": theirs.appointment,
        "attempts": theirs.placing,
        "calendar_feeds": theirs.feed,
        "calendars": tenancy.calendar,
        "call_views": theirs.view,
        "calls": theirs.call,
        "consent_forms": theirs.consenting.form,
        "consent_imports": theirs.consenting.imported,
        "consents": theirs.consenting.consent,
        "contact_imports": theirs.knowing.imported,
        "contacts": theirs.knowing.contact,
        "evidence": theirs.consenting.evidence,
        "decisions": theirs.decision,
        "deliveries": theirs.delivery,
        "deals": theirs.deal,
        "dnc_entries": theirs.dnc_entry,
        "events": theirs.event,
        "carrier_prices": theirs.carrier_price,
        "members": tenancy.owner,
        "legal_holds": theirs.rights.hold,
        "messages": theirs.message,
        "person_requests": theirs.rights.request,
        "purge_reports": theirs.rights.report,
        "notes": theirs.note,
        "numbers": tenancy.number,
        "recipients": theirs.recipient,
        "revocations": theirs.revocation,
        "share_links": theirs.share_link,
        "sms_choices": theirs.sms_choice,
        "webhook_endpoints": theirs.endpoint,
    }


async def spoken(costs: CallCosts, call_id: str) -> Used | None:
    """What a call used, if anything."""
    used = await costs.used(call_id)
    return None if used == Used(caller_ms=0, agent_ms=0, answers=0) else used


#: How to reach for another account's rows with each method, beside those every repository has.
CROSSINGS: dict[str, Crossing] = {
    **FACT_CROSSINGS,
    **WORDING_CROSSINGS,
    "agents.at_version": lambda agents, theirs: agents.at_version(theirs.tenancy.agent.id, 1),
    "agents.published": lambda agents, theirs: agents.published(theirs.tenancy.agent.id, 1),
    "agents.versions": lambda agents, theirs: agents.versions(theirs.tenancy.agent.id),
    "appointments.between": lambda appointments, theirs: appointments.between(
        NOW - timedelta(days=1), NOW + timedelta(days=1), calendar_ids=[theirs.tenancy.calendar.id]
    ),
    "appointments.of_phone": lambda appointments, theirs: appointments.of_phone(CALLER, limit=9),
    "attempts.of_number": lambda attempts, theirs: attempts.of_number(CALLER, NOW - timedelta(days=1)),
    "attempts.open": lambda attempts, theirs: attempts.open(CALLER),
    "attempts.post": lambda attempts, theirs: attempts.post(
        theirs.placing.id, decision_id=theirs.decision.id, cleared_at=NOW
    ),
    "attempts.posting": lambda attempts, theirs: attempts.posting(CALLER),
    "suppression.of_number": lambda it, theirs: it.of_number(CALLER, at=NOW, since=NOW - timedelta(days=1)),
    "calendars.team": lambda calendars, theirs: calendars.team(theirs.tenancy.calendar.id),
    "call_views.default_of": lambda views, theirs: views.default_of(theirs.tenancy.owner.id),
    "call_views.of_member": lambda views, theirs: views.of_member(theirs.tenancy.owner.id),
    "call_views.remove": lambda views, theirs: views.remove(theirs.view.id),
    "call_views.set_default": lambda views, theirs: views.set_default(
        theirs.tenancy.owner.id, theirs.view.id
    ),
    "call_words.add": lambda words, theirs: words.add(theirs.call.created_at, {"theirs"}),
    "call_words.forget": lambda words, theirs: words.forget(theirs.call.created_at),
    "call_words.on_days": lambda words, theirs: _foreign_words(words, theirs),
    "calls.begun_at": lambda calls, theirs: calls.begun_at(
        [theirs.call.created_at], CallFilter(agent_id=theirs.tenancy.agent.id)
    ),
    "calls.cursor": lambda calls, theirs: calls.cursor(theirs.call.id),
    "calls.unwrap": lambda calls, theirs: calls.unwrap(theirs.call.created_at),
    "calls.wrap_up": lambda calls, theirs: calls.wrap_up(
        theirs.call.id, CallTally(booked=True, left_message=True, answers=9, answers_in_time=9)
    ),
    "call_costs.used": lambda costs, theirs: spoken(costs, theirs.call.id),
    "call_costs.put": lambda costs, theirs: costs.put(theirs.call.id, COST),
    "consent_forms.publish": lambda forms, theirs: forms.publish(version_of(theirs.consenting.form, 2)),
    "consent_forms.versions": lambda forms, theirs: forms.versions(theirs.consenting.form.id),
    "consent_imports.add_faults": lambda imports, theirs: imports.add_faults(
        theirs.consenting.imported.id, [replace(FAULT, line=9)]
    ),
    "consents.add_from": lambda consents, theirs: consents.add_from(1, theirs.consenting.consent),
    "consents.add_new": lambda consents, theirs: consents.add_new([(1, theirs.consenting.consent)]),
    "consents.for_number": lambda consents, theirs: consents.for_number(
        theirs.consenting.consent.number_hash
    ),
    "contact_imports.add_faults": lambda imports, theirs: imports.add_faults(
        theirs.knowing.imported.id, [replace(CONTACT_FAULT, line=9)]
    ),
    "contacts.by_number": lambda contacts, theirs: contacts.by_number(KNOWN),
    "contacts.add_new": lambda contacts, theirs: contacts.add_new([theirs.knowing.contact]),
    "contacts.delete": lambda contacts, theirs: contacts.delete(theirs.knowing.contact.id),
    "contacts.delete_of": lambda contacts, theirs: contacts.delete_of(KNOWN),
    "contacts.of_numbers": lambda contacts, theirs: contacts.of_numbers([KNOWN]),
    "consents.withdraw": lambda consents, theirs: consents.withdraw(theirs.consenting.withdrawal),
    "evidence.by_sha256": lambda evidence, theirs: evidence.by_sha256(theirs.consenting.evidence.sha256),
    "evidence.of_ids": lambda evidence, theirs: evidence.of_ids([theirs.consenting.evidence.id]),
    "calls.by_carrier_call_id": lambda calls, theirs: calls.by_carrier_call_id(theirs.call.carrier_call_id),
    "decisions.call_of": lambda decisions, theirs: decisions.call_of(theirs.decision.id),
    "decision_days.count": lambda days, theirs: days.count(theirs.decision),
    "dnc_entries.holding": lambda entries, theirs: entries.holding(CALLER),
    "dnc_entries.release": lambda entries, theirs: entries.release(
        replace(theirs.dnc_entry, released_at=NOW, release_reason="Ours")
    ),
    "drafts.drop": lambda drafts, theirs: drafts.drop(theirs.tenancy.agent.id),
    "drafts.keep": lambda drafts, theirs: drafts.keep(draft_of(theirs.tenancy)),
    "drafts.of_agent": lambda drafts, theirs: drafts.of_agent(theirs.tenancy.agent.id),
    "deliveries.attempts_of": lambda deliveries, theirs: deliveries.attempts_of([theirs.delivery.id]),
    "deliveries.being_sent": lambda deliveries, theirs: deliveries.being_sent(theirs.endpoint.id, NOW),
    "deliveries.lock_next_due": lambda deliveries, theirs: deliveries.lock_next_due(theirs.endpoint.id, NOW),
    "deliveries.note": lambda deliveries, theirs: deliveries.note(attempt_at(theirs.delivery, number=2)),
    "deliveries.of_event": lambda deliveries, theirs: deliveries.of_event(
        theirs.event.id, theirs.endpoint.id
    ),
    "deliveries.ring": lambda deliveries, theirs: deliveries.ring(theirs.delivery, NOW),
    "events.delete_before": lambda events, theirs: events.delete_before(NOW + timedelta(days=1)),
    "events.since": lambda events, theirs: events.since(NOW - timedelta(days=1), tuple(EventType), limit=10),
    "idempotency_keys.begin": lambda keys, theirs: keys.begin("key-1", b"another request", NOW),
    "idempotency_keys.delete_before": lambda keys, theirs: keys.delete_before(NOW + timedelta(days=1)),
    "idempotency_keys.finish": lambda keys, theirs: keys.finish("key-1", KeptAnswer(status=200, body="x")),
    "ledger.append_all": lambda ledger, theirs: ledger.append_all([theirs.entry], theirs.head),
    "ledger.append": lambda ledger, theirs: ledger.append(theirs.entry, theirs.head),
    "carrier_prices.of_number": lambda prices, theirs: prices.of_number(theirs.tenancy.number.number),
    "messages.of_phone": lambda messages, theirs: messages.of_phone(CALLER, limit=9),
    "notes.delete_taken_away_before": lambda notes, theirs: notes.delete_taken_away_before(
        NOW + timedelta(days=1)
    ),
    "notices.add": lambda notices, theirs: notices.add(theirs.call.id, replace(NOTICE, start_ms=5000)),
    "numbers.by_number": lambda numbers, theirs: numbers.by_number(theirs.tenancy.number.number),
    "numbers.credentials": lambda numbers, theirs: numbers.credentials(theirs.tenancy.number.id),
    "numbers.set_credentials": lambda numbers, theirs: numbers.set_credentials(
        theirs.tenancy.number.id, CarrierCredentials(carrier_account_id="ACours", auth_token="ours")
    ),
    "own.save": lambda own, theirs: own.save(theirs.tenancy.account),
    "recipients.delete": lambda recipients, theirs: recipients.delete(theirs.recipient.id),
    "recipients.wanting": lambda recipients, theirs: recipients.wanting(EventType.MESSAGE_TAKEN),
    "revocations.of_number": lambda revocations, theirs: revocations.of_number(CALLER),
    "sms_choices.add_once": lambda choices, theirs: choices.add_once(theirs.sms_choice),
    "sms_choices.newest": lambda choices, theirs: choices.newest(CALLER),
    "tags.add": lambda tags, theirs: tags.add(theirs.call.id, "ours", NOW),
    "tags.remove": lambda tags, theirs: tags.remove(theirs.call.id, "billing"),
    "trials.keep": lambda trials, theirs: trials.keep(theirs.call.id, theirs.tenancy.agent),
    "transfers.ask": lambda transfers, theirs: transfers.ask(
        transfer_of(theirs.tenancy, theirs.call.id, theirs.decision.id)
    ),
    "transfers.lock_of_call": lambda transfers, theirs: transfers.lock_of_call(theirs.call.id),
    "transfers.save": lambda transfers, theirs: transfers.save(
        replace(transfer_of(theirs.tenancy, theirs.call.id, theirs.decision.id), state=TransferState.REFUSED)
    ),
    "turns.add": lambda turns, theirs: turns.add(theirs.call.id, replace(TURN, index=1)),
    "turns.erase_texts": lambda turns, theirs: turns.erase_texts(theirs.call.id),
    "webhook_endpoints.delete": lambda endpoints, theirs: endpoints.delete(theirs.endpoint.id),
    "webhook_endpoints.wanting": lambda endpoints, theirs: endpoints.wanting(EventType.MESSAGE_TAKEN),
}

#: Methods that take nothing of an account's: there is nothing to reach with.
HARMLESS = {
    *FACT_HARMLESS,
    *WORDING_HARMLESS,
    "own.get",
    "own.lock",
    "calendar_feeds.in_use",
    "calendars.of_account",
    "calls.begun_since",
    "call_days.since",
    "calls.begun_between",
    "calls.hold_admission",
    "consent_forms.of_account",
    "consents.count_since",
    "consents.first_of_another_person",
    "consents.first_unlike_its_entry",
    "consents.first_without_entry",
    "calls.open",
    "messages.unanswered",
    "decision_days.since",
    "decision_days.of_consents",
    "dnc_entries.count_by_source",
    "ledger.checked",
    "ledger.last_check",
    "drafts.of_all",
    "calls.open_tests",
    "approvals.get",
    "limits.get",
    "limits.put",
    "retention.get",
    "retention.put",
    "restricted.count",
    "legal_holds.standing",
    "ledger.head",
    "ledger.lock_head",
    "ledger.first_unlike_its_decision",
    "ledger.first_decision_without_entry",
    "tags.known",
    "transfers.rung_since",
    # Lists of registries are everybody's to look up.
    "registry_lists.newest",
    "registry_lists.current",
}

#: Found by a number that called both: ours are shown.
CALLED_BOTH = {
    "suppression.of_number",
    "contacts.by_number",
    "appointments.of_phone",
    "messages.of_phone",
    "contacts.delete_of",
    "contacts.of_numbers",
    "revocations.of_number",
    "consents.for_number",
    "evidence.by_sha256",
    "attempts.of_number",
    "attempts.open",
    "dnc_entries.holding",
    "sms_choices.newest",
    # Asked by a kind of event or a time, which are everybody's: ours are shown.
    "events.since",
    "recipients.wanting",
    "webhook_endpoints.wanting",
}


CROSSINGS |= RIGHTS_CROSSINGS
CALLED_BOTH |= RIGHTS_OF_BOTH | FACTS_OF_BOTH


async def _foreign_words(words: CallWords, theirs: Filled) -> object:
    """A word that only theirs has: both have calls that began at the same moment."""
    return await words.on_days([theirs.call.created_at.date()], {"theirs alone"})


def repositories() -> dict[str, Any]:
    connection: AsyncConnection = None  # type: ignore[assignment]
    seal = KEYRING.account_seal("acct_none", KEYRING.new_data_key("acct_none"))
    nobody = Tenant(connection=connection, account_id="acct_none", seal=seal, keyring=KEYRING)
    return {name: it for name, it in vars(AccountScope(nobody)).items() if not name.startswith("_")}


def methods() -> list[str]:
    return sorted(
        f"{name}.{method}"
        for name, repository in repositories().items()
        for method, _ in inspect.getmembers(repository, inspect.iscoroutinefunction)
        if not method.startswith("_") and f"{name}.{method}" not in HARMLESS
    )


async def reach(scope: AccountScope, name: str, theirs: Filled) -> object:
    """Call one method with what belongs to the others."""
    repository, method = name.split(".")
    call = getattr(getattr(scope, repository), method)
    if name in CROSSINGS:
        return await CROSSINGS[name](getattr(scope, repository), theirs)
    thing = things_of(theirs).get(repository)
    match method:
        case "add" | "save" if thing is not None:
            return await call(thing)
        case "get" | "lock" if thing is not None:
            return await call(thing.id)
        case "page":
            return await call(limit=100)
        case "of_call":
            return await call(theirs.call.id)
        case "of_calls":
            return await call([theirs.call.id])
        case _:
            pytest.fail(f"{name} is new: say in CROSSINGS how to reach for another account's rows")


async def test_no_method_shows_or_changes_another_account(
    subtests: pytest.Subtests, store: Store, database: DatabaseUrls, ours: Filled, theirs: Filled
) -> None:
    before = await rows_of(database, theirs.account_id)
    for name in methods():
        with subtests.test(name):
            try:
                async with store.account(ours.account_id) as scope:
                    shown = await reach(scope, name, theirs)
            except DialoraError as refused:
                shown = refused.message
            assert theirs.account_id not in repr(shown)
            assert not shown or isinstance(shown, str | Page) or name in CALLED_BOTH, shown
            assert await rows_of(database, theirs.account_id) == before


def test_every_crossing_still_exists() -> None:
    assert set(CROSSINGS) <= set(methods())


@pytest.mark.parametrize("disguised", [True, False])
async def test_a_thing_of_theirs_cannot_be_saved_under_our_name(
    disguised: bool, store: Store, database: DatabaseUrls, ours: Filled, theirs: Filled
) -> None:
    """Saving finds no row to change, whatever the thing says of whose it is."""
    before = await rows_of(database, theirs.account_id)
    for repository, thing in things_of(theirs).items():
        it = replace(thing, account_id=ours.account_id) if disguised else thing
        with pytest.raises(DialoraError):
            async with store.account(ours.account_id) as scope:
                await getattr(scope, repository).save(it)
    assert await rows_of(database, theirs.account_id) == before


async def test_an_appointment_cannot_be_put_on_their_calendar(
    store: Store, ours: Filled, theirs: Filled
) -> None:
    foreign = appointment_of(ours.tenancy, calendar_id=theirs.tenancy.calendar.id)
    with pytest.raises(DialoraError):
        async with store.account(ours.account_id) as scope:
            await scope.appointments.add(foreign)


async def test_a_call_cannot_be_answered_by_their_agent(store: Store, ours: Filled, theirs: Filled) -> None:
    foreign = call_of(ours.tenancy, agent_id=theirs.tenancy.agent.id)
    with pytest.raises(DialoraError):
        async with store.account(ours.account_id) as scope:
            await scope.calls.add(foreign)
