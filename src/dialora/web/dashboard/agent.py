"""One agent: what it says and knows, edited as a draft, tried at once, published when it is right."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from dialora.domain.agent_rules import FASTEST, SLOWEST
from dialora.domain.drafts import EditedAgent
from dialora.services.agent_changes import agent_changes
from dialora.services.bundle import Services
from dialora.services.public_holidays import coming_holidays
from dialora.web import words
from dialora.web.agent.document import DraftChange
from dialora.web.agent.fields import Greeting
from dialora.web.auth import Changing, SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.agent_form import AgentForm, suggested
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/agents/{agent_id}")

Revision = Annotated[str | None, Form(max_length=64)]


class Preview(BaseModel):
    text: Greeting
    speed: float = Field(ge=SLOWEST, le=FASTEST, allow_inf_nan=False)


@router.get("")
async def agent_page(
    agent_id: str,
    services: Wired,
    here: Visiting,
    published: bool = False,
    discarded: bool = False,
    made: Annotated[bool, Query()] = False,
) -> Response:
    account = here.account
    edited = await services.agent_drafts.get(account.id, agent_id)
    today = services.clock.now().astimezone(ZoneInfo(edited.agent.business.zone)).date()
    every = (await services.agents.page(account.id, limit=100)).items
    # The first look at a country reads its whole law: not on the loop that carries calls.
    holidays = await asyncio.to_thread(coming_holidays, account.country, account.state, today)
    context = {
        "edited": edited,
        "form": AgentForm.of(edited.agent),
        "fixed": not here.who.may_change,
        "notices": await services.foresight.notices(edited.agent),
        "suggested": suggested(holidays, edited.agent.business.hours, today),
        "numbers": (await services.numbers.page(account.id, limit=100)).items,
        "names": {each.id: each.name for each in every},
        "desk": _desk(edited, services, here),
        "published": published,
        "discarded": discarded,
        "made": made,
        "slowest": SLOWEST,
        "fastest": FASTEST,
    }
    return framed("agent.html", here.who, "/agents", context)


@router.patch("/draft")
async def save(agent_id: str, asked: DraftChange, services: Wired, here: Changing) -> Response:
    """Saved as a whole or not at all; told what the page must know of it."""
    edited = await services.agent_drafts.change(
        here.account.id, agent_id, asked.onto, revision=asked.revision, by=here.who.member.name
    )
    notices = await services.foresight.notices(edited.agent)
    told = _desk(edited, services, here) | {
        "keys": [service.key for service in edited.agent.business.services],
        "notices": [notice.text for notice in notices],
    }
    return JSONResponse(told)


@router.post("/publish")
async def publish(agent_id: str, services: Wired, here: SettingUp, revision: Revision = None) -> Response:
    await services.agent_drafts.publish(here.account.id, agent_id, revision=revision, by=here.who.member.name)
    return RedirectResponse(f"/agents/{agent_id}?published=true", 303)


@router.post("/discard")
async def discard(agent_id: str, services: Wired, here: Changing, revision: Revision = None) -> Response:
    await services.agent_drafts.discard(here.account.id, agent_id, revision=revision)
    return RedirectResponse(f"/agents/{agent_id}?discarded=true", 303)


@router.post("/preview")
async def preview(agent_id: str, asked: Preview, services: Wired, here: Changing) -> Response:
    """A sentence in the agent's voice, as fast as asked, as a caller would hear it."""
    agent = await services.agents.get(here.account.id, agent_id)
    sound = await services.voice_previews.sound(asked.text, language=agent.language, speed=asked.speed)
    return Response(sound, media_type="audio/wav")


def _desk(edited: EditedAgent, services: Services, here: Visit) -> dict[str, object]:
    """How the draft stands, for the line above the page."""
    changes = len(agent_changes(edited.published, edited.agent))
    draft = edited.draft
    when = _when(draft.changed_at, services.clock.now(), here.account.zone) if draft else ""
    return {
        "revision": edited.revision,
        "changes": changes,
        "saved": f"Saved {when} by {draft.changed_by}" if draft else "",
        "standing": _standing(edited, changes),
    }


def _standing(edited: EditedAgent, changes: int) -> str:
    version = edited.published.version
    if not changes:
        return f"Callers hear version {version}, which is what you see."
    what = "one change" if changes == 1 else f"{changes} changes"
    return f"Callers still hear version {version}: {what} not published."


def _when(at: datetime, now: datetime, zone: str) -> str:
    day, time = words.local_day(at, zone), words.at_time(at, zone)
    return time if day == words.local_day(now, zone) else f"{day:%a} {day.day} {day:%b}, {time}"
