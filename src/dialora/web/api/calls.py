"""/v1/calls: calls, what was said in them, and their recordings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header
from fastapi.responses import Response
from pydantic import BaseModel, Field

from dialora.domain.call_filter import CallFilter
from dialora.domain.calls import (
    CallStatus,
    Direction,
    EndReason,
    Latency,
    Line,
    RecordingState,
    SpokenNotice,
    Turn,
)
from dialora.services.call_history import CallStory
from dialora.web.api.call_filter import call_filter
from dialora.web.api.listing import ListOf, Paged
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems
from dialora.web.sound import wav_response

router = APIRouter(prefix="/calls", tags=["Calls"])


class LatencyOut(BaseModel):
    """Milliseconds between the caller's last sound and the agent's first, by where they went."""

    endpoint_ms: int = Field(description="Until it was clear that the caller had finished.")
    stt_ms: int = Field(description="Until the last words were understood.")
    dialogue_ms: int = Field(description="Until the answer was known.")
    first_audio_ms: int = Field(description="Until its first sound was there.")
    total_ms: int

    @classmethod
    def of(cls, latency: Latency) -> LatencyOut:
        return cls(
            endpoint_ms=latency.endpoint_ms,
            stt_ms=latency.stt_ms,
            dialogue_ms=latency.dialogue_ms,
            first_audio_ms=latency.first_audio_ms,
            total_ms=latency.total_ms,
        )


class ToolUseOut(BaseModel):
    tool: str
    ok: bool
    took_ms: int


class TurnOut(BaseModel):
    """One exchange. Times are milliseconds from the start of the call."""

    index: int
    caller_text: str
    caller_start_ms: int | None = Field(description="Null where the agent spoke first.")
    caller_end_ms: int | None
    agent_text: str = Field(description="What the agent set out to say.")
    agent_heard_text: str = Field(description="What had been played when it stopped.")
    agent_start_ms: int | None
    agent_end_ms: int | None
    interrupted: bool
    latency: LatencyOut | None
    tools: list[ToolUseOut]

    @classmethod
    def of(cls, turn: Turn) -> TurnOut:
        return cls(
            index=turn.index,
            caller_text=turn.caller_text,
            caller_start_ms=turn.caller_start_ms,
            caller_end_ms=turn.caller_end_ms,
            agent_text=turn.agent_text,
            agent_heard_text=turn.agent_heard_text,
            agent_start_ms=turn.agent_start_ms,
            agent_end_ms=turn.agent_end_ms,
            interrupted=turn.interrupted,
            latency=LatencyOut.of(turn.latency) if turn.latency else None,
            tools=[ToolUseOut(tool=use.tool, ok=use.ok, took_ms=use.took_ms) for use in turn.tools],
        )


class NoticeOut(BaseModel):
    """A notice that was spoken to the end."""

    kind: str
    text: str
    language: str
    start_ms: int
    end_ms: int
    audio_sha256: str = Field(description="Of the sound that was sent.")

    @classmethod
    def of(cls, notice: SpokenNotice) -> NoticeOut:
        return cls(
            kind=notice.kind,
            text=notice.text,
            language=notice.language,
            start_ms=notice.start_ms,
            end_ms=notice.end_ms,
            audio_sha256=notice.audio_sha256,
        )


class CallOut(BaseModel):
    """A call from first ring to last word."""

    id: str = Field(examples=["call_01k5gm0x0pe0r9f7vsq9z5ew7n"])
    object: Literal["call"] = "call"
    agent_id: str | None
    agent_version: int | None = Field(description="The agent as it was when it answered.")
    direction: Direction
    line: Line
    number: str | None = Field(description="Ours, E.164; null for a call from the browser.")
    peer: str | None = Field(description="The other party's, E.164; null where withheld.")
    test: bool
    status: CallStatus
    end_reason: EndReason | None
    outcome: str | None = Field(description="What came of it, in a sentence.")
    decision_id: str | None
    asked_by: str | None = Field(
        description='Who had us call: an API key or a member by its id, or "command" for the server\'s own'
        " command line. Null where somebody called us.",
        examples=["key_01k5gm0x0pe0r9f7vsq9z5ew7n"],
    )
    recording: RecordingState = Field(description="Only a kept recording has sound and text.")
    appointment_ids: list[str]
    created_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, story: CallStory) -> CallOut:
        return cls.model_validate(_plain(story))


class CallWithTurnsOut(CallOut):
    """A call with every line of it. Texts are empty where they may not be kept."""

    turns: list[TurnOut]
    notices: list[NoticeOut]

    @classmethod
    def of(cls, story: CallStory) -> CallWithTurnsOut:
        return cls.model_validate(
            _plain(story)
            | {
                "turns": [TurnOut.of(turn) for turn in story.turns],
                "notices": [NoticeOut.of(notice) for notice in story.notices],
            }
        )


@router.get(
    "",
    summary="List and search calls",
    description="Newest first by when they began. What is not asked about is not filtered.",
)
async def list_calls(
    services: Wired, program: Program, cursor: Paged, wanted: Annotated[CallFilter, Depends(call_filter)]
) -> ListOf[CallOut]:
    page = await services.call_list.page(
        program.account_id, wanted, limit=cursor.limit, starting_after=cursor.starting_after
    )
    return ListOf(data=[CallOut.of(story) for story in page.items], has_more=page.has_more)


@router.get("/{call_id}", summary="Get a call with its turns and notices", responses=problems(404))
async def get_call(call_id: str, services: Wired, program: Program) -> CallWithTurnsOut:
    return CallWithTurnsOut.of(await services.call_history.get(program.account_id, call_id))


@router.get(
    "/{call_id}/recording",
    summary="Get the recording",
    description="A WAV file, 8 kHz, 16 bit, two channels: the caller left, the agent right.",
    response_class=Response,
    responses={
        200: {"content": {"audio/wav": {}}, "description": "The whole recording."},
        206: {"content": {"audio/wav": {}}, "description": "The bytes that were asked for."},
        **problems(404, 416),
    },
)
async def get_recording(
    call_id: str,
    services: Wired,
    program: Program,
    range: Annotated[str | None, Header(description="One range of bytes.")] = None,
) -> Response:
    return await wav_response(services, program.account_id, call_id, range, by=program.key_id)


def _plain(story: CallStory) -> dict[str, object]:
    call = story.call
    return {
        "id": call.id,
        "agent_id": call.agent_id,
        "agent_version": call.agent_version,
        "direction": call.direction,
        "line": call.line,
        "number": call.number.e164 if call.number else None,
        "peer": call.peer.e164 if call.peer else None,
        "test": call.test,
        "status": call.status,
        "end_reason": call.end_reason,
        "outcome": call.outcome,
        "decision_id": call.decision_id,
        "asked_by": story.asked_by,
        "recording": call.recording,
        "appointment_ids": [appointment.id for appointment in story.appointments],
        "created_at": call.created_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
    }
