"""/v1/calls/{id}/export and /transcript: a whole call in one document, and its words alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, Field

from dialora.services.bundle import Services
from dialora.services.call_history import CallStory
from dialora.web.api.appointments import AppointmentOut
from dialora.web.api.call_notes import NoteOut
from dialora.web.api.calls import CallWithTurnsOut
from dialora.web.api.costs import CostOut
from dialora.web.api.decisions import DecisionOut
from dialora.web.api.messages import MessageOut
from dialora.web.auth import Program, Wired
from dialora.web.call_files import transcript_text
from dialora.web.dashboard.transcript import transcript
from dialora.web.errors import problems

router = APIRouter(prefix="/calls/{call_id}", tags=["Calls"])


class LineOut(BaseModel):
    """One line of a call."""

    speaker: Literal["caller", "agent"]
    name: str
    at_ms: int = Field(description="From the start of the call.")
    text: str = Field(description="Of the agent, what was heard.")
    unheard: str = Field(description="What the agent would have said, had it not been interrupted.")


class TranscriptOut(BaseModel):
    """The words of a call; empty where they may not be kept."""

    object: Literal["transcript"] = "transcript"
    call_id: str
    lines: list[LineOut]


class ExportOut(BaseModel):
    """Everything that is kept of a call, but for its sound."""

    object: Literal["call_export"] = "call_export"
    call: CallWithTurnsOut
    appointments: list[AppointmentOut]
    messages: list[MessageOut]
    decision: DecisionOut | None
    cost: CostOut | None
    tags: list[str]
    notes: list[NoteOut]


async def export_of(services: Services, account_id: str, call_id: str) -> ExportOut:
    """Raises NotFound."""
    story = await services.call_history.get(account_id, call_id)
    decision_id = story.call.decision_id
    cost = await services.costs.of_call(account_id, call_id)
    return ExportOut(
        call=CallWithTurnsOut.of(story),
        appointments=[AppointmentOut.of(appointment) for appointment in story.appointments],
        messages=[MessageOut.of(message) for message in story.messages],
        decision=(
            DecisionOut.of(await services.decisions.get(account_id, decision_id)) if decision_id else None
        ),
        cost=CostOut.of(call_id, cost) if cost else None,
        tags=list(await services.tags.of_call(account_id, call_id)),
        notes=[NoteOut.of(note) for note in await services.notes.of_call(account_id, call_id)],
    )


@router.get("/export", summary="Export a call", responses=problems(404))
async def export_call(call_id: str, services: Wired, program: Program) -> ExportOut:
    return await export_of(services, program.account_id, call_id)


_Form = Literal["json", "text"]
_TRANSCRIPTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "As it was asked for.",
        "model": TranscriptOut,
        "content": {"text/plain": {"schema": {"type": "string"}}},
    },
}


@router.get(
    "/transcript",
    summary="Get the words of a call",
    response_class=Response,
    responses={**_TRANSCRIPTS, **problems(404)},
)
async def get_transcript(
    call_id: str,
    services: Wired,
    program: Program,
    format: Annotated[
        Literal["json", "text"], Query(description="Lines as JSON, or as they are read.")
    ] = "json",
) -> Response:
    story = await services.call_history.get(program.account_id, call_id)
    agent = await services.call_history.agent_of(story.call)
    if format == "text":
        account = await services.call_history.account(program.account_id)
        return PlainTextResponse(transcript_text(story, agent, account))
    told = TranscriptOut(call_id=call_id, lines=_lines(story, agent.name if agent else "Agent"))
    return Response(told.model_dump_json(), media_type="application/json")


def _lines(story: CallStory, agent_name: str) -> list[LineOut]:
    return [
        LineOut(speaker=line.speaker, name=line.name, at_ms=line.at_ms, text=line.text, unheard=line.unheard)
        for line in transcript(story.turns, agent_name)
    ]
