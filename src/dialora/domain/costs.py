"""What a call costs, part by part: whole millionths of a currency, and never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_S_PER_MINUTE = 60


class CostPart(StrEnum):
    """In the order they are shown."""

    CARRIER = "carrier"
    STT = "stt"
    TTS = "tts"
    DIALOGUE = "dialogue"
    RECORDING = "recording"


class Unit(StrEnum):
    SECONDS = "seconds"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierPrice:
    """What a carrier asks for a minute, as its customer has said. A later one counts for later calls."""

    id: str
    account_id: str
    #: The number it is for; None is every number without a price of its own.
    number_id: str | None
    micros_per_minute: int
    #: Time is billed in steps of this many seconds, each one begun as a whole.
    step_s: int
    #: ISO 4217.
    currency: str
    #: Where it is written: "Price list of 1 November 2026".
    source: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One part of a call's cost."""

    part: CostPart
    #: What was used.
    quantity: int
    unit: Unit
    #: Millionths of the currency; None where nobody has said what it costs.
    micros: int | None
    #: Where the price comes from.
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCost:
    """What a call cost at the prices of the day it ended."""

    currency: str
    lines: tuple[CostLine, ...]
    settled_at: datetime

    @property
    def known_micros(self) -> int:
        return sum(line.micros or 0 for line in self.lines)

    @property
    def whole(self) -> bool:
        """Whether every part is known."""
        return all(line.micros is not None for line in self.lines)

    @property
    def total_micros(self) -> int | None:
        return self.known_micros if self.whole else None


def billed_seconds(price: CarrierPrice, connected_ms: int) -> int:
    """The time that is billed: every step begun counts."""
    steps = -(-connected_ms // (price.step_s * 1000))
    return steps * price.step_s


def carrier_micros(price: CarrierPrice, connected_ms: int) -> int:
    """To the nearest millionth, a half upward."""
    return (billed_seconds(price, connected_ms) * price.micros_per_minute * 2 + _S_PER_MINUTE) // (
        2 * _S_PER_MINUTE
    )


def seconds_of(lengths_ms: Iterable[int]) -> int:
    """Whole seconds, each one begun."""
    return -(-sum(lengths_ms) // 1000)
