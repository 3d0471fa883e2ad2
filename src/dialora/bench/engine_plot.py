"""The comparison as a picture: docs/benchmarks.svg, one bar for each product."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from dialora.bench.engine import Comparison, Measured

_WIDTH: Final = 720
_LABEL: Final = 110
_BAR: Final = 30
_STEP: Final = 46
_TOP: Final = 52
#: Kept free beside the longest bar for its figure.
_FIGURE: Final = 170
#: Readable on white and on black.
_STYLE: Final = (
    "text{font:14px system-ui,sans-serif;fill:#6b7280}.name{font-weight:600}"
    ".bar{fill:#9ca3af}.ours{fill:#0f766e}"
)


def plot(found: Comparison) -> str:
    """An SVG of how many calls each carries on one core."""
    most = max(each.capacity for each in found.all)
    bars = [_bar(each, place, most, ours=each is found.ours) for place, each in enumerate(found.all)]
    height = _TOP + _STEP * len(bars)
    return "\n".join(_framed(bars, height)) + "\n"


def _framed(bars: Sequence[str], height: int) -> list[str]:
    title = "Calls on one core"
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' aria-label="{title}"><style>{_STYLE}</style>',
        f'<text x="0" y="24" class="name">{title}</text>',
        *bars,
        "</svg>",
    ]


def _bar(each: Measured, place: int, most: int, *, ours: bool) -> str:
    top = _TOP + _STEP * place
    length = max(2.0, (_WIDTH - _LABEL - _FIGURE) * each.capacity / max(1, most))
    best = each.at(each.capacity)
    cost = f", {100 * best.cpu_per_call():.2f} % of it each" if best else ""
    middle = top + _BAR / 2 + 5
    return (
        f'<text x="0" y="{middle:g}" class="name">{escape(each.contender.name)}</text>'
        f'<rect x="{_LABEL}" y="{top}" width="{length:.1f}" height="{_BAR}" rx="3"'
        f' class="{"ours" if ours else "bar"}"/>'
        f'<text x="{_LABEL + length + 10:.1f}" y="{middle:g}">{each.capacity}{cost}</text>'
    )
