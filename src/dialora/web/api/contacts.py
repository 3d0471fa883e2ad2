"""/v1/contacts: the people an account knows by number, and whether it may call them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from dialora.compliance.intent import Channel
from dialora.domain.agents import Purpose
from dialora.domain.contacts import (
    LONGEST_NAME,
    LONGEST_NOTES,
    MOST_TAGS,
    Contact,
    ContactSearch,
    ContactSource,
)
from dialora.domain.phone import PhoneNumber
from dialora.domain.tags import LONGEST_TAG, tag_of
from dialora.services.may_we_call import Answer
from dialora.web.api.decisions import CheckOut
from dialora.web.api.listing import ListOf, Paged
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.contact_files import contacts_csv
from dialora.web.errors import problems

router = APIRouter(prefix="/contacts", tags=["Contacts"])

_Short = Annotated[str, Field(max_length=64)]


class ContactOut(BaseModel):
    """Somebody whom the account knows."""

    id: str = Field(examples=["ctct_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["contact"] = "contact"
    number: str = Field(description="E.164. There is one contact for each number.")
    name: str
    email: str | None
    state: str | None = Field(description="Two letters, of the US or Canada.")
    postcode: str | None
    zone: str | None = Field(description="IANA time zone, as the person says.")
    language: str | None
    tags: list[str]
    notes: str
    source: ContactSource = Field(description="How they came to be known.")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, contact: Contact) -> ContactOut:
        person = contact.person
        return cls(
            id=contact.id,
            number=contact.number.e164,
            name=person.name,
            email=person.email,
            state=person.state,
            postcode=person.postcode,
            zone=person.zone,
            language=person.language,
            tags=list(person.tags),
            notes=person.notes,
            source=contact.source,
            created_at=contact.created_at,
            updated_at=contact.updated_at,
        )


class PersonIn(BaseModel):
    """What is known of somebody. State, postcode and zone say where the gate takes them to be, beside what
    their number says."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    email: Annotated[str, Field(max_length=254)] | None = None
    state: _Short | None = Field(default=None, examples=["NY"])
    postcode: _Short | None = Field(default=None, examples=["10001"])
    zone: _Short | None = Field(default=None, examples=["America/New_York"])
    language: _Short | None = Field(default=None, examples=["en"])
    tags: list[Annotated[str, Field(max_length=LONGEST_TAG)]] = Field(
        default_factory=list, max_length=MOST_TAGS
    )
    notes: Annotated[str, Field(max_length=LONGEST_NOTES)] = ""

    def said(self) -> dict[str, Any]:
        """Only what was sent: what is left out stays as it is."""
        return self.model_dump(exclude_unset=True, exclude={"number"})


class ContactIn(PersonIn):
    """Somebody new."""

    number: str = Field(max_length=20, description="E.164.", examples=["+12125550150"])


class MayCallOut(BaseModel):
    """What the gate would say of one kind of call or text now."""

    purpose: Purpose = Field(description="What the agent's calls are for.")
    channel: Channel
    agent_id: str = Field(description="Whose call or text it would be.")
    check: CheckOut

    @classmethod
    def of(cls, answer: Answer) -> MayCallOut:
        return cls(
            purpose=answer.asked.purpose,
            channel=answer.asked.channel,
            agent_id=answer.asked.agent.id,
            check=CheckOut.of(answer.foreseen),
        )


class MayCallsOut(BaseModel):
    """For each purpose of the account's agents: may we call them, why not, and when."""

    object: Literal["may_call"] = "may_call"
    contact_id: str
    data: list[MayCallOut]


@router.get("", summary="List contacts")
async def list_contacts(
    services: Wired,
    program: Program,
    cursor: Paged,
    number: Annotated[
        str | None, Query(max_length=20, description="Only who has this number, E.164.")
    ] = None,
    tag: Annotated[str | None, Query(max_length=LONGEST_TAG, description="Only those with this tag.")] = None,
) -> ListOf[ContactOut]:
    wanted = ContactSearch(
        number=None if number is None else PhoneNumber(number), tag=None if tag is None else tag_of(tag)
    )
    page = await services.address_book.contacts.page(
        program.account_id, limit=cursor.limit, starting_after=cursor.starting_after, wanted=wanted
    )
    return ListOf(data=[ContactOut.of(each) for each in page.items], has_more=page.has_more)


@router.post(
    "",
    summary="Create a contact",
    description="Knowing somebody is no consent: whether they may be called the gate decides.",
    status_code=201,
    response_class=Response,
    responses={201: {"model": ContactOut, "description": "Created."}, **problems(409)},
)
async def create_contact(
    asked: ContactIn, request: Request, services: Wired, program: Program, key: IdempotencyKey = None
) -> Response:
    async def create() -> ContactOut:
        number = PhoneNumber(asked.number)
        made = await services.address_book.contacts.create(
            program.account_id, number, asked.said(), source=ContactSource.API
        )
        return ContactOut.of(made)

    return await once(request, services, program, key, asked, create)


_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "One row a contact.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


@router.get(
    "/export",
    summary="Export the contacts",
    description="CSV in UTF-8, newest first, in the columns that an import reads.",
    response_class=Response,
    responses={**_CSV},
)
async def export_contacts(services: Wired, program: Program) -> StreamingResponse:
    return contacts_csv(services, program.account_id)


@router.get("/{contact_id}", summary="Get a contact", responses=problems(404))
async def get_contact(contact_id: str, services: Wired, program: Program) -> ContactOut:
    return ContactOut.of(await services.address_book.contacts.get(program.account_id, contact_id))


@router.get(
    "/{contact_id}/may-call",
    summary="May we call them now? Why not? When?",
    description="Asked of the gate for every purpose of the account's agents, calls and texts. Nobody is"
    " called, nothing is stored, and a call made later is decided on anew.",
    responses=problems(404),
)
async def may_call(contact_id: str, services: Wired, program: Program) -> MayCallsOut:
    contact = await services.address_book.contacts.get(program.account_id, contact_id)
    answers = await services.address_book.may_we_call.answers(contact)
    return MayCallsOut(contact_id=contact.id, data=[MayCallOut.of(each) for each in answers])


@router.patch(
    "/{contact_id}",
    summary="Change a contact",
    description="What is left out stays as it is; null takes away what was known. The number stays: another"
    " number is another contact, with consents of its own.",
    responses=problems(404),
)
async def change_contact(contact_id: str, asked: PersonIn, services: Wired, program: Program) -> ContactOut:
    return ContactOut.of(
        await services.address_book.contacts.change(program.account_id, contact_id, asked.said())
    )


@router.delete(
    "/{contact_id}",
    summary="Delete a contact",
    description="Takes them out of the contacts. Consents, stops and calls of their number stay on record.",
    status_code=204,
    responses=problems(404),
)
async def delete_contact(contact_id: str, services: Wired, program: Program) -> None:
    await services.address_book.contacts.delete(program.account_id, contact_id)
