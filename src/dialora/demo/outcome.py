"""What came of a simulated call, put together from both ends: as the caller lived it and as it was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialora.demo.api import Booked, ServerCall, ServerTurn
from dialora.demo.caller import Exchange
from dialora.demo.errand import Wish

#: The two ends count from the beginning of the audio, each for itself; more apart than this, it is
#: another utterance.
_SAME_MS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One exchange, from both ends."""

    exchange: Exchange
    #: As the product kept it; None where it took the utterance for part of another.
    kept: ServerTurn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One call and what it left behind."""

    seed: int
    #: What the caller finally asked for.
    asked: Wish
    call: ServerCall
    turns: tuple[Turn, ...]
    appointment: Booked | None
    recording: Path | None
    decision: Mapping[str, Any] | None
    #: How often a name was spelled, and how often the caller had to correct the agent.
    spellings: int
    corrections: int

    @property
    def ok(self) -> bool:
        """Whether exactly what was asked for is booked."""
        booked = self.appointment
        return (
            booked is not None
            and booked.service == self.asked.service
            and booked.starts_at == self.asked.starts_at
            and booked.name.casefold() == self.asked.name.casefold()
        )

    @property
    def totals_ms(self) -> list[int]:
        """The caller's waiting times."""
        return [turn.exchange.total_ms for turn in self.turns if turn.exchange.total_ms is not None]


def paired(exchanges: Sequence[Exchange], kept: Sequence[ServerTurn]) -> tuple[Turn, ...]:
    """Each thing the caller said with the product's turn that ended nearest to it."""
    turns = []
    for exchange in exchanges:
        if exchange.ended_ms is None:
            continue
        at = exchange.ended_ms
        nearest = min(kept, key=lambda turn: abs(turn.caller_end_ms - at), default=None)
        near = nearest is not None and abs(nearest.caller_end_ms - at) <= _SAME_MS
        turns.append(Turn(exchange=exchange, kept=nearest if near else None))
    return tuple(turns)
