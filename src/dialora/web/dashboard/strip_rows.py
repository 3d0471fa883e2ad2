"""A long call's strip, broken into rows as a text is into lines: a row is always the same stretch of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialora.web.dashboard.strip import THINNEST, Part, Strip

#: A call up to the first length stays on one row; a longer one gets a row for each of the second.
_LONGEST_ROW_MS = 360_000
_ROW_MS = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stretch of a call, ready to be drawn. Places are in percent of this row's width."""

    from_ms: int
    span_ms: int
    #: Where the line ends.
    length: float
    parts: tuple[Part, ...]


def rows_of(strip: Strip) -> tuple[Row, ...]:
    """In order. A part that goes on over a break is drawn on both rows."""
    end_ms = round(strip.span_ms * strip.length / 100)
    if end_ms <= _LONGEST_ROW_MS:
        return (Row(from_ms=0, span_ms=strip.span_ms, length=strip.length, parts=strip.parts),)
    count = -(-end_ms // _ROW_MS)
    return tuple(_row(strip, at * _ROW_MS, end_ms, last=at == count - 1) for at in range(count))


def _row(strip: Strip, from_ms: int, end_ms: int, *, last: bool) -> Row:
    return Row(
        from_ms=from_ms,
        span_ms=_ROW_MS,
        length=_percent(min(_ROW_MS, end_ms - from_ms)),
        parts=tuple(_within(strip, from_ms, last=last)),
    )


def _within(strip: Strip, from_ms: int, *, last: bool) -> Iterator[Part]:
    to_ms = from_ms + _ROW_MS
    # A mark that stands on the very end belongs to the last row, not to an empty one after it.
    for part in strip.parts:
        begins, ends = max(part.start_ms, from_ms), min(part.end_ms, to_ms)
        mark = part.start_ms == part.end_ms
        inside = from_ms <= part.start_ms < to_ms or (last and part.start_ms == to_ms)
        if inside if mark else begins < ends:
            width = max(THINNEST, _percent(ends - begins))
            yield replace(part, x=_percent(begins - from_ms), width=width)


def _percent(ms: int) -> float:
    return round(100 * ms / _ROW_MS, 3)
