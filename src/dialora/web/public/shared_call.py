"""A call behind a link: the page, its sound where the link has it, and a calm word once it has ended."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dialora.domain.errors import NotFound
from dialora.web.auth import Wired
from dialora.web.dashboard.listening import columns_of, listening
from dialora.web.rendering import page
from dialora.web.sound import part_of

router = APIRouter(prefix="/shared/{token}", include_in_schema=False)

#: Kept by nobody on the way, found by no search engine, and told to no other site.
_CLOSED = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
}
_WORDS_ONLY = "This link shows what was said, without the sound."


@router.get("")
async def shared_call(token: str, services: Wired) -> Response:
    try:
        shared = await services.share_links.open(token)
    except NotFound as nothing:
        ended = nothing.code == "link_ended"
        return page("link_ended.html", {"ended": ended}, status=410 if ended else 404, headers=_CLOSED)
    call, account = shared.story.call, shared.account
    there = shared.has_sound and await services.recordings.there(account.id, call.id)
    heard = listening(
        shared.story,
        shared.agent,
        address=f"/shared/{token}",
        there=there,
        silent=_WORDS_ONLY if shared.without_its_sound else None,
    )
    context = {
        "story": shared.story,
        "agent": shared.agent,
        "business": account.name,
        "link": shared.link,
        "heard": heard,
        "zone": account.zone,
        "now": services.clock.now(),
    }
    return page("shared_call.html", context, headers=_CLOSED)


@router.get("/recording")
async def recording(token: str, request: Request, services: Wired) -> Response:
    size = await services.share_links.hear(token)

    def sound(first: int) -> AsyncIterator[bytes]:
        return services.share_links.wav(token, first=first)

    answer = part_of(sound, size, request.headers.get("range"), disposition='inline; filename="call.wav"')
    answer.headers.update(_CLOSED)
    return answer


@router.get("/waveform")
async def wave(token: str, services: Wired) -> Response:
    columns = columns_of(await services.share_links.story(token))
    loudness = await services.share_links.loudness(token, span_ms=columns.span_ms, columns=columns.columns)
    return page("waveform.html", {"waves": columns.drawn(loudness)}, headers=_CLOSED)
