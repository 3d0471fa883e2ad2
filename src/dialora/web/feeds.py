"""/feeds: what calendar programs read. The secret in the address is all they show."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from dialora.web.auth import Wired
from dialora.web.icalendar_form import icalendar_of

router = APIRouter(prefix="/feeds", include_in_schema=False)


@router.api_route("/{feed_token}.ics", methods=["GET", "HEAD"])
async def feed(
    feed_token: Annotated[str, Path(max_length=200)], request: Request, services: Wired
) -> Response:
    """The calendar, or 304 where the program has it already."""
    content = await services.calendar_feeds.read(feed_token)
    text = icalendar_of(content, services.site.public_url)
    tag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="appointments.ics"',
        "X-Robots-Tag": "noindex",
    }
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type="text/calendar; charset=utf-8")


def _has(known: str, tag: str) -> bool:
    """Whether one of the tags a program knows is ours; a weak one names the same text."""
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return tag in tags or "*" in tags
