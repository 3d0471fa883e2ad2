"""What an agent was: its versions, what differs between them, and what a test call was spoken with."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import NotFound
from dialora.web.auth import Changing, Visiting, Wired
from dialora.web.dashboard.agent_form import AgentForm
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/agents/{agent_id}")

_Version = Annotated[int, Path(ge=1, le=2**31 - 1)]
_Which = Annotated[str, Query(pattern=r"^([1-9][0-9]{0,8}|draft|published)$")]
_Before = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


@router.get("/versions")
async def versions_page(agent_id: str, services: Wired, here: Visiting, before: _Before = None) -> Response:
    edited = await services.agent_drafts.get(here.account.id, agent_id)
    page = await services.agents.versions(here.account.id, agent_id, limit=25, before=before)
    context = {"edited": edited, "page": page, "zone": here.account.zone, "now": services.clock.now()}
    return framed("agent_versions.html", here.who, "/agents", context)


@router.get("/versions/{version}")
async def version_page(agent_id: str, version: _Version, services: Wired, here: Visiting) -> Response:
    """As it was; nobody can change it any more."""
    it = await services.agents.version(here.account.id, agent_id, version)
    context = {
        "form": AgentForm.of(it.agent),
        "it": it,
        "edited": await services.agent_drafts.get(here.account.id, agent_id),
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return framed("agent_version.html", here.who, "/agents", context)


@router.post("/versions/{version}/restore")
async def restore(agent_id: str, version: _Version, services: Wired, here: Changing) -> Response:
    await services.agent_drafts.restore(
        here.account.id, agent_id, version, revision=None, by=here.who.member.name
    )
    return RedirectResponse(f"/agents/{agent_id}", 303)


@router.get("/diff")
async def diff_page(
    agent_id: str, services: Wired, here: Visiting, before: _Which = "published", after: _Which = "draft"
) -> Response:
    edited = await services.agent_drafts.get(here.account.id, agent_id)
    changes = await services.agent_drafts.changes(here.account.id, agent_id, before, after)
    page = await services.agents.versions(here.account.id, agent_id, limit=100)
    context = {
        "edited": edited,
        "sections": [(name, tuple(of)) for name, of in groupby(changes, key=attrgetter("section"))],
        "before": str(edited.published.version) if before == "published" else before,
        "after": str(edited.published.version) if after == "published" else after,
        "versions": [it.agent.version for it in page.items],
    }
    return framed("agent_diff.html", here.who, "/agents", context)


@router.get("/trials/{call_id}")
async def trial_page(agent_id: str, call_id: str, services: Wired, here: Visiting) -> Response:
    """The draft that a test call was spoken with."""
    agent = await services.agents.tried(here.account.id, call_id)
    if agent is None or agent.id != agent_id:
        raise NotFound("That call was not spoken with a draft.", code="trial_not_found")
    context = {
        "form": AgentForm.of(agent),
        "it": None,
        "call_id": call_id,
        "edited": await services.agent_drafts.get(here.account.id, agent_id),
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return framed("agent_version.html", here.who, "/agents", context)
