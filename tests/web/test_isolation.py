"""No address shows anything of another account. The addresses come from the application itself, so that a
new one is tried as soon as it exists, and a new kind of id stops the test until it is known here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from callbook import Callbook, recordings_in
from dialora.domain.consents import ConsentChannel, ConsentLevel, ConsentPurpose, ConsentWay, Grant
from dialora.domain.contacts import ContactSource
from dialora.domain.do_not_call import StopVia
from dialora.domain.events import EventType
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.domain.relationships import DealKind, DealSource
from dialora.domain.sharing import Days
from dialora.services.relationships import Dealt
from dialora.services.revocations import Stop
from dialora.store.scope import Store
from sites import People, bearer, csrf_token, sign_in
from worlds import NOW, World

#: What is sent where a body or a query is asked for: always about the other account's things.
BODIES: dict[str, Any] = {
    "POST /talk/calls": lambda ids: {"json": {"agent_id": ids["agent_id"]}},
    "POST /v1/agents": lambda ids: {"json": {"name": "Mine", "like": ids["agent_id"]}},
    "POST /agents": lambda ids: {"data": {"name": "Mine", "like": ids["agent_id"]}},
    "PATCH /agents/{agent_id}/draft": lambda ids: {"json": {"name": "Mine"}},
    "POST /agents/{agent_id}/preview": lambda ids: {"json": {"text": "Hello.", "speed": 1}},
    "POST /v1/legal-holds/{hold_id}/release": lambda ids: {"json": {"reason": "Over."}},
    "POST /settings/privacy/holds/{hold_id}/release": lambda ids: {"data": {"reason": "Over."}},
    "POST /settings/privacy/requests/{request_id}/erase": lambda ids: {"data": {"sure": "true"}},
    "POST /v1/calls": lambda ids: {"json": {"to": "+12125550160", "agent_id": ids["agent_id"]}},
    "POST /v1/decisions/check": lambda ids: {
        "json": {"to": "+12125550160", "purpose": "informational", "agent_id": ids["agent_id"]}
    },
    "PATCH /v1/agents/{agent_id}": lambda ids: {"json": {"name": "Mine"}},
    "PATCH /v1/agents/{agent_id}/draft": lambda ids: {"json": {"name": "Mine"}},
    "PATCH /v1/phone-numbers/{number_id}": lambda ids: {"json": {"agent_id": None}},
    "POST /v1/appointments": lambda ids: {
        "json": {
            "agent_id": ids["agent_id"],
            "service_key": "cleaning",
            "starts_at": "2026-12-03T15:00:00-05:00",
            "name": "Somebody Else",
        }
    },
    "PATCH /v1/appointments/{appointment_id}": lambda ids: {"json": {"name": "Somebody Else"}},
    "GET /v1/appointments/slots": lambda ids: {
        "params": {"agent_id": ids["agent_id"], "service_key": "cleaning", "first_day": "2026-12-03"}
    },
    "POST /calls/{call_id}/notes": lambda ids: {"data": {"text": "Mine"}},
    "POST /calls/{call_id}/tags": lambda ids: {"data": {"tag": "mine"}},
    "POST /calls/{call_id}/tags/remove": lambda ids: {"data": {"tag": "mine"}},
    "POST /v1/calls/{call_id}/notes": lambda ids: {"json": {"text": "Mine"}},
    "POST /v1/calls/{call_id}/tags": lambda ids: {"json": {"tag": "mine"}},
    "PATCH /v1/contacts/{contact_id}": lambda ids: {"json": {"name": "Mine"}},
    "POST /v1/consents/spoken": lambda ids: {
        "json": {
            "call_id": ids["call_id"],
            "start_ms": 0,
            "end_ms": 1000,
            "disclosure_text": "May we call you?",
            "words": "Yes.",
            "purpose": "any",
            "channels": ["voice"],
        }
    },
    "POST /consent/{address}": lambda ids: {"data": {"version": "1", "lang": "en"}},
    "POST /v1/calls/{call_id}/share-links": lambda ids: {"json": {"days": 1}},
    "POST /v1/carrier-prices": lambda ids: {
        "json": {
            "number_id": ids["number_id"],
            "micros_per_minute": 1,
            "currency": "USD",
            "source": "My price list",
        }
    },
    "DELETE /v1/dnc-entries/{entry_id}": lambda ids: {"params": {"reason": "It is mine"}},
    "POST /do-not-call/{entry_id}/release": lambda ids: {"data": {"reason": "It is mine"}},
    "POST /settings/webhooks/{endpoint_id}": lambda ids: {
        "data": {"url": "https://hooks.example.com/mine", "events": "message.taken"}
    },
    "POST /settings/webhooks/{endpoint_id}/turn": lambda ids: {"data": {"on": "false"}},
    "POST /settings/webhooks/{endpoint_id}/replay": lambda ids: {"data": {"hours": "24"}},
    "POST /settings/people/{member_id}/role": lambda ids: {"data": {"role": "viewer"}},
    "POST /settings/people/{member_id}/keep-out": lambda ids: {"data": {"out": "true"}},
    "PATCH /v1/webhook-endpoints/{endpoint_id}": lambda ids: {"json": {"on": False}},
    "POST /v1/webhook-endpoints/{endpoint_id}/replay": lambda ids: {
        "json": {"since": "2026-11-01T00:00:00Z"}
    },
}

#: What makes something in the account of whoever asks, and reaches for nothing.
MADE: dict[str, Any] = {
    "POST /v1/consents": {
        "json": {
            "number": "+13105550178",
            "level": "express",
            "purpose": "any",
            "channels": ["voice"],
            "obtained_at": "2026-11-01T00:00:00Z",
        }
    },
    "POST /v1/consent-evidence": {"content": b"%PDF-1.7", "headers": {"Content-Type": "application/pdf"}},
    "POST /v1/consent-imports": {"content": b"number\n", "headers": {"Content-Type": "text/csv"}},
    "POST /v1/contacts": {"json": {"number": "+13105550179"}},
    "POST /v1/contact-imports": {"content": b"number\n", "headers": {"Content-Type": "text/csv"}},
    "POST /v1/webhook-endpoints": {"json": {"url": "https://hooks.example.com/mine"}},
    "POST /v1/dnc-entries": {"json": {"number": "+13105550177"}},
    "POST /v1/person-requests": {"json": {"number": "+13105550177", "kind": "access"}},
    "POST /v1/legal-holds": {"json": {"reason": "A letter from a court"}},
    "POST /v1/business-relationships": {
        "json": {"number": "+13105550177", "kind": "purchase", "on": "2026-11-01"}
    },
    "POST /v1/business-relationships/import": {
        "content": b"number,kind,on\n+13105550177,inquiry,2026-11-01\n"
    },
    "POST /v1/call-wordings": {"json": {"wordings": {"en": {"not_now": "Goodbye then."}}}},
}

#: In addresses too, but nobody's in particular.
PLAIN = {
    "version": "1",
    "words_version": "9",
    "tag": "mine",
    "token": "not-the-token-of-any-link",
    "address": "of-no-form",
}


async def _ids(site: FastAPI, store: Store, world: World, folder: Path) -> dict[str, str]:
    """One of everything in the dental practice, by the name it has in an address."""
    book = Callbook(store=store, tenancy=world.dental, recordings=recordings_in(folder, store))
    call = await book.booked(NOW)
    message = await site.state.services.messages.take(
        world.dental.account.id, name="Ada Quill", text="Call me.", phone=None, call_id=call.id
    )
    view = await site.state.services.call_views.save(
        world.dental.account.id,
        world.dental.owner,
        name="Ada Quill",
        query="q=Ada",
        shared=True,
        default=False,
    )
    owner = Author(id=world.dental.owner.id, name="Ada Quill")
    note = await site.state.services.notes.add(world.dental.account.id, call.id, "Ada Quill called", by=owner)
    await site.state.services.tags.add(world.dental.account.id, call.id, "ada quill")
    link, _ = await site.state.services.share_links.make(
        world.dental.account.id, call.id, days=Days.ONE, with_sound=True, by=owner
    )
    answer = await site.state.services.calls.try_agent(world.dental.account.id, world.dental.agent.id)
    async with store.account(world.dental.account.id) as scope:
        (appointment,) = (await scope.appointments.page()).items
        (decision,) = (await scope.decisions.page()).items
    endpoint = await site.state.services.news.webhooks.add(
        world.dental.account.id,
        url="https://hooks.example.com/ada-quill",
        description="Ada Quill",
        events=[EventType.MESSAGE_TAKEN],
    )
    recipient = await site.state.services.news.notifications.add(
        world.dental.account.id, "ada.quill@example.com", [EventType.MESSAGE_TAKEN]
    )
    delivery = await site.state.services.news.webhooks.test(world.dental.account.id, endpoint.id)
    stopped = await site.state.services.suppression.revocations.stop(
        world.dental.account.id, PhoneNumber("+12125550147"), Stop(via=StopVia.API, reason="Ada Quill")
    )
    consenting = site.state.services.consenting
    evidence = await consenting.evidence.keep(
        world.dental.account.id, b"%PDF- Ada Quill", media_type="application/pdf", name="Ada Quill", by="memb"
    )
    consent = await consenting.consents.record(
        world.dental.account.id,
        Grant(
            number=PhoneNumber("+12125550148"),
            name="Ada Quill",
            level=ConsentLevel.EXPRESS,
            purpose=ConsentPurpose.ANY,
            channels=(ConsentChannel.VOICE,),
            obtained_at=NOW,
            way=ConsentWay.API,
            evidence_ids=(evidence.id,),
        ),
        by="memb",
    )
    services = site.state.services
    contact = await services.address_book.contacts.create(
        world.dental.account.id,
        PhoneNumber("+12125550147"),
        {"name": "Ada Quill"},
        source=ContactSource.API,
    )
    contact_list = await services.address_book.imports.begin(
        world.dental.account.id, file_name="Ada Quill.csv", size=None, by="memb", dry_run=False
    )
    imported = await consenting.imports.begin(
        world.dental.account.id, file_name="Ada Quill.csv", size=None, by="memb"
    )
    (deal,) = await site.state.services.calling_facts.relationships.record(
        world.dental.account.id,
        [Dealt(number=PhoneNumber("+12125550147"), kind=DealKind.PURCHASE, on_day=NOW.date())],
        source=DealSource.API,
        by="memb",
    )
    asked = await services.rights.access.ask(world.dental.account.id, PhoneNumber("+12125550147"), by=owner)
    hold = await services.rights.holds.place(world.dental.account.id, reason="Ada Quill", by=owner)
    feed, _ = await site.state.services.calendar_feeds.make(
        world.dental.account.id, calendar_id=world.dental.calendar.id, with_names=True
    )
    return {
        "decision_id": decision.id,
        "account_id": world.dental.account.id,
        "agent_id": world.dental.agent.id,
        "number_id": world.dental.number.id,
        "call_id": call.id,
        "note_id": note.id,
        "link_id": link.id,
        "test_call_id": answer.call_id,
        "appointment_id": appointment.id,
        "message_id": message.id,
        "view_id": view.id,
        "calendar_id": world.dental.calendar.id,
        "feed_id": feed.id,
        "member_id": world.dental.owner.id,
        "key_id": world.dental.api_key.id,
        "endpoint_id": endpoint.id,
        "recipient_id": recipient.id,
        "delivery_id": delivery.id,
        "event_id": delivery.event_id,
        "entry_id": stopped.entry.id,
        "relationship_id": deal.id,
        "consent_id": consent.id,
        "evidence_id": evidence.id,
        "import_id": imported.id,
        "contact_id": contact.id,
        "list_id": contact_list.id,
        "request_id": asked.id,
        "hold_id": hold.id,
        # What lies in our tables opens nothing.
        "feed_token": feed.token_hash.hex(),
    }


def _nothing(ids: dict[str, str]) -> dict[str, Any]:
    return {}


def _operations(site: FastAPI, *, api: bool) -> list[tuple[str, str]]:
    found = [
        (method, route.path)
        for route in iter_route_contexts(site.routes)
        for method in sorted(route.methods or ())
        if isinstance(route.original_route, APIRoute) and route.path.startswith("/v1") == api
    ]
    assert len(found) > 5, "there is nothing to try: how routes are listed has changed"
    return found


async def test_a_key_sees_nothing_of_another_account(
    site: FastAPI, program: httpx.AsyncClient, people: People, store: Store, world: World, tmp_path: Path
) -> None:
    ids = await _ids(site, store, world, tmp_path)
    before = await _everything(store, world)
    key = bearer(people.barber_key)
    for number, (method, path) in enumerate(_operations(site, api=True)):
        name = f"{method} {path}"
        body = MADE.get(name) or BODIES.get(name, _nothing)(ids)
        headers = key | {"Idempotency-Key": f"try-{number}"} | body.get("headers", {})
        answer = await program.request(method, path.format(**ids, **PLAIN), **body | {"headers": headers})
        expected = 201 if name in MADE else 404 if "{" in path or body else 200
        assert answer.status_code == expected, f"{method} {path}: {answer.text}"
        _tells_nothing(answer, ids, world)
    assert await _everything(store, world) == before


async def test_a_person_sees_nothing_of_another_account(
    site: FastAPI, browser: httpx.AsyncClient, people: People, store: Store, world: World, tmp_path: Path
) -> None:
    ids = await _ids(site, store, world, tmp_path)
    before = await _everything(store, world)
    for method, path in _operations(site, api=False):
        await sign_in(browser, people.barber)
        token = {"X-CSRF-Token": await csrf_token(browser)}
        body = BODIES.get(f"{method} {path}", _nothing)(ids)
        answer = await browser.request(method, path.format(**ids, **PLAIN), headers=token, **body)
        assert answer.status_code == 404 or not ("{" in path or body), f"{method} {path}: {answer.text}"
        _tells_nothing(answer, ids, world)
    assert await _everything(store, world) == before


async def _everything(store: Store, world: World) -> str:
    """All that an address could have changed."""
    async with store.account(world.dental.account.id) as scope:
        calls = (await scope.calls.page(limit=100)).items
        appointments = (await scope.appointments.page(limit=100)).items
        agents = (await scope.agents.page(limit=100)).items
        drafts = await scope.drafts.of_all()
        numbers = (await scope.numbers.page(limit=100)).items
        endpoints = (await scope.webhook_endpoints.page(limit=100)).items
        recipients = (await scope.recipients.page(limit=100)).items
        deliveries = (await scope.deliveries.page(limit=100)).items
        members = (await scope.members.page(limit=100)).items
        deals = (await scope.deals.page(limit=100)).items
        entries = (await scope.dnc_entries.page(limit=100)).items
        consents = (await scope.consents.page(limit=100)).items
        imports = (await scope.consent_imports.page(limit=100)).items
        contacts = (await scope.contacts.page(limit=100)).items
        contact_lists = (await scope.contact_imports.page(limit=100)).items
        keys = [(each.id, each.revoked_at) for each in (await scope.api_keys.page(limit=100)).items]
    kept = (
        calls,
        appointments,
        agents,
        drafts,
        numbers,
        endpoints,
        recipients,
        deliveries,
        members,
        keys,
        deals,
    )
    return repr((*kept, contacts, contact_lists, entries, consents, imports))


def _tells_nothing(answer: httpx.Response, ids: dict[str, str], world: World) -> None:
    told = answer.text + json.dumps(dict(answer.headers))
    # What was asked with may come back in the answer's own address, never more.
    told = told.replace(str(answer.request.url.path), "")
    for secret in (*ids.values(), world.dental.account.name, "Ada Quill", "+12125550147", "212 555"):
        assert not re.search(re.escape(secret), told), secret
