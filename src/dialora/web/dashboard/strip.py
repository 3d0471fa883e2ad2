"""The call strip: one call as one line. The caller's speech stands above it, the agent's hangs below it,
silence is a gap. Pure geometry in percent of the width, drawn by templates/strip.html."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialora.domain.calls import EndReason, SpokenNotice, Turn
from dialora.services.call_history import ANSWER_BUDGET_MS
from dialora.web.words import END_REASONS, NOTICES, seconds, tool

#: In a list a call of this length fills the strip; shorter ones are shorter, longer ones are drawn closer.
LIST_SPAN_MS = 90_000
#: Nothing is drawn thinner than this, in percent of the width.
THINNEST = 0.25
#: Ends that cut the line short.
_ENDED_BADLY = frozenset(
    {
        EndReason.OPTED_OUT,
        EndReason.POLICY,
        EndReason.NUMBER_UNKNOWN,
        EndReason.NO_AGENT,
        EndReason.AT_CAPACITY,
        EndReason.PROCESS_LOST,
        EndReason.LINE_LOST,
        EndReason.ERROR,
    }
)


class Kind(StrEnum):
    CALLER = "caller"
    AGENT = "agent"
    #: The wait before an answer, within the budget and above it.
    PROMPT = "prompt"
    SLOW = "slow"
    NOTICE = "notice"
    TOOL = "tool"
    CUT = "cut"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that happened, where it stands on the line and what it is called."""

    kind: Kind
    start_ms: int
    end_ms: int
    #: In percent of the strip's width.
    x: float
    width: float
    title: str
    #: The line of the transcript it belongs to.
    turn: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A call, ready to be drawn."""

    parts: tuple[Part, ...]
    #: Where the line ends, in percent of the width.
    length: float
    span_ms: int
    summary: str


def strip(
    turns: Sequence[Turn],
    notices: Sequence[SpokenNotice],
    *,
    duration_ms: int,
    end_reason: EndReason | None,
    span_ms: int | None = None,
) -> Strip:
    """Lay out a call. `span_ms` is how much time the width stands for; by default the call's own length."""
    length_ms = max([duration_ms, *(_last_ms(turn) for turn in turns), *(n.end_ms for n in notices), 1])
    scale = _Scale(max(span_ms or 0, length_ms))
    parts = [*_of_notices(notices, scale)]
    for turn in turns:
        parts.extend(_of_turn(turn, scale))
    if end_reason in _ENDED_BADLY:
        parts.append(scale.part(Kind.END, length_ms, length_ms, END_REASONS[end_reason]))
    return Strip(
        parts=tuple(sorted(parts, key=lambda part: part.start_ms)),
        length=scale.percent(length_ms),
        span_ms=scale.span_ms,
        summary=_summary(turns, length_ms),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    span_ms: int

    def percent(self, ms: int) -> float:
        return round(100 * ms / self.span_ms, 3)

    def part(self, kind: Kind, start_ms: int, end_ms: int, title: str, turn: int | None = None) -> Part:
        return Part(
            kind=kind,
            start_ms=start_ms,
            end_ms=end_ms,
            x=self.percent(start_ms),
            width=max(THINNEST, self.percent(end_ms - start_ms)),
            title=title,
            turn=turn,
        )


def _of_notices(notices: Sequence[SpokenNotice], scale: _Scale) -> Iterator[Part]:
    for notice in notices:
        name = NOTICES.get(notice.kind, "Notice")
        took = f"{name}, {seconds(notice.end_ms - notice.start_ms)}"
        yield scale.part(Kind.AGENT, notice.start_ms, notice.end_ms, took)
        yield scale.part(Kind.NOTICE, notice.start_ms, notice.start_ms, name)


def _of_turn(turn: Turn, scale: _Scale) -> Iterator[Part]:
    heard = (turn.caller_start_ms, turn.caller_end_ms)
    said = (turn.agent_start_ms, turn.agent_end_ms)
    if heard[0] is not None and heard[1] is not None:
        title = f"Caller, {seconds(heard[1] - heard[0])}"
        yield scale.part(Kind.CALLER, heard[0], heard[1], title, turn.index)
    if said[0] is None or said[1] is None:
        return
    if heard[1] is not None and said[0] > heard[1]:
        yield _wait(turn, heard[1], said[0], scale)
    yield scale.part(Kind.AGENT, said[0], said[1], f"Agent, {seconds(said[1] - said[0])}", turn.index)
    for place, use in enumerate(turn.tools):
        # Somewhere between the question and the answer: when exactly is not kept.
        from_ms = said[0] if heard[1] is None else heard[1]
        at = from_ms + (said[0] - from_ms) * (place + 1) // (len(turn.tools) + 1)
        title = tool(use.tool)
        yield scale.part(Kind.TOOL, at, at, title if use.ok else f"{title}: not done", turn.index)
    if turn.interrupted:
        yield scale.part(Kind.CUT, said[1], said[1], "The caller interrupted", turn.index)


def _wait(turn: Turn, from_ms: int, to_ms: int, scale: _Scale) -> Part:
    waited = turn.latency.total_ms if turn.latency else to_ms - from_ms
    kind = Kind.PROMPT if waited <= ANSWER_BUDGET_MS else Kind.SLOW
    return scale.part(kind, from_ms, to_ms, f"Answered after {seconds(waited)}", turn.index)


def _last_ms(turn: Turn) -> int:
    return max(turn.caller_end_ms or 0, turn.agent_end_ms or 0)


def _summary(turns: Sequence[Turn], length_ms: int) -> str:
    waits = [turn.latency.total_ms for turn in turns if turn.latency]
    said = sum(turn.caller_start_ms is not None for turn in turns)
    times = "once" if said == 1 else f"{said} times"
    slowest = f", slowest answer after {seconds(max(waits))}" if waits else ""
    return f"{seconds(length_ms)}, the caller spoke {times}{slowest}"
