"""One call: as one line, as sound, as text, and why it was answered."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dialora.services.call_history import CallStory
from dialora.web import words
from dialora.web.auth import Visiting, Wired
from dialora.web.dashboard.frame import framed
from dialora.web.dashboard.latency import latency_plot
from dialora.web.dashboard.strip import Strip, strip
from dialora.web.dashboard.strip_rows import rows_of
from dialora.web.dashboard.transcript import transcript
from dialora.web.dashboard.waveform import waveforms
from dialora.web.rendering import page
from dialora.web.sound import wav_response

router = APIRouter(prefix="/calls/{call_id}")

#: As many bars as a wide screen has room for: on the one row of a short call, and on each of a long one's.
_COLUMNS, _ROW_COLUMNS = 480, 300


@router.get("")
async def call_page(call_id: str, services: Wired, here: Visiting) -> Response:
    account = here.account
    story = await services.call_history.get(account.id, call_id)
    call = story.call
    decided = await services.decisions.get(account.id, call.decision_id) if call.decision_id else None
    agent = await services.call_history.agent_of(call)
    strip_of_call = _strip_of(story)
    context = {
        "story": story,
        "agent": agent,
        "strip": strip_of_call,
        "rows": rows_of(strip_of_call),
        "lines": transcript(story.turns, agent.name if agent else "Agent"),
        "latency": latency_plot(story.turns),
        "decided": decided,
        "recording_words": words.RECORDINGS[call.recording],
        "zone": account.zone,
        "now": services.clock.now(),
    }
    return framed("call.html", here.who, "/calls", context)


@router.get("/recording")
async def recording(call_id: str, request: Request, services: Wired, here: Visiting) -> Response:
    wanted = request.headers.get("range")
    return await wav_response(services.recordings, here.account.id, call_id, wanted)


@router.get("/waveform")
async def wave(call_id: str, services: Wired, here: Visiting) -> Response:
    """The sound's outline, drawn on the strip once the page is there."""
    account_id = here.account.id
    rows = rows_of(_strip_of(await services.call_history.get(account_id, call_id)))
    loudness = await services.recordings.loudness(
        account_id,
        call_id,
        span_ms=sum(row.span_ms for row in rows),
        columns=_COLUMNS if len(rows) == 1 else _ROW_COLUMNS * len(rows),
    )
    return page("waveform.html", {"waves": waveforms(loudness, rows=len(rows))})


def _strip_of(story: CallStory) -> Strip:
    duration_ms = words.length_ms(story.call)
    return strip(story.turns, story.notices, duration_ms=duration_ms, end_reason=story.call.end_reason)
