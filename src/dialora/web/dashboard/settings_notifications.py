"""Settings, notifications: who is written to about what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from dialora.domain.errors import Conflict, DialoraError, Invalid
from dialora.domain.events import EventType
from dialora.domain.outbox import Delivery
from dialora.services.letters import WRITTEN_ABOUT
from dialora.web import news_words
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/settings")

_ADDRESS = "/settings/notifications"
#: Chosen for whoever is added, until somebody chooses otherwise.
_AT_FIRST = (
    EventType.MESSAGE_TAKEN,
    EventType.APPOINTMENT_BOOKED,
    EventType.WEBHOOK_ENDPOINT_DISABLED,
)

Chosen = Annotated[list[EventType], Form(default_factory=list)]


@router.get("")
async def settings_page(here: Visiting) -> Response:
    return RedirectResponse(_ADDRESS, 303)


@router.get("/notifications")
async def notifications_page(services: Wired, here: Visiting) -> Response:
    return await _page(services, here)


@router.post("/notifications")
async def add_recipient(
    services: Wired, here: SettingUp, events: Chosen, email: Annotated[str, Form(max_length=300)]
) -> Response:
    try:
        added = await services.news.notifications.add(here.account.id, email, events)
    except (Invalid, Conflict) as problem:
        return await _page(services, here, problem=problem, typed=email, chosen=tuple(events))
    return RedirectResponse(f"{_ADDRESS}#{added.id}", 303)


@router.post("/notifications/{recipient_id}")
async def choose(recipient_id: str, services: Wired, here: SettingUp, events: Chosen) -> Response:
    await services.news.notifications.choose(here.account.id, recipient_id, events)
    return RedirectResponse(f"{_ADDRESS}#{recipient_id}", 303)


@router.post("/notifications/{recipient_id}/test")
async def send_test(recipient_id: str, services: Wired, here: SettingUp) -> Response:
    await services.news.notifications.test(here.account.id, recipient_id)
    return RedirectResponse(f"{_ADDRESS}#{recipient_id}", 303)


@router.post("/notifications/{recipient_id}/remove")
async def remove(recipient_id: str, services: Wired, here: SettingUp) -> Response:
    await services.news.notifications.remove(here.account.id, recipient_id)
    return RedirectResponse(_ADDRESS, 303)


async def _page(
    services: Wired,
    here: Visit,
    *,
    problem: DialoraError | None = None,
    typed: str = "",
    chosen: tuple[EventType, ...] = _AT_FIRST,
) -> Response:
    recipients = (await services.news.notifications.page(here.account.id)).items
    now = services.clock.now()
    context = {
        "recipients": recipients,
        "last": {each.id: await _last(services, here, each.id) for each in recipients},
        "kinds": [(each, news_words.EVENTS[each]) for each in WRITTEN_ABOUT],
        "ready": services.news.notifications.ready,
        "problem": problem.message if problem else None,
        "typed": typed,
        "chosen": chosen,
        "zone": here.account.zone,
        "now": now,
        "tab": _ADDRESS,
        "words": news_words,
    }
    status = 422 if problem else 200
    return framed("settings/notifications.html", here.who, "/settings", context, status=status)


async def _last(services: Wired, here: Visit, recipient_id: str) -> Delivery | None:
    page = await services.news.deliveries.page(here.account.id, target_id=recipient_id, limit=1)
    return page.items[0] if page.items else None
