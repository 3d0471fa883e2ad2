"""Every campaign as it is run in full: against an installation of its own, its figures to docs/safety.md.

Each runs unattended. DIALORA_CAMPAIGN_SCALE=0.01 runs a hundredth of everything, for trying it out, and
writes nothing.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from dialora.bench.safety import brown_out, crowd, cuts, hostile_media, hostile_webhooks, kills, outages, page
from dialora.bench.safety.aftermath import Aftermath
from dialora.bench.safety.installation import installation
from dialora.bench.safety.target import Footing
from dialora.bench.speech import utterances

_SEED: Final = 1
_SCALE: Final = float(os.environ.get("DIALORA_CAMPAIGN_SCALE", "1"))
#: More lines than callers: what is looked for is not a full house.
_MANY_LINES: Final = "100"


def _count(full: int, least: int = 1) -> int:
    return max(least, round(full * _SCALE))


def _tell(title: str, lines: list[str], rows: Mapping[str, object]) -> None:
    text = page.section(title, [*lines, f"Seed {_SEED}; {page.machine()}."], rows)
    print(text, flush=True)
    if _SCALE == 1:
        page.write(title, text)


def webhooks() -> int:
    with installation(lines=_MANY_LINES) as it:
        found = asyncio.run(hostile_webhooks.run(it.target, _count(5_000, 50), _SEED))
    failures = sum(count for status, count in found.answers.items() if status >= 500)
    rows = {
        "webhooks sent, signed well": found.sent,
        "answers by status": _counted(found.answers),
        "answers of 500 and above": failures,
        "without an answer": found.unanswered,
        "slowest answer": f"{found.slowest_s:.2f} s",
        "calls without an end afterwards": found.still_open,
        **_footing(found.before, found.after),
    }
    _tell("Hostile webhooks", ["Fields missing, huge, of another kind or call; one in five is sound."], rows)
    return int(bool(failures or found.unanswered or found.still_open))


def media() -> int:
    with installation(lines=_MANY_LINES) as it:
        found = asyncio.run(hostile_media.run(it.target, _count(5_000, 30), _SEED))
    rows = {
        "sessions": found.sessions,
        "let in": found.let_in,
        "webhook answers of 500 and above": found.failures,
        "calls without an end afterwards": found.still_open,
        "still serving": "yes" if found.alive else "no",
        **_footing(found.before, found.after),
    }
    _tell("Hostile media", ["Sockets let in by a token that then say anything."], rows)
    return int(bool(found.failures or found.still_open or not found.alive))


def cut() -> int:
    with installation(lines=_MANY_LINES) as it:
        asks = asyncio.run(utterances())[0]
        found = asyncio.run(cuts.run(it.target, _count(300, 5), _SEED, asks=asks))
    rows = {
        "cuts by moment": _counted(found.cuts),
        "callers whom the action webhook failed": found.unanswered.total(),
        "calls without an end afterwards": found.still_open,
        **_footing(found.before, found.after),
    }
    _tell(
        "Cuts", ["The media socket torn at connect, start, in a word, while a tool works, before stop."], rows
    )
    return int(bool(found.unanswered.total() or found.still_open))


def kill() -> int:
    with installation(processes=3, lines=_MANY_LINES) as it:
        found = asyncio.run(kills.run(it, kills=_count(50, 2), callers=10, seed=_SEED))
    rows = {
        "killed": _counted(found.killed),
        "calls": found.calls,
        "cut off with their own process": found.cut_off,
        "of those spoken to afterwards": found.spoken_to,
        "slowest return to readiness": f"{found.slowest_back_s:.1f} s",
        **_aftermath(found.aftermath),
    }
    _tell("Kills", ["kill -9 of any process, under 10 calls on 3 processes."], rows)
    return _damage(found.aftermath)


def outage() -> int:
    with installation(processes=2, lines=_MANY_LINES) as it:
        found = asyncio.run(outages.run(it, times=_count(10), seconds=5.0, callers=10, seed=_SEED))
    rows = {
        "outages": f"{found.times} of 5 s",
        "calls up when it stopped": found.up,
        "of those ended within the outage": found.cut,
        "calls that rang meanwhile": found.rang,
        "of those connected or spoken to": found.answered,
        "slowest of them": f"{found.slowest_answer_s:.1f} s",
        **_aftermath(found.aftermath),
    }
    _tell("Outages", ["PostgreSQL frozen for 5 s under 10 calls, and one that rings meanwhile."], rows)
    return int(_damage(found.aftermath) or found.answered < found.rang)


def brown() -> int:
    found = asyncio.run(brown_out.run(others=_count(20, 4), sick=_count(10, 2), questions=_count(5, 2)))
    rows: dict[str, object] = {"others' p95 before": f"{1000 * found.others_before_s:.0f} ms"}
    for name, felt in found.by_fault.items():
        rows[name] = (
            f"first sound at most {max(felt.sound_s):.2f} s, way out at most {max(felt.way_out_s):.2f} s;"
            f" others' p95 {1000 * found.others_s[name]:.0f} ms"
        )
    _tell("Brown-out", ["Ears and voice slow by 3 s, stalled, dead; scripted speech, real time."], rows)
    late = any(max(felt.sound_s) > 2 or max(felt.way_out_s) > 8 for felt in found.by_fault.values())
    return int(late)


def callers() -> int:
    rows: dict[str, object] = {}
    worst = 0
    with installation(processes=2) as it:
        for count in (8, 12):
            seconds = max(30.0, 300 * _SCALE)
            found = asyncio.run(crowd.run(it.target, callers=count, seconds=seconds, one_more=count == 12))
            rows[f"{count} callers for {seconds:.0f} s"] = (
                f"{found.answers} answers, p50 {found.p50_s:.2f} s, p95 {found.p95_s:.2f} s to first audio;"
                f" {found.cut} cut, {found.refused} refused"
            )
            worst += found.cut + found.refused
            if count == 12:
                rows["the 13th"] = found.one_more
    _tell("Crowd", ["Embedded models for every caller, 2 processes."], rows)
    return int(bool(worst))


CAMPAIGNS: Final[Mapping[str, Callable[[], int]]] = {
    "hostile-webhooks": webhooks,
    "hostile-media": media,
    "cuts": cut,
    "kills": kill,
    "outages": outage,
    "brown-out": brown,
    "crowd": callers,
}


def _counted(counts: Counter[str] | Counter[int]) -> str:
    return ", ".join(f"{what}: {count}" for what, count in sorted(counts.items(), key=str)) or "none"


def _footing(before: Footing, after: Footing) -> dict[str, object]:
    return {
        "tasks before and after": f"{before.tasks}, {after.tasks}",
        "sockets before and after": f"{before.sockets}, {after.sockets}",
        "memory before and after": f"{before.memory_mb:.0f}, {after.memory_mb:.0f} MB"
        f" ({100 * (after.memory_mb / max(1.0, before.memory_mb) - 1):+.1f} %)",
    }


def _aftermath(found: Aftermath) -> dict[str, object]:
    return {
        "ends of calls": _counted(found.reasons),
        "calls without an end": found.without_end,
        "ledgers whole": "yes" if found.ledgers_whole else "no",
        "recordings kept, and broken": f"{found.recordings}, {found.broken_recordings}",
    }


def _damage(found: Aftermath) -> int:
    return int(bool(found.without_end or found.broken_recordings or not found.ledgers_whole))
