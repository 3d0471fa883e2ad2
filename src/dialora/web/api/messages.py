"""/v1/messages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dialora.domain.appointments import Message
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(prefix="/messages", tags=["Messages"])


class MessageOut(BaseModel):
    """What a caller asked to pass on."""

    id: str = Field(examples=["msg_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["message"] = "message"
    call_id: str | None = Field(description="The call it was left in.")
    name: str = Field(description="Who left it; empty where no name was given.")
    phone: str | None = Field(description="Where they can be reached, E.164.")
    text: str = Field(description="As it was read back to the caller.")
    answered_at: datetime | None = Field(description="Null as long as somebody has to call back.")
    created_at: datetime

    @classmethod
    def of(cls, message: Message) -> MessageOut:
        return cls(
            id=message.id,
            call_id=message.call_id,
            name=message.name,
            phone=message.phone.e164 if message.phone else None,
            text=message.text,
            answered_at=message.answered_at,
            created_at=message.created_at,
        )


@router.get("", summary="List messages")
async def list_messages(
    services: Wired,
    program: Program,
    cursor: Paged,
    answered: Annotated[bool | None, Query(description="Only answered ones, or only others.")] = None,
    call_id: Annotated[str | None, Query(max_length=64, description="Only those of this call.")] = None,
) -> ListOf[MessageOut]:
    page = await services.messages.page(
        program.account_id,
        limit=cursor.limit,
        starting_after=cursor.starting_after,
        answered=answered,
        call_id=call_id,
    )
    return ListOf(data=[MessageOut.of(each) for each in page.items], has_more=page.has_more)


@router.get("/{message_id}", summary="Get a message", responses=problems(404))
async def get_message(message_id: str, services: Wired, program: Program) -> MessageOut:
    return MessageOut.of(await services.messages.get(program.account_id, message_id))


@router.post(
    "/{message_id}/answer",
    summary="Mark a message as answered",
    description="Somebody has called back. Asked twice, it stays answered since the first time.",
    responses=problems(404),
)
async def answer_message(message_id: str, services: Wired, program: Program) -> MessageOut:
    return MessageOut.of(await services.messages.answered(program.account_id, message_id))


@router.post(
    "/{message_id}/reopen",
    summary="Mark a message as not answered",
    responses=problems(404),
)
async def reopen_message(message_id: str, services: Wired, program: Program) -> MessageOut:
    return MessageOut.of(await services.messages.reopen(program.account_id, message_id))
