"""One call: as one line, as sound, as text, what came of it, why it was answered, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dialora.domain.notes import Author
from dialora.services.bundle import Services
from dialora.web import words
from dialora.web.auth import Visit, Visiting, Wired
from dialora.web.dashboard.cost import cost_table
from dialora.web.dashboard.decision import MARKS, gates_of
from dialora.web.dashboard.frame import framed
from dialora.web.dashboard.latency import latency_plot
from dialora.web.dashboard.listening import columns_of, listening
from dialora.web.rendering import page
from dialora.web.sound import wav_response

router = APIRouter(prefix="/calls/{call_id}")


@router.get("")
async def call_page(call_id: str, request: Request, services: Wired, here: Visiting) -> Response:
    context = await call_context(call_id, services, here)
    answer = framed("call.html", here.who, "/calls", context)
    if request.headers.get("hx-request") and context["story"].call.status.ended:
        # The page was waiting for the end: now there is more to see than what it asked for.
        answer.headers["HX-Refresh"] = "true"
    return answer


@router.get("/recording")
async def recording(call_id: str, request: Request, services: Wired, here: Visiting) -> Response:
    wanted = request.headers.get("range")
    return await wav_response(services, here.account.id, call_id, wanted, by=here.who.member.id)


@router.get("/waveform")
async def wave(call_id: str, services: Wired, here: Visiting) -> Response:
    """The sound's outline, drawn on the strip once the page is there."""
    account_id = here.account.id
    columns = columns_of(await services.call_history.get(account_id, call_id))
    loudness = await services.recordings.loudness(
        account_id, call_id, span_ms=columns.span_ms, columns=columns.columns
    )
    return page("waveform.html", {"waves": columns.drawn(loudness)})


def author(here: Visit) -> Author:
    """Whoever is signed in, as the writer of notes and the maker of links."""
    return Author(id=here.who.member.id, name=here.who.member.name)


async def call_context(call_id: str, services: Services, here: Visit, **more: object) -> Mapping[str, Any]:
    """All that the page shows; `more` is added to it."""
    account = here.account
    story = await services.call_history.get(account.id, call_id)
    call = story.call
    agent = await services.call_history.agent_of(call)
    there = await services.recordings.there(account.id, call_id)
    decided = await services.decisions.get(account.id, call.decision_id) if call.decision_id else None
    contacts = services.address_book.contacts
    return {
        "story": story,
        "languages": words.LANGUAGES,
        "contact": await contacts.of_number(account.id, call.peer) if call.peer else None,
        "agent": agent,
        "heard": listening(story, agent, address=f"/calls/{call.id}", there=there),
        "latency": latency_plot(story.turns),
        "decided": decided,
        "marks": MARKS,
        "gates": gates_of(decided.explanation.checks) if decided else [],
        "cost": cost_table(call, await services.costs.of_call(account.id, call_id)),
        "tags": await services.tags.of_call(account.id, call_id),
        "known_tags": await services.tags.known(account.id),
        "notes": await services.notes.of_call(account.id, call_id),
        "links": await services.share_links.of_call(account.id, call_id),
        "fresh": None,
        "gone": None,
        "own_id": here.who.member.id,
        "zone": account.zone,
        "now": services.clock.now(),
        **more,
    }
