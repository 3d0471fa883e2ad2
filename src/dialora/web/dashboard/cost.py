"""What a call cost, in words: a sentence, and a line for every part."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.calls import Call, CallStatus, Direction
from dialora.domain.costs import CallCost, CostLine, CostPart, Unit
from dialora.web.money import money
from dialora.web.words import seconds

_PARTS = {
    CostPart.CARRIER: "Carrier",
    CostPart.STT: "Understanding speech",
    CostPart.TTS: "Voice",
    CostPart.DIALOGUE: "Dialogue",
    CostPart.RECORDING: "Keeping the recording",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    name: str
    used: str
    #: Empty where it is not known.
    price: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostTable:
    sentence: str
    rows: tuple[CostRow, ...]
    total: str
    #: A price that somebody must name first.
    price_missing: bool


def cost_table(call: Call, cost: CallCost | None) -> CostTable:
    if cost is None:
        return CostTable(sentence=_without(call), rows=(), total="", price_missing=False)
    total = cost.total_micros
    return CostTable(
        sentence=_sentence(cost),
        rows=tuple(_row(line, cost.currency) for line in cost.lines),
        total="" if total is None else money(total, cost.currency),
        price_missing=total is None,
    )


def _row(line: CostLine, currency: str) -> CostRow:
    return CostRow(
        name=_PARTS[line.part],
        used=_used(line),
        price="" if line.micros is None else money(line.micros, currency),
        source=line.source,
    )


def _used(line: CostLine) -> str:
    if line.unit is Unit.SECONDS:
        return _whole_seconds(line.quantity) if line.quantity else "None"
    return "1 answer" if line.quantity == 1 else f"{line.quantity} answers"


def _whole_seconds(count: int) -> str:
    return seconds(count * 1000).replace(".0", "")


def _sentence(cost: CallCost) -> str:
    if cost.total_micros is None:
        rest = f" The rest cost {money(cost.known_micros, cost.currency)}."
        return "What the carrier asked for this call is not known." + rest
    if cost.total_micros == 0:
        return "This call cost nothing."
    return f"This call cost {money(cost.total_micros, cost.currency)}."


def _without(call: Call) -> str:
    if not call.status.ended:
        return "What it costs is written down when the call ends."
    if call.answered_at is None and call.direction is Direction.OUTBOUND:
        if call.status is CallStatus.REFUSED:
            return "Nobody was called, so there is nothing to pay."
        return "Nobody answered, so it used nothing here. A carrier may ask for the attempt."
    if call.answered_at is None:
        return (
            "No agent took this call, so it used nothing here. A carrier may ask for the sentence it spoke."
        )
    return "What this call cost was not written down when it ended."
