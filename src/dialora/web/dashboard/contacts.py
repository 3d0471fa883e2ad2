"""Contacts: whom the business knows, what happened with them, and whether they may be called now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.contacts import Contact, ContactSource, searched
from dialora.domain.errors import Conflict, Invalid, InvalidFields
from dialora.web import consent_words, contact_words, law_words
from dialora.web.auth import Changing, Visit, Visiting, Wired
from dialora.web.contact_files import contacts_csv
from dialora.web.dashboard.frame import framed, me
from dialora.web.rendering import page
from dialora.web.typed_numbers import typed_number

router = APIRouter(prefix="/contacts")

#: The gate is asked for each row.
_A_PAGE = 25
_Typed = Annotated[str, Form(max_length=254)]
_FIELDS = ("name", "email", "state", "postcode", "zone", "language")


@router.get("")
async def contacts_page(
    request: Request,
    services: Wired,
    here: Visiting,
    q: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    wanted = searched(q) if q.strip() else None
    too_little = bool(q.strip()) and wanted is None
    book = services.address_book
    found = None
    if not too_little:
        found = await book.contacts.page(here.account.id, limit=_A_PAGE, starting_after=after, wanted=wanted)
    contacts = found.items if found else ()
    more = found.items[-1].id if found and found.has_more else None
    kept = {"q": q} if q.strip() else {}
    context = {
        "contacts": contacts,
        "callable": await book.may_we_call.callable_now(here.account.id, contacts),
        "q": q,
        "too_little": too_little,
        "older": f"/contacts?{urlencode(kept | {'after': more})}" if more else None,
        "words": contact_words,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    if request.headers.get("hx-request"):
        return page("contact/older.html", {"me": me(here.who), **context})
    return framed("contact/list.html", here.who, "/contacts", context)


@router.get("/export.csv")
async def export(services: Wired, here: Visiting) -> Response:
    return contacts_csv(services, here.account.id)


@router.get("/new")
async def new_page(here: Changing) -> Response:
    return _form(here, {}, {})


@router.post("")
async def create(
    request: Request, services: Wired, here: Changing, number: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    typed = {"number": number} | await _typed(request)
    try:
        contact = await services.address_book.contacts.create(
            here.account.id,
            typed_number(number, country=here.account.country),
            _said(typed),
            source=ContactSource.DASHBOARD,
        )
    except InvalidFields as wrong:
        return _form(here, typed, _by_field(wrong))
    except (Invalid, Conflict) as wrong:
        return _form(here, typed, {"number": wrong.message})
    return RedirectResponse(f"/contacts/{contact.id}", 303)


@router.get("/{contact_id}")
async def contact_page(contact_id: str, services: Wired, here: Visiting) -> Response:
    book = services.address_book
    contact = await book.contacts.get(here.account.id, contact_id)
    context = {
        "contact": contact,
        "answers": await book.may_we_call.answers(contact),
        "dealings": await book.contacts.dealings(contact),
        "words": contact_words,
        "consent_words": consent_words,
        "law": law_words,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return framed("contact/one.html", here.who, "/contacts", context)


@router.get("/{contact_id}/edit")
async def edit_page(contact_id: str, services: Wired, here: Changing) -> Response:
    contact = await services.address_book.contacts.get(here.account.id, contact_id)
    return _form(here, _shown(contact), {}, contact)


@router.post("/{contact_id}")
async def change(contact_id: str, request: Request, services: Wired, here: Changing) -> Response:
    contact = await services.address_book.contacts.get(here.account.id, contact_id)
    typed = await _typed(request)
    try:
        await services.address_book.contacts.change(here.account.id, contact_id, _said(typed))
    except InvalidFields as wrong:
        return _form(here, typed, _by_field(wrong), contact)
    return RedirectResponse(f"/contacts/{contact_id}", 303)


@router.post("/{contact_id}/delete")
async def delete(contact_id: str, services: Wired, here: Changing) -> Response:
    await services.address_book.contacts.delete(here.account.id, contact_id)
    return RedirectResponse("/contacts", 303)


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: str(form.get(name, ""))[:4_000] for name in (*_FIELDS, "tags", "notes")}


def _said(typed: Mapping[str, str]) -> dict[str, Any]:
    """What is left empty is not known."""
    said: dict[str, Any] = {name: typed[name].strip() or None for name in _FIELDS}
    tags = [tag.strip() for tag in typed["tags"].split(",") if tag.strip()]
    return said | {"name": typed["name"], "tags": tags, "notes": typed["notes"]}


def _shown(contact: Contact) -> dict[str, str]:
    person = contact.person
    return {name: getattr(person, name) or "" for name in _FIELDS} | {
        "tags": ", ".join(person.tags),
        "notes": person.notes,
    }


def _by_field(wrong: InvalidFields) -> dict[str, str]:
    return {pointer.strip("/").split("/")[0]: why for pointer, why in wrong.wrong.items()}


def _form(
    here: Visit, typed: Mapping[str, str], wrong: Mapping[str, str], contact: Contact | None = None
) -> Response:
    context = {"typed": typed, "wrong": wrong, "contact": contact, "words": contact_words}
    return framed("contact/form.html", here.who, "/contacts", context, status=422 if wrong else 200)
