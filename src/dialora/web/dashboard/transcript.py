"""A call's turns as lines to read: who spoke, when, how long the answer took, what was done meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dialora.domain.calls import Turn
from dialora.web.words import tool


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A tool, in words."""

    name: str
    ok: bool
    took_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One line."""

    speaker: Literal["caller", "agent"]
    name: str
    at_ms: int
    text: str
    #: What the agent would have said, had it not been interrupted.
    unheard: str = ""
    wait_ms: int | None = None
    tools: tuple[Used, ...] = ()


def transcript(turns: Sequence[Turn], agent_name: str) -> tuple[Spoken, ...]:
    """Only what was kept: a turn without text leaves no line."""
    return tuple(line for turn in turns for line in _of_turn(turn, agent_name))


def _of_turn(turn: Turn, agent_name: str) -> Iterator[Spoken]:
    if turn.caller_text and turn.caller_start_ms is not None:
        yield Spoken(speaker="caller", name="Caller", at_ms=turn.caller_start_ms, text=turn.caller_text)
    if turn.agent_text and turn.agent_start_ms is not None:
        heard = turn.agent_heard_text if turn.interrupted else turn.agent_text
        yield Spoken(
            speaker="agent",
            name=agent_name,
            at_ms=turn.agent_start_ms,
            text=heard,
            unheard=_rest(turn.agent_text, heard) if turn.interrupted else "",
            wait_ms=turn.latency.total_ms if turn.latency else None,
            tools=tuple(
                Used(
                    name=tool(use.tool),
                    ok=use.ok,
                    took_ms=use.took_ms,
                )
                for use in turn.tools
            ),
        )


def _rest(meant: str, heard: str) -> str:
    """What follows the part that was heard; nothing where the two do not match word for word."""
    return meant[len(heard) :] if meant.startswith(heard) else ""
