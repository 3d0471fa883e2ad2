"""The comparison as a page: docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from dialora.bench.blocks import Block
from dialora.bench.engine import BAR, CHURN_CALLS, FLOOR_CALLERS, VAD_STOP_S, Comparison, Measured, Run
from dialora.bench.load import percentile

_METHOD = """\
Every caller speaks the carrier's media stream over a WebSocket, 20 ms of mu-law at a time, in real time:
says one of four sentences, waits for the answer, hears it out or, one time in four, talks over it. The
server has one core to itself; all callers share another. Each size runs against a fresh server: calls join
one after the other, three more seconds pass, then twenty seconds count.

Everybody gets the same: the same Silero model file at 8 kHz on the same onnxruntime with one thread, speech
from a probability of 0.5, a turn that ends after {vad_stop:.0f} ms of silence, an interruption after 160 ms
of speech, a transcript at the turn's end, one fixed sentence as the answer, three seconds of ready-made
sound for it, and uvloop. No model of speech or language runs, so what is measured is the orchestration:
sockets, codecs, voice detection, turns, interruptions, playout.

- **To first audio**: from the last sample of speech sent to the first sample of the answer received. It
  holds the silence that ends a turn.
- **Added**: beyond the same figure of the same product with {floor} callers, which is its own floor.
- **Barge-in**: from the first sample of an interruption to `clear`.
- **Underruns**: how often a phone's playout would have run dry within a sentence, per 1,000 frames of 20 ms.
- **A number of calls is carried** when the 95th percentile lies at most {added:.0f} ms above the product's
  own median with {floor} callers, at most {underruns:g} of 1,000 frames run dry, at most {unanswered:.0f} %
  of turns stay unanswered for three seconds, and no call is dropped. A number that fails is tried once
  more. The search goes up by half, and then halves the difference down to 10 %.
"""

_CAVEATS = """\
- These are the costs of orchestration. With speech models on the same cores, the models decide how many
  calls a machine carries: see [demo.md](demo.md).
- Dialora does more here than the other two: it decides on each call and signs the ledger, records both
  sides, seals each second and writes it to disk, keeps its figures and writes an event log. The other two
  run without recording, metrics, tracing, turn models or transcripts to anybody.
- LiveKit Agents is made to run beside LiveKit's media server, one process per call unless told otherwise.
  Here its agent session runs without a server, many to a process, on audio in and out of our own behind a
  plain WebSocket: kinder to it than its usual form, since no WebRTC is spoken at all. Much that it does is
  not measured, video and rooms of many among it.
- Pipecat runs its own FastAPI transport with its Twilio serializer, one pipeline per call. Its processors
  can be put together in ways ours cannot.
- All three are meant to be scaled by processes; the figures are per core.
- Dialora judges the windows of all calls together every 16 ms, and takes speech to be over only below a
  probability of 0.35: its floor lies higher than that of a product that judges each call alone at 0.5.
