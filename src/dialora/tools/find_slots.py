"""Finds free times to offer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from dialora.ports.toolbox import Json
from dialora.scheduling.offers import nearest, spread, within
from dialora.services.appointments import service_of
from dialora.services.tool_call import Offer, ToolCall
from dialora.tools import tool


@tool
async def find_slots(
    call: ToolCall,
    service: Annotated[str, Meta(description="Key of the service")],
    first_day: Annotated[date, Meta(description="First day to look at, on the business's calendar")],
    last_day: Annotated[date, Meta(description="Last day to look at, included")],
    not_before: Annotated[time | None, Meta(description="Earliest local time of day to start")] = None,
    not_after: Annotated[time | None, Meta(description="Latest local time of day to start")] = None,
    near: Annotated[
        datetime | None, Meta(description="Wished start, local to the business: the closest times come back")
    ] = None,
    limit: Annotated[int, Meta(ge=1, le=20, description="How many at most")] = 3,
) -> Mapping[str, Json]:
    """Find free times for a service. Only times found here can be booked, by their token.

    With `near` the closest come first, else they are spread over the days in order.
    """
    offered = service_of(call.agent, service)
    zone = ZoneInfo(call.agent.business.zone)
    free = await call.appointments.free_slots(call.agent, offered, first_day=first_day, last_day=last_day)
    wanted = within(free, not_before=not_before, not_after=not_after, zone=zone.key)
    if near is None:
        found = spread(wanted, limit)
    else:
        found = nearest(wanted, near if near.tzinfo else near.replace(tzinfo=zone), limit)
    return {
        "free": len(wanted),
        "slots": [
            {
                "token": call.offers.token_for(Offer(service=offered, slot=slot)),
                "starts_at": slot.starts_at.astimezone(zone).isoformat(),
            }
            for slot in found
        ],
    }
