"""A call to take along: its words, its sound, and everything as JSON."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from dialora.web.api.call_export import export_of
from dialora.web.auth import Visiting, Wired
from dialora.web.call_files import file_name, transcript_text
from dialora.web.sound import wav_response

router = APIRouter(prefix="/calls/{call_id}")


@router.get("/transcript.txt")
async def words(call_id: str, services: Wired, here: Visiting) -> Response:
    story = await services.call_history.get(here.account.id, call_id)
    agent = await services.call_history.agent_of(story.call)
    text = transcript_text(story, agent, here.account)
    return PlainTextResponse(text, headers=_saved_as(file_name(story, here.account.zone, "txt")))


@router.get("/recording.wav")
async def sound(call_id: str, request: Request, services: Wired, here: Visiting) -> Response:
    """Two channels: the caller left, the agent right."""
    account = here.account
    story = await services.call_history.get(account.id, call_id)
    wanted = request.headers.get("range")
    name = file_name(story, account.zone, "wav")
    return await wav_response(services, account.id, call_id, wanted, by=here.who.member.id, save_as=name)


@router.get("/export.json")
async def everything(call_id: str, services: Wired, here: Visiting) -> Response:
    export = await export_of(services, here.account.id, call_id)
    story = await services.call_history.get(here.account.id, call_id)
    return Response(
        export.model_dump_json(indent=2),
        media_type="application/json",
        headers=_saved_as(file_name(story, here.account.zone, "json")),
    )


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
