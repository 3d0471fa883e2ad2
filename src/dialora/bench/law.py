"""How fast the gate decides, on one core: over the written cases, warm, without a database.

python -m dialora.bench law          speed, into docs/law.md
python -m dialora.bench properties   the long campaign of properties, into the same page
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dialora.bench import properties
from dialora.compliance.book import Rulebook, load_rulebook
from dialora.compliance.case import Case, decide_case, disagreements, parse_cases
from dialora.compliance.case_input import read_case
from dialora.compliance.engine import decide, hash_of

_ROOT: Final = Path(__file__).parents[3]
_CASES: Final = _ROOT / "tests" / "law_cases"
#: What all of this is written into.
PAGE: Final = _ROOT / "docs" / "law.md"
_HEAD: Final = "# The law as a program, measured\n"
#: Each is measured so often, and the best one counts: what disturbs only ever slows down.
_ROUNDS: Final = 15
_SEED: Final = 2027


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many a second, on one core."""

    what: str
    per_second: float
    asked: int


def speed() -> int:
    """Measure, and write it down; fails where a pace is below what is asked, or a case disagrees."""
    rulebook = load_rulebook()
    cases = _written()
    wrong = disagreements(cases, rulebook)
    readable = [case for case in cases if _is_readable(case, rulebook)]
    paces = _paces(readable, rulebook)
    slowest_ms = _slowest_search_ms(readable, rulebook)
    text = _section(paces, len(cases), len(wrong), len(readable), slowest_ms)
    write_section(PAGE, "Speed", text)
    print(text)
    return int(bool(wrong) or any(pace.per_second < pace.asked for pace in paces))


def campaign() -> int:
    """Try the properties, and write down what came of it; fails at a counter-example."""
    tally = properties.run(properties.EXAMPLES, _SEED)
    text = properties.section(tally, _SEED)
    write_section(PAGE, "Properties", text)
    print(text)
    return int(bool(tally.against))


def write_section(page: Path, title: str, text: str) -> None:
    """In the place of the section of this title, or at the page's end."""
    before = page.read_text(encoding="utf-8") if page.exists() else _HEAD
    parts = before.split("\n## ")
    kept = [part for part in parts[1:] if not part.startswith(f"{title}\n")]
    sections = sorted([*kept, text.removeprefix("## ")], key=lambda part: _ORDER.get(part.split("\n")[0], 9))
    whole = "\n\n## ".join(part.strip() for part in (parts[0], *sections))
    page.write_text(whole + "\n", encoding="utf-8")


_ORDER: Final = {"Speed": 0, "With facts from PostgreSQL": 1, "Lists": 2, "Properties": 3, "Mutations": 4}


def _written() -> tuple[Case, ...]:
    files = sorted(_CASES.glob("*.json"))
    return tuple(case for file in files for case in parse_cases(json.loads(file.read_text(encoding="utf-8"))))


def _is_readable(case: Case, rulebook: Rulebook) -> bool:
    return decide_case(case.input, rulebook, look_ahead=False).reason != "ENGINE_ERROR"


def _slowest_search_ms(cases: Sequence[Case], rulebook: Rulebook) -> float:
    """Of the next moment that is allowed, to the end of the table of holidays where there is none."""
    took = []
    for case in cases:
        since = time.process_time()
        decide_case(case.input, rulebook)
        took.append(time.process_time() - since)
    return max(took) * 1_000


def _paces(cases: Sequence[Case], rulebook: Rulebook) -> Sequence[Pace]:
    prepared = [read_case(case.input, rulebook) for case in cases]
    hashed = [(intent, facts, hash_of(intent, facts)) for intent, facts in prepared]

    def decided() -> None:
        for intent, facts, known in hashed:
            decide(intent, facts, rulebook, input_hash=known, look_ahead=False)

    def whole() -> None:
        for case in cases:
            decide_case(case.input, rulebook, look_ahead=False)

    return (
        Pace(what="`decide` on prepared facts", per_second=_rate(decided, len(cases)), asked=10_000),
        Pace(what="a whole case: parsed, hashed, decided", per_second=_rate(whole, len(cases)), asked=3_000),
    )


def _rate(work: Callable[[], None], count: int) -> float:
    """Of the processor's time, so that what else the machine does counts little."""
    work()
    took = []
    for _ in range(_ROUNDS):
        since = time.process_time()
        work()
        took.append(time.process_time() - since)
    return count / min(took)


def _section(paces: Sequence[Pace], cases: int, wrong: int, timed: int, slowest_ms: float) -> str:
    rows = "\n".join(f"| {pace.what} | {pace.per_second:,.0f} | {pace.asked:,} |" for pace in paces)
    return f"""## Speed

{cases:,} cases that were written from the rules by somebody who had not read the engine; {wrong} of them
disagree. The {timed:,} of them that can be read were decided again and again on one core, warm, without the
search for the next allowed moment, the best of {_ROUNDS} rounds, in the processor's own time. The slowest
such search took {slowest_ms:.0f} ms: it tries every moment to the end of the table of holidays and finds
none. {platform.machine()}, Python {platform.python_version()}. `python -m dialora.bench law` repeats it.

| what | a second | asked |
|---|---|---|
{rows}
"""
