"""How fast each answer began, as bars to one scale beside the line of the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from dialora.domain.calls import Latency, Turn
from dialora.services.call_history import ANSWER_BUDGET_MS
from dialora.web.words import seconds

#: In the order they pass.
STAGES = ("Noticing the end", "Understanding", "Thinking", "First sound")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    name: str
    ms: int
    #: In percent of the plot's width.
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One answer."""

    at_ms: int
    total_ms: int
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyPlot:
    sentence: str
    bars: tuple[Bar, ...]
    budget_x: float
    stage_names: tuple[str, ...] = STAGES


def latency_plot(turns: Sequence[Turn]) -> LatencyPlot | None:
    """None where no answer was timed."""
    timed = [(turn.agent_start_ms or 0, turn.latency) for turn in turns if turn.latency is not None]
    if not timed:
        return None
    totals = [latency.total_ms for _, latency in timed]
    span_ms = max(*totals, ANSWER_BUDGET_MS) * 1.04
    return LatencyPlot(
        sentence=_sentence(totals),
        bars=tuple(_bar(at_ms, latency, span_ms) for at_ms, latency in timed),
        budget_x=round(100 * ANSWER_BUDGET_MS / span_ms, 2),
    )


def _bar(at_ms: int, latency: Latency, span_ms: float) -> Bar:
    parts = (latency.endpoint_ms, latency.stt_ms, latency.dialogue_ms, latency.first_audio_ms)
    stages, passed = [], 0
    for name, ms in zip(STAGES, parts, strict=True):
        x, width = 100 * passed / span_ms, 100 * ms / span_ms
        stages.append(Stage(name=name, ms=ms, x=round(x, 2), width=round(width, 2)))
        passed += ms
    return Bar(at_ms=at_ms, total_ms=latency.total_ms, stages=tuple(stages))


def _sentence(totals: Sequence[int]) -> str:
    """The one thing the plot shows."""
    late = sum(total > ANSWER_BUDGET_MS for total in totals)
    budget = seconds(ANSWER_BUDGET_MS)
    if len(totals) == 1:
        return f"The one answer began after {seconds(totals[0])}."
    middle = f"Half of the {len(totals)} answers began within {seconds(round(median(totals)))}"
    if not late:
        return f"{middle}, all within {budget}."
    return f"{middle}, {late} after more than {budget}."
