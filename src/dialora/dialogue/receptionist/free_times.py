"""Free times from the toolbox, as offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from dialora.dialogue.receptionist.state import Offer
from dialora.dialogue.receptionist.turn import Turn
from dialora.domain.agents import OfferedService
from dialora.ports.toolbox import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for."""

    service: OfferedService
    first_day: date
    last_day: date
    not_before: time | None = None
    not_after: time | None = None
    #: On the business's wall: the closest are wanted, closest first.
    near: datetime | None = None
    limit: int = 3


class CalendarAway(Exception):
    """The calendar cannot be asked right now."""


async def find(turn: Turn, search: Search) -> list[Offer]:
    """Free times, in the order of the search. Raises CalendarAway."""
    if search.first_day > search.last_day:
        return []
    arguments: dict[str, Json] = {
        "service": search.service.key,
        "first_day": search.first_day.isoformat(),
        "last_day": search.last_day.isoformat(),
        "limit": search.limit,
    }
    if search.not_before is not None:
        arguments["not_before"] = search.not_before.isoformat()
    if search.not_after is not None:
        arguments["not_after"] = search.not_after.isoformat()
    if search.near is not None:
        arguments["near"] = search.near.isoformat()
    result = await turn.use("find_slots", arguments)
    slots = result.value.get("slots")
    if not result.ok or not isinstance(slots, list):
        raise CalendarAway
    return [offer for slot in slots if isinstance(slot, dict) and (offer := _offer(slot))]


def _offer(slot: dict[str, Json]) -> Offer | None:
    token, starts_at = slot.get("token"), slot.get("starts_at")
    if not isinstance(token, str) or not isinstance(starts_at, str):
        return None
    return Offer(token=token, starts_at=datetime.fromisoformat(starts_at))
