"""How fast each answer began: its four parts end to end on one scale, beside the line of the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialora.domain.calls import Latency, Turn
from dialora.services.call_history import ANSWER_BUDGET_MS
from dialora.web.words import seconds

#: In the order they pass.
STAGES = ("Noticing the end", "Understanding", "Thinking", "First sound")
#: The scale's steps, the first that leaves at most this many.
_STEPS_MS = (200, 400, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000)
_MOST_STEPS = 6
_NO_BREAK = "\u00a0"


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

    @property
    def late(self) -> bool:
        return self.total_ms > ANSWER_BUDGET_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    ms: int
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyPlot:
    sentence: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    budget_x: float
    stage_names: tuple[str, ...] = STAGES


def latency_plot(turns: Sequence[Turn]) -> LatencyPlot | None:
    """None where no answer was timed."""
    timed = [(turn.agent_start_ms or 0, turn.latency) for turn in turns if turn.latency is not None]
    if not timed:
        return None
    totals = [latency.total_ms for _, latency in timed]
    longest = max(*totals, ANSWER_BUDGET_MS)
    scale = 100 / (longest * 1.04)
    step = next((step for step in _STEPS_MS if longest // step <= _MOST_STEPS), _STEPS_MS[-1])
    return LatencyPlot(
        sentence=_sentence(totals),
        bars=tuple(_bar(at_ms, latency, scale) for at_ms, latency in timed),
        ticks=tuple(Tick(ms=ms, x=round(ms * scale, 2)) for ms in range(0, longest + 1, step)),
        budget_x=round(ANSWER_BUDGET_MS * scale, 2),
    )


def _bar(at_ms: int, latency: Latency, scale: float) -> Bar:
    parts = (latency.endpoint_ms, latency.stt_ms, latency.dialogue_ms, latency.first_audio_ms)
    stages, passed = [], 0
    for name, ms in zip(STAGES, parts, strict=True):
        stages.append(Stage(name=name, ms=ms, x=round(passed * scale, 2), width=round(ms * scale, 2)))
        passed += ms
    return Bar(at_ms=at_ms, total_ms=latency.total_ms, stages=tuple(stages))


def _sentence(totals: Sequence[int]) -> str:
    """The one thing the plot shows."""
    prompt = sum(total <= ANSWER_BUDGET_MS for total in totals)
    budget, slowest = f"{ANSWER_BUDGET_MS / 1000:g}{_NO_BREAK}s", seconds(max(totals))
    if len(totals) == 1:
        return f"The one answer came after {slowest}."
    if prompt == len(totals):
        return f"All {len(totals)} answers came within {budget}."
    return f"{prompt or 'None'} of {len(totals)} answers came within {budget}, the slowest after {slowest}."
