"""Notes on a call's page: written, taken away and brought back without leaving it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dialora.domain.notes import LONGEST_NOTE, Note
from dialora.web.auth import Changing, Visit, Wired
from dialora.web.dashboard.call import author
from dialora.web.dashboard.frame import me
from dialora.web.rendering import page

router = APIRouter(prefix="/calls/{call_id}/notes")

_Text = Annotated[str, Form(max_length=LONGEST_NOTE * 2)]


@router.post("")
async def add(call_id: str, request: Request, services: Wired, here: Changing, text: _Text = "") -> Response:
    await services.notes.add(here.account.id, call_id, text, by=author(here))
    return await _section(call_id, request, services, here)


@router.post("/{note_id}/delete")
async def delete(call_id: str, note_id: str, request: Request, services: Wired, here: Changing) -> Response:
    note = await services.notes.delete(here.account.id, call_id, note_id, by=author(here))
    return await _section(call_id, request, services, here, gone=note)


@router.post("/{note_id}/restore")
async def restore(call_id: str, note_id: str, request: Request, services: Wired, here: Changing) -> Response:
    await services.notes.restore(here.account.id, call_id, note_id, by=author(here))
    return await _section(call_id, request, services, here)


async def _section(
    call_id: str, request: Request, services: Wired, here: Visit, gone: Note | None = None
) -> Response:
    """The notes alone where a script asked, else the whole page."""
    if not request.headers.get("hx-request"):
        return RedirectResponse(f"/calls/{call_id}#notes", 303)
    story = await services.call_history.get(here.account.id, call_id)
    context = {
        "story": story,
        "notes": await services.notes.of_call(here.account.id, call_id),
        "gone": gone,
        "own_id": here.who.member.id,
        "me": me(here.who),
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return page("call/notes.html", context)
