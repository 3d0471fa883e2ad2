"""A simulated call on paper: line by line as it happens, as JSON, and many of them as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from statistics import quantiles
from typing import Any, Final

from dialora.demo.api import Booked, ServerTurn
from dialora.demo.caller import Exchange
from dialora.demo.drawing import Drawn
from dialora.demo.errand import Wish
from dialora.demo.outcome import Outcome, Turn

_STAGES: Final = ("endpoint_ms", "stt_ms", "dialogue_ms", "first_audio_ms")


def announced(drawn: Drawn) -> str:
    """Who is about to call."""
    wish, manner = drawn.errand.wish, drawn.manner
    return (
        f"caller {drawn.seed}: {wish.name} calls from {drawn.phone} and wants {wish.service} on "
        f"{wish.starts_at:%A %d %B at %H:%M}\n"
        f"speaks at {manner.speed:.2f} of the voice's speed and {manner.pitch:.2f} of its pitch, "
        f"{manner.snr_db:.0f} dB over the noise of the line\n"
    )


def line_of(exchange: Exchange) -> str:
    """One exchange as the caller lived it."""
    if not exchange.said:
        return f"  agent:  {exchange.heard}"
    waited = "" if exchange.total_ms is None else f"  [{exchange.total_ms} ms]"
    return f"  caller: {exchange.said}\n  agent:  {exchange.heard}{waited}"


def stages_of(turn: ServerTurn) -> str:
    """The same exchange as the product saw it."""
    spent = " · ".join(
        f"{stage.removesuffix('_ms')} {turn.latency[stage]} ms" for stage in _STAGES if stage in turn.latency
    )
    return f'          heard "{turn.heard}" · {spent}'


def summary(outcome: Outcome) -> str:
    """What is left of the call."""
    decision, booked = outcome.decision or {}, outcome.appointment
    lines = [
        "",
        f"decision     {decision.get('decision')} {decision.get('conditions')}",
        f"asked for    {_wish(outcome.asked)}",
        f"booked       {_booked(booked, outcome.asked)} {booked.id if booked else ''}",
        f"recording    {outcome.recording or 'none was kept'}",
        f"waited       {percentiles(outcome.totals_ms)}",
        f"names        spelled {outcome.spellings} times, {outcome.corrections} corrections",
        f"seed         {outcome.seed}",
        "ok" if outcome.ok else "NOT what was asked for",
    ]
    return "\n".join(lines)


def as_json(outcome: Outcome) -> str:
    """The object other programs read."""
    booked, asked = outcome.appointment, outcome.asked
    return json.dumps(
        {
            "ok": outcome.ok,
            "seed": outcome.seed,
            "asked": {
                "service": asked.service,
                "starts_at": asked.starts_at.isoformat(),
                "name": asked.name,
            },
            "call_id": outcome.call.id,
            "turns": [_turn(turn) for turn in outcome.turns],
            "appointment": None
            if booked is None
            else {
                "id": booked.id,
                "service": booked.service,
                "starts_at": booked.starts_at.astimezone(asked.starts_at.tzinfo).isoformat(),
                "name": booked.name,
            },
            "recording": None if outcome.recording is None else str(outcome.recording),
            "decision": outcome.decision,
            "names_spelled": outcome.spellings,
            "corrections": outcome.corrections,
        },
        indent=1,
    )


def _turn(turn: Turn) -> dict[str, Any]:
    kept = turn.kept
    return {
        "caller": turn.exchange.said,
        "heard": kept.heard if kept else None,
        "agent": kept.agent if kept else turn.exchange.heard,
        **{stage: kept.latency.get(stage) if kept else None for stage in _STAGES},
        "total_ms": turn.exchange.total_ms,
    }


def page(outcomes: Sequence[Outcome], failed: Sequence[tuple[int, str]], machine: str) -> str:
    """Many calls as a Markdown page."""
    totals = [total for outcome in outcomes for total in outcome.totals_ms]
    right = sum(outcome.ok for outcome in outcomes)
    rows = [_row(outcome) for outcome in outcomes] + [f"| {seed} | {why} | | | | |" for seed, why in failed]
    spelled = sum(outcome.spellings > 0 for outcome in outcomes)
    return "\n".join(
        (
            "# Simulated calls",
            "",
            "Each seed draws a caller (name, service, day, time, wording, speed, pitch, noise) who phones",
            "the product over the carrier's wire in real time. Written by `make bench`.",
            "",
            f"- Machine: {machine}",
            f"- Right bookings: {right} of {len(outcomes) + len(failed)}",
            f"- Turns: {len(totals)}; from the caller's last sample to the agent's first audible frame: "
            f"{percentiles(totals)}",
            f"- Calls in which a name was spelled: {spelled}",
            "",
            "| seed | asked | booked | turns | p50 / max ms | spelled, corrections |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        )
    )


def _row(outcome: Outcome) -> str:
    booked = outcome.appointment
    got = (
        "nothing" if booked is None else f"{booked.service}, {booked.starts_at:%a %d %b %H:%M}, {booked.name}"
    )
    verdict = "as asked" if outcome.ok else f"**{got}**"
    totals = sorted(outcome.totals_ms) or [0]
    return (
        f"| {outcome.seed} | {_wish(outcome.asked)} | {verdict} | {len(outcome.turns)} | "
        f"{totals[len(totals) // 2]} / {totals[-1]} | {outcome.spellings}, {outcome.corrections} |"
    )


def _wish(wish: Wish) -> str:
    return f"{wish.service}, {wish.starts_at:%a %d %b %H:%M}, {wish.name}"


def _booked(booked: Booked | None, asked: Wish) -> str:
    if booked is None:
        return "nothing"
    # In the zone of the business, as it was asked for.
    starts_at = booked.starts_at.astimezone(asked.starts_at.tzinfo)
    return f"{booked.service}, {starts_at:%a %d %b %H:%M}, {booked.name}"


def percentiles(totals: Sequence[int]) -> str:
    """The median and the 95th percentile."""
    if len(totals) < 2:
        return "too few to say"
    cuts = quantiles(totals, n=20, method="inclusive")
    return f"p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms"
