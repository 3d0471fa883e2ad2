"""Keeps a message for the people of the business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta

from dialora.domain.phone import PhoneNumber
from dialora.ports.toolbox import Json
from dialora.services.tool_call import ToolCall
from dialora.tools import tool


@tool
async def take_message(
    call: ToolCall,
    text: Annotated[
        str, Meta(min_length=1, max_length=4000, description="The message in the caller's words")
    ],
    name: Annotated[str, Meta(min_length=1, max_length=120, description="Who left it")],
    phone: Annotated[
        str | None, Meta(description="Number to call back, like +12125550123; else the caller's own")
    ] = None,
) -> Mapping[str, Json]:
    """Pass a message on to the business. Only when this succeeds is it kept."""
    taken = await call.messages.take(
        call.agent.account_id,
        name=name,
        text=text,
        phone=PhoneNumber(phone) if phone else call.caller,
        call_id=call.call_id,
    )
    return {"message_id": taken.id}
