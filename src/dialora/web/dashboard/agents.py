"""The agents of an account, a new one, and the numbers they answer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from dialora.services.agents import NewAgent
from dialora.web.agent.fields import Name
from dialora.web.auth import SettingUp, Visiting, Wired
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/agents")

_TEMPLATE = "template"
_OWN_CALENDAR = "own"


@router.get("")
async def agents_page(services: Wired, here: Visiting) -> Response:
    """The only agent itself; a list where there are none or several."""
    agents = await services.agent_drafts.all(here.account.id)
    if len(agents) == 1:
        return RedirectResponse(f"/agents/{agents[0].published.id}", 303)
    numbers = await services.agents.numbers(here.account.id)
    context = {
        "agents": agents,
        "numbers": {
            each.published.id: [it.number for it in numbers if it.agent_id == each.published.id]
            for each in agents
        },
    }
    return framed("agents.html", here.who, "/agents", context)


@router.get("/new")
async def new_agent_page(services: Wired, here: SettingUp) -> Response:
    context = {
        "agents": (await services.agents.page(here.account.id, limit=100)).items,
        "calendars": await services.agents.calendars(here.account.id),
        "business": here.account.name,
    }
    return framed("agent_new.html", here.who, "/agents", context)


@router.post("")
async def create(
    services: Wired,
    here: SettingUp,
    name: Annotated[Name, Form()],
    like: Annotated[str, Form(max_length=64)] = _TEMPLATE,
    calendar: Annotated[str, Form(max_length=64)] = _OWN_CALENDAR,
) -> Response:
    new = NewAgent(
        name=name,
        like=None if like == _TEMPLATE else like,
        calendar_id=None if calendar == _OWN_CALENDAR else calendar,
    )
    agent = await services.agents.create(here.account.id, new, by=here.who.member.name)
    return RedirectResponse(f"/agents/{agent.id}?made=true", 303)


@router.post("/{agent_id}/numbers/{number_id}")
async def answer_number(
    agent_id: str,
    number_id: str,
    services: Wired,
    here: SettingUp,
    answers: Annotated[Literal["yes", "no"], Form()] = "yes",
) -> Response:
    """This agent answers the number from the next call on, or nobody does."""
    agent = await services.agents.get(here.account.id, agent_id)
    await services.numbers.assign(here.account.id, number_id, agent.id if answers == "yes" else None)
    return RedirectResponse(f"/agents/{agent.id}#numbers", 303)
