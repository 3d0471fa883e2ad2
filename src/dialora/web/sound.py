"""Recordings over HTTP: streamed as they are opened, whole or the one range of bytes that was asked for."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

from fastapi import HTTPException
from fastapi.responses import StreamingResponse

from dialora.services.bundle import Services

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


async def wav_response(
    services: Services,
    account_id: str,
    call_id: str,
    range_header: str | None,
    *,
    by: str,
    save_as: str | None = None,
) -> StreamingResponse:
    """To be played, or to be saved under a name; that a member or key has it is written down. Raises NotFound
    before a byte is sent."""
    recordings = services.recordings
    size = await recordings.size(account_id, call_id)
    await services.hearings.note(account_id, call_id, by=by)

    def sound(first: int) -> AsyncIterator[bytes]:
        return recordings.wav(account_id, call_id, first=first)

    name = f'attachment; filename="{save_as}"' if save_as else f'inline; filename="{call_id}.wav"'
    return part_of(sound, size, range_header, disposition=name)


def part_of(
    sound: Callable[[int], AsyncIterator[bytes]], size: int, range_header: str | None, *, disposition: str
) -> StreamingResponse:
    """`sound` is the file from a byte on."""
    wanted = _wanted(range_header, size)
    first, last = wanted or (0, size - 1)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Length": str(last - first + 1),
        "Content-Disposition": disposition,
    }
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    body = _cut(sound(first), last + 1 - first)
    return StreamingResponse(body, 206 if wanted else 200, headers, media_type="audio/wav")


def _wanted(range_header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte (RFC 9110, 14.1.2); a header that is not one plain range is ignored."""
    found = _RANGE.fullmatch(range_header or "")
    if found is None or found.groups() == ("", ""):
        return None
    start, end = found.groups()
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    if first > last:
        raise HTTPException(416, headers={"Content-Range": f"bytes */{size}"})
    return first, last


async def _cut(parts: AsyncIterator[bytes], length: int) -> AsyncIterator[bytes]:
    async for part in parts:
        yield part[:length]
        length -= len(part)
        if length <= 0:
            return