- One machine, loopback, no packet loss, no TLS, synthetic callers.
"""


def page(found: Comparison, blocks: Sequence[Block]) -> str:
    parts = [
        "# The engine under load, beside others",
        f"Written by `make bench` on {_machine()}. Python {platform.python_version()}.",
        "## Calls on one core",
        "![Calls on one core, as bars](benchmarks.svg)",
        _capacities(found),
        "## At half of that",
        _halves(found),
        f"After {CHURN_CALLS:,} calls that came and went our process had grown by {found.growth_mb:.1f} MB.",
        "## Where the time of a call goes",
        _profile(found.ours, blocks),
        "## How it was measured",
        _METHOD.format(
            vad_stop=1000 * VAD_STOP_S,
            floor=FLOOR_CALLERS,
            added=BAR.added_p95_ms,
            underruns=BAR.underruns_per_thousand,
            unanswered=100 * BAR.unanswered_share,
        ),
        "## What to keep in mind",
        _CAVEATS,
        "## Every step",
        *(_steps(each) for each in found.all),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _capacities(found: Comparison) -> str:
    ours = found.ours
    rows = []
    for each in found.all:
        best = each.at(each.capacity)
        rows.append(
            [
                each.contender.name,
                str(each.capacity),
                "1" if each is ours else f"{ours.capacity / max(1, each.capacity):.1f} times fewer",
                _percent(best.cpu_per_call()) if best else "",
                _added(best, each) if best else "",
                f"{best.tally.underruns_per_thousand():.1f}" if best else "",
                ", ".join(f"{name} {version}" for name, version in each.versions.items()),
            ]
        )
    head = ["", "calls", "beside Dialora", "cpu per call", "added p50 / p95", "underruns", "versions"]
    return _table(head, rows)


def _halves(found: Comparison) -> str:
    head = [
        *("", "calls", "to first audio p50 / p95", "added p50 / p95", "barge-in p50 / p95"),
        *("gap p99 of 40 ms", "cpu per call", "memory per call", "alone p50 / p95", "ready in"),
    ]
    rows = []
    for each in found.all:
        run = each.half or each.floor
        rows.append(
            [
                each.contender.name,
                str(run.callers),
                _pair(run.answer_ms(0.5), run.answer_ms(0.95)),
                _added(run, each),
                _pair(percentile(run.tally.clears_ms, 0.5), percentile(run.tally.clears_ms, 0.95)),
                f"{percentile(run.tally.gaps_ms, 0.99):.0f} ms",
                _percent(run.cpu_per_call()),
                f"{run.memory_per_call_mb():.2f} MB",
                _pair(each.floor.answer_ms(0.5), each.floor.answer_ms(0.95)),
                f"{each.ready_s:.1f} s",
            ]
        )
    return _table(head, rows)


def _profile(ours: Measured, blocks: Sequence[Block]) -> str:
    rows = [
        [each.name, f"{each.cost_us:.1f} µs", f"{each.per_second:g}", _percent(each.share)] for each in blocks
    ]
    rest = (ours.half or ours.floor).cpu_per_call() - sum(each.share for each in blocks)
    rows.append(["kernel, event loop, cold caches: the rest of what was measured", "", "", _percent(rest)])
    return _table(["of a call that speaks half of the time", "once", "per second", "of a core"], rows)


def _steps(each: Measured) -> str:
    head = [
        *("callers", "answers", "p50 / p95", "added p50 / p95", "barge-in p50 / p95", "underruns"),
        *("gap p99", "unanswered", "dropped", "cpu per call", "memory per call", "load late p99", "carried"),
    ]
    runs = [each.floor, *each.runs, *([each.half] if each.half else [])]
    rows = [_step(run, each) for run in runs]
    return f"### {each.contender.name}\n\n{_table(head, rows)}"


def _step(run: Run, each: Measured) -> list[str]:
    seen = run.tally
    return [
        str(run.callers),
        str(len(seen.answers_ms)),
        _pair(run.answer_ms(0.5), run.answer_ms(0.95)),
        _added(run, each),
        _pair(percentile(seen.clears_ms, 0.5), percentile(seen.clears_ms, 0.95)),
        f"{seen.underruns_per_thousand():.1f}",
        f"{percentile(seen.gaps_ms, 0.99):.0f} ms",
        str(seen.unanswered),
        str(seen.dropped),
        _percent(run.cpu_per_call()),
        f"{run.memory_per_call_mb():.2f} MB",
        f"{percentile(seen.late_ms, 0.99):.1f} ms",
        "yes" if run.carried(each.alone_ms) else "no",
    ]


def _added(run: Run, each: Measured) -> str:
    return _pair(run.answer_ms(0.5) - each.alone_ms, run.answer_ms(0.95) - each.floor.answer_ms(0.95), "+")


def _pair(low: float, high: float, sign: str = "") -> str:
    return f"{low:{sign}.0f} / {high:{sign}.0f} ms"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _machine() -> str:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores of {names[0] if names else 'an unnamed processor'}, {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}"
    )
