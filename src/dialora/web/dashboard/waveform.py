"""The outline of a recording: how loud each side was, column by column, as two paths to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialora.services.sealed_sound import Loudness

#: Where the two sides begin in a drawing of this height, and how far each may reach.
_HEIGHT, _GAP, _REACH = 104, 2, 40
#: Less than this is not drawn.
_FAINTEST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Waveform:
    """Two one-sided outlines in a box of `columns` by 104: the caller upward, the agent downward."""

    columns: int
    caller_path: str
    agent_path: str


def waveforms(loudness: Loudness, *, rows: int) -> tuple[Waveform, ...]:
    """One drawing for each row of the strip. The columns are shared out among them evenly."""
    columns = len(loudness.caller) // rows
    return tuple(
        Waveform(
            columns=columns,
            caller_path=_path(loudness.caller[at : at + columns], -1),
            agent_path=_path(loudness.agent[at : at + columns], 1),
        )
        for at in range(0, rows * columns, columns)
    )


def _path(levels: Sequence[float], direction: int) -> str:
    """Bars with a little air between them, closed against the line; silent columns draw nothing."""
    foot = _HEIGHT / 2 + direction * _GAP
    # Quiet speech stays visible: the ear is not linear either.
    reaches = (level**0.5 * _REACH for level in levels)
    bars = (
        f"M{x + 0.15:.2f} {foot:.0f}V{foot + direction * reach:.1f}H{x + 0.85:.2f}V{foot:.0f}z"
        for x, reach in enumerate(reaches)
        if reach >= _FAINTEST
    )
    return "".join(bars)
