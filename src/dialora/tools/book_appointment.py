"""Books a time that was offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from dialora.ports.toolbox import Json
from dialora.services.tool_call import ToolCall
from dialora.tools import tool


@tool
async def book_appointment(
    call: ToolCall,
    slot: Annotated[str, Meta(description="Token of a time found in this call")],
    name: Annotated[str, Meta(min_length=1, max_length=120, description="Full name of the person who comes")],
) -> Mapping[str, Json]:
    """Book a time that was found in this call, in the caller's name and with the caller's number.

    Only when this succeeds does the appointment exist.
    """
    offer = call.offers.by_token(slot)
    made = await call.appointments.book(
        call.agent,
        offer.service,
        offer.slot.starts_at,
        name=name,
        phone=call.caller,
        call_id=call.call_id,
    )
    return {
        "appointment_id": made.id,
        "service": made.service_name,
        "starts_at": made.starts_at.astimezone(ZoneInfo(call.agent.business.zone)).isoformat(),
        "name": made.name,
    }
