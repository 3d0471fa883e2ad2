"""The outline of a recording: how loud each side was, column by column, as two paths to draw."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dialora.ports.media import SAMPLE_RATE

_HEADER_BYTES = 44
_FRAME_BYTES = 4
#: Where the two sides begin in a drawing of this height, and how far each may reach.
_HEIGHT, _GAP, _REACH = 104, 2, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Waveform:
    """Two one-sided outlines in a box of `columns` by 104: the caller upward, the agent downward."""

    columns: int
    caller_path: str
    agent_path: str


async def waveform(wav: AsyncIterator[bytes], *, span_ms: int, columns: int) -> Waveform:
    """Read a two-channel 16-bit WAV once, keeping only the loudest of each column. All columns together
    stand for `span_ms`, so that the drawing lies on a strip of that span."""
    frames = max(1, span_ms * SAMPLE_RATE // 1000)
    peaks = np.zeros((columns, 2), dtype=np.float64)
    seen, rest = 0, b""
    skip = _HEADER_BYTES
    async for part in wav:
        part = rest + part
        cut = min(skip, len(part))
        part, skip = part[cut:], skip - cut
        whole = len(part) - len(part) % _FRAME_BYTES
        rest = part[whole:]
        loud = np.abs(np.frombuffer(part[:whole], dtype="<i2").reshape(-1, 2).astype(np.int32))
        if len(loud):
            place = (np.arange(seen, seen + len(loud)) * columns // frames).clip(0, columns - 1)
            firsts = np.flatnonzero(np.diff(place, prepend=-1))
            loudest = np.maximum.reduceat(loud, firsts)
            peaks[place[firsts]] = np.maximum(peaks[place[firsts]], loudest)
            seen += len(loud)
    # Quiet speech stays visible: the ear is not linear either.
    shown = np.sqrt(peaks / 32768)
    middle = _HEIGHT / 2
    return Waveform(
        columns=columns,
        caller_path=_path(middle - _GAP - shown[:, 0] * _REACH, middle - _GAP),
        agent_path=_path(middle + _GAP + shown[:, 1] * _REACH, middle + _GAP),
    )


def _path(edge: npt.NDArray[np.float64], base: float) -> str:
    """Bars with a little air between them, closed against the base line; silent columns draw nothing."""
    bars = (
        f"M{x + 0.15:.2f} {base:.0f}V{y:.1f}H{x + 0.85:.2f}V{base:.0f}z"
        for x, y in enumerate(edge)
        if abs(y - base) >= 0.5
    )
    return "".join(bars)
