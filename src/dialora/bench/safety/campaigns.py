"""Every campaign as it is run in full: against an installation of its own, its figures to docs/safety.md.

Each runs unattended and fails when a figure that is asked for was missed. DIALORA_CAMPAIGN_SCALE=0.01 runs
a hundredth of everything, for trying it out, and writes nothing.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from dialora.bench.safety import (
    brown_out,
    crowd,
    cuts,
    hostile_media,
    hostile_webhooks,
    kills,
    outages,
    page,
    revocations,
)
from dialora.bench.safety.aftermath import Aftermath
from dialora.bench.safety.installation import installation
from dialora.bench.safety.page import Figure, none_of
from dialora.bench.safety.target import Footing
from dialora.bench.speech import utterances

_SEED: Final = 1
_SCALE: Final = float(os.environ.get("DIALORA_CAMPAIGN_SCALE", "1"))
#: More lines than callers: what is looked for is not a full house.
_MANY_LINES: Final = "100"

#: Of what was there before, after all is over.
_FLAT: Final = 0.02
#: What others may wait longer because somebody's ears or voice are sick.
_OTHERS: Final = 0.10
_FIRST_SOUND_S: Final = 2.0
_WAY_OUT_S: Final = 8.0
#: To first audio, where all callers have an embedded model.
_ANSWER_P95_S: Final = 1.5
_COMFORTABLE: Final = 8
_FULL: Final = 12


def _count(full: int, least: int = 1) -> int:
    return max(least, round(full * _SCALE))


def _tell(title: str, what: str, figures: list[Figure]) -> int:
    text = page.section(title, [what, f"Seed {_SEED}; {page.machine()}."], figures)
    print(text, flush=True)
    if _SCALE == 1:
        page.write(title, text)
    return int(not all(figure.met for figure in figures))


def webhooks() -> int:
    with installation(lines=_MANY_LINES) as it:
        found = asyncio.run(hostile_webhooks.run(it.target, _count(5_000, 50), _SEED))
    failures = sum(count for status, count in found.answers.items() if status >= 500)
    figures = [
        Figure("webhooks sent, signed well", found.sent),
        Figure("answers by status", _counted(found.answers)),
        none_of("answers of 500 and above", failures),
        none_of("without an answer", found.unanswered),
        Figure("slowest answer", f"{found.slowest_s:.2f} s"),
        none_of("calls without an end afterwards", found.still_open),
        *_footing(found.before, found.after),
    ]
    return _tell(
        "Hostile webhooks", "Fields missing, huge, of another kind or call; one in five is sound.", figures
    )


def media() -> int:
    with installation(lines=_MANY_LINES) as it:
        found = asyncio.run(hostile_media.run(it.target, _count(5_000, 30), _SEED))
    figures = [
        Figure("sessions", found.sessions),
        Figure("let in", found.let_in),
        none_of("webhook answers of 500 and above", found.failures),
        none_of("calls without an end afterwards", found.still_open),
        Figure("still serving", "yes" if found.alive else "no", "yes", met=found.alive),
        *_footing(found.before, found.after),
    ]
    return _tell("Hostile media", "Sockets let in by a token that then say anything.", figures)


def cut() -> int:
    with installation(lines=_MANY_LINES) as it:
        asks = asyncio.run(utterances())[0]
        found = asyncio.run(cuts.run(it.target, _count(300, 5), _SEED, asks=asks))
    figures = [
        Figure("cuts by moment", _counted(found.cuts)),
        none_of("callers whom the action webhook failed", found.unanswered.total()),
        none_of("calls without an end afterwards", found.still_open),
        *_footing(found.before, found.after),
    ]
    what = "The media socket torn at connect, start, in a word, while a tool works, before stop."
    return _tell("Cuts", what, figures)


def kill() -> int:
    with installation(processes=3, lines=_MANY_LINES) as it:
        found = asyncio.run(kills.run(it, kills=_count(50, 2), callers=10, seed=_SEED))
    figures = [
        Figure("killed", _counted(found.killed)),
        Figure("calls", found.calls),
        Figure("cut off with their own process", found.cut_off),
        Figure("of those spoken to afterwards", found.spoken_to),
        Figure("slowest return to readiness", f"{found.slowest_back_s:.1f} s"),
        *_aftermath(found.aftermath),
    ]
    return _tell("Kills", "kill -9 of any process, under 10 calls on 3 processes.", figures)


def outage() -> int:
    with installation(processes=2, lines=_MANY_LINES) as it:
        found = asyncio.run(outages.run(it, times=_count(10), seconds=5.0, callers=10, seed=_SEED))
    figures = [
        Figure("outages", f"{found.times} of 5 s"),
        Figure("calls up when it stopped", found.up),
        Figure("of those ended within the outage", found.cut),
        Figure("calls that rang meanwhile", found.rang),
        Figure("of those connected or spoken to", found.answered, "all", met=found.answered == found.rang),
        Figure("slowest of them", f"{found.slowest_answer_s:.1f} s"),
        *_aftermath(found.aftermath),
    ]
    what = "PostgreSQL frozen for 5 s under 10 calls, and one that rings meanwhile."
    return _tell("Outages", what, figures)


def brown() -> int:
    found = asyncio.run(brown_out.run(others=_count(20, 4), sick=_count(10, 2), questions=_count(5, 2)))
    before = found.others_before_s
    figures = [Figure("others' p95 before", f"{1000 * before:.0f} ms")]
    for name, felt in found.by_fault.items():
        sound, way_out, others = max(felt.sound_s), max(felt.way_out_s), found.others_s[name]
        met = sound <= _FIRST_SOUND_S and way_out <= _WAY_OUT_S and others <= before * (1 + _OTHERS)
        value = (
            f"first sound at most {sound:.2f} s, way out at most {way_out:.2f} s;"
            f" others' p95 {1000 * others:.0f} ms ({100 * (others / before - 1):+.0f} %)"
        )
        figures.append(Figure(name, value, "2 s, 8 s; +10 %", met=met))
    what = "Ears and voice slow by 3 s, stalled, dead; scripted speech, real time."
    return _tell("Brown-out", what, figures)


def callers() -> int:
    figures = []
    seconds = max(30.0, 300 * _SCALE)
    with installation(processes=2) as it:
        for count in (_COMFORTABLE, _FULL):
            found = asyncio.run(crowd.run(it.target, callers=count, seconds=seconds, one_more=count == _FULL))
            figures += _crowd(found, seconds)
    return _tell("Crowd", "Embedded models for every caller, 2 processes.", figures)


CAMPAIGNS: Final[Mapping[str, Callable[[], int]]] = {
    "hostile-webhooks": webhooks,
    "hostile-media": media,
    "cuts": cut,
    "kills": kill,
    "outages": outage,
    "brown-out": brown,
    "crowd": callers,
    "revocations": revocations.main,
}


def _crowd(found: crowd.Outcome, seconds: float) -> list[Figure]:
    there = f"{found.callers} callers for {seconds:.0f} s"
    waited = f"{found.answers} answers, p50 {found.p50_s:.2f} s, p95 {found.p95_s:.2f} s to first audio"
    asked = f"p95 {_ANSWER_P95_S} s" if found.callers == _COMFORTABLE else ""
    quick = not asked or (found.answers > 0 and found.p95_s <= _ANSWER_P95_S)
    figures = [Figure(there, waited, asked, met=quick), none_of(f"{there}: cut or refused", found.lost)]
    if found.callers == _FULL:
        polite = found.one_more not in (crowd.NOTHING, crowd.NOT_TRIED)
        figures.append(Figure("the 13th", found.one_more, "refused politely", met=polite))
    return figures


def _counted(counts: Counter[str] | Counter[int]) -> str:
    return ", ".join(f"{what}: {count}" for what, count in sorted(counts.items(), key=str)) or "none"


def _footing(before: Footing, after: Footing) -> list[Figure]:
    return [
        _flat("tasks", before.tasks, after.tasks),
        _flat("TCP sockets", before.sockets, after.sockets),
        _flat("memory, MB", before.memory_mb, after.memory_mb),
    ]


def _flat(what: str, before: float, after: float) -> Figure:
    """What went up may not stay up; what came down is nobody's loss."""
    grown = after / max(1, before) - 1
    value = f"{before:.0f}, {after:.0f} ({100 * grown:+.1f} %)"
    return Figure(f"{what}: before and after", value, "± 2 %", met=grown <= _FLAT)


def _aftermath(found: Aftermath) -> list[Figure]:
    return [
        Figure("ends of calls", _counted(found.reasons)),
        none_of("calls without an end", found.without_end),
        Figure("ledgers whole", "yes" if found.ledgers_whole else "no", "yes", met=found.ledgers_whole),
        Figure("recordings kept", found.recordings),
        none_of("of those broken", found.broken_recordings),
    ]
