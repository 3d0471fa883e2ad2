"""/v1/calls/{id}/notes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.notes import LONGEST_NOTE, Note
from dialora.web.api.costs import author_of
from dialora.web.api.listing import ListOf
from dialora.web.api.once import IdempotencyKey, once
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/calls/{call_id}/notes", tags=["Notes"])


class NoteOut(BaseModel):
    """What somebody wrote about a call."""

    id: str = Field(examples=["note_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["note"] = "note"
    call_id: str
    text: str
    author_id: str = Field(description="A member or an API key.")
    author_name: str
    created_at: datetime
    deleted: bool = Field(description="Taken away; can be restored for a day.")

    @classmethod
    def of(cls, note: Note) -> NoteOut:
        return cls(
            id=note.id,
            call_id=note.call_id,
            text=note.text,
            author_id=note.author_id,
            author_name=note.author_name,
            created_at=note.created_at,
            deleted=note.deleted_at is not None,
        )


class NewNote(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST_NOTE)


@router.get("", summary="List the notes on a call, oldest first", responses=problems(404))
async def list_notes(call_id: str, services: Wired, program: Program) -> ListOf[NoteOut]:
    notes = await services.notes.of_call(program.account_id, call_id)
    return ListOf(data=[NoteOut.of(note) for note in notes], has_more=False)


@router.post(
    "",
    summary="Write a note on a call",
    status_code=201,
    response_class=Response,
    responses={201: {"model": NoteOut, "description": "Written."}, **problems(404, 409)},
)
async def write_note(
    call_id: str,
    asked: NewNote,
    request: Request,
    services: Wired,
    program: Program,
    key: IdempotencyKey = None,
) -> Response:
    async def write() -> NoteOut:
        by = author_of(program)
        return NoteOut.of(await services.notes.add(program.account_id, call_id, asked.text, by=by))

    return await once(request, services, program, key, asked, write)


@router.delete(
    "/{note_id}",
    summary="Take a note away",
    description="Only whoever wrote it can. Twice changes nothing.",
    responses=problems(403, 404),
)
async def delete_note(call_id: str, note_id: str, services: Wired, program: Program) -> NoteOut:
    by = author_of(program)
    return NoteOut.of(await services.notes.delete(program.account_id, call_id, note_id, by=by))


@router.post(
    "/{note_id}/restore",
    summary="Bring a note back",
    description="For a day after it was taken away.",
    responses=problems(403, 404),
)
async def restore_note(call_id: str, note_id: str, services: Wired, program: Program) -> NoteOut:
    by = author_of(program)
    return NoteOut.of(await services.notes.restore(program.account_id, call_id, note_id, by=by))
