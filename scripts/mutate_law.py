"""Breaks the law on purpose, everything under compliance/, one small change at a time: the written cases, the
made-up ones and the unit tests must notice. What they do not notice is listed in docs/law.md.

    .venv/bin/python scripts/mutate_law.py [--jobs 2] [--fresh] [rules/scope.py …]

What was noticed once is not tried again while its file stays as it is, unless everything is tried afresh.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from law_mutants import LAW, ROOT, Mutant, files, mutants
from mutant_trials import CASES, ENDLESS, MADE_UP, NOT_LOADED, PINNED, TESTED

from dialora.bench.law import write_section

#: Survivors that change nothing, by name, and why.
EXPLAINED: Final = ROOT / "scripts" / "mutants_explained.json"
_KEPT: Final = Path(tempfile.gettempdir()) / "dialora-mutants"
#: The unit tests that speak of a file; those of the gate speak of all others.
_TABLES: Final = ("tables", "rulebook", "editions")
_REPLAY: Final = ("replay", "records", "engine")
_GATE: Final = ("checklist", "asking", "transfers", "engine", "instants", "unknown_facts")
_SPOKEN_OF: Final[Mapping[str, Sequence[str]]] = {
    "book": ("rulebook", "editions", "asking"),
    "canonical": ("canonical", "cases", "replay"),
    "case": ("case_files", "cases"),
    "case_fields": ("case_files", "cases"),
    "case_input": ("case_files", "cases"),
    "countries": _TABLES,
    "holiday_table": _TABLES,
    "intent": ("intents", "transfers"),
    "ledger": ("ledger",),
    "limits": _TABLES,
    "moments": ("moments", "engine", "instants"),
    "numbering": ("numbering", "checklist", "asking"),
    "payment_words": ("payment_words",),
    "phrases": ("phrases", "tables"),
    "places": _TABLES,
    "record": _REPLAY,
    "replay": _REPLAY,
    "revival": _REPLAY,
    "spans": _TABLES,
    "tables": _TABLES,
    "whereabouts": ("numbering", "checklist", "asking"),
    "windows": _TABLES,
}
_ENOUGH: Final = 0.95


@dataclass(slots=True, kw_only=True)
class Ground:
    """Which case runs which lines."""

    loading: frozenset[str]
    by_case: Mapping[str, frozenset[str]]
    #: Cases in an order that soon has run every line.
    order: Sequence[str]
    #: Where each stands among all.
    places: Mapping[str, int]

    def cases_for(self, mutant: Mutant) -> Sequence[int]:
        """The places of those that may notice it."""
        first, last = mutant.lines
        lines = {f"{mutant.file}:{line}" for line in range(first, last + 1)}
        everything = bool(lines & self.loading)
        return [self.places[name] for name in self.order if everything or lines & self.by_case[name]]


@dataclass(slots=True, kw_only=True)
class Results:
    """What has noticed the mutants of one file."""

    file: str
    killers: dict[str, str | None] = field(default_factory=dict)

    @property
    def _path(self) -> Path:
        return _KEPT / f"{self.file.replace('/', '.')}.json"

    @property
    def _state(self) -> str:
        """Of what must not have changed; a change of another name is another one."""
        return _hash((LAW / self.file,))

    def load(self) -> None:
        if self._path.exists():
            kept = json.loads(self._path.read_text())
            if kept["state"] == self._state:
                self.killers = {name: killer for name, killer in kept["killers"].items() if killer}

    def save(self) -> None:
        _KEPT.mkdir(exist_ok=True)
        self._path.write_text(json.dumps({"state": self._state, "killers": self.killers}, indent=1))

    @property
    def alive(self) -> list[str]:
        return [name for name, killer in self.killers.items() if killer is None]


class Bench:
    """Processes that try mutants, as many as there are hands for."""

    def __init__(self, jobs: int) -> None:
        self._free: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        self._jobs, self._hands = jobs, ThreadPoolExecutor(jobs)
        trials = [sys.executable, str(Path(__file__).with_name("mutant_trials.py"))]
        for _ in range(jobs):
            pipe = subprocess.PIPE
            self._free.put(subprocess.Popen(trials, stdin=pipe, stdout=pipe, text=True, bufsize=1))

    def ask(self, job: Mapping[str, Any]) -> Any:
        worker = self._free.get()
        try:
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.stdin.write(json.dumps(job) + "\n")
            return json.loads(worker.stdout.readline())
        finally:
            self._free.put(worker)

    def try_all(self, file: str, trials: Sequence[Mapping[str, Any]]) -> Sequence[str | None]:
        """What has noticed each mutant of a file, in their order."""
        shares = [{"file": file, "trials": trials[hand :: self._jobs]} for hand in range(self._jobs)]
        found: list[str | None] = [None] * len(trials)
        for hand, answers in enumerate(self._hands.map(self.ask, shares)):
            found[hand :: self._jobs] = answers
        return found

    def close(self) -> None:
        while not self._free.empty():
            worker = self._free.get()
            assert worker.stdin is not None
            worker.stdin.close()
            worker.wait()


def survey(bench: Bench) -> Ground:
    """Kept until the law or the cases change."""
    state = _hash(sorted((*LAW.rglob("*.py"), *LAW.rglob("*.json"), *CASES)))
    path = _KEPT / "ground.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    if kept.get("state") != state:
        kept = {"state": state, **bench.ask({})}
        _KEPT.mkdir(exist_ok=True)
        path.write_text(json.dumps(kept))
    by_case = {name: frozenset(each["lines"]) for name, each in kept["cases"].items()}
    took = {name: each["took"] for name, each in kept["cases"].items()}
    return Ground(
        loading=frozenset(kept["loading"]),
        by_case=by_case,
        order=_ordered(by_case, took),
        places={name: place for place, name in enumerate(by_case)},
    )


def _ordered(by_case: Mapping[str, frozenset[str]], took: Mapping[str, float]) -> Sequence[str]:
    left, covered, order = set(by_case), frozenset[str](), []
    while left:
        best = max(sorted(left), key=lambda name: len(by_case[name] - covered))
        if by_case[best] <= covered:
            break
        order.append(best)
        left.remove(best)
        covered |= by_case[best]
    return [*order, *sorted(left, key=lambda name: took[name])]


def try_file(file: str, bench: Bench, ground: Ground, *, fresh: bool) -> Results:
    results, all_of_it = Results(file=file), mutants(file)
    if not fresh:
        results.load()
    tests = _tests_of(file)
    left = [mutant for mutant in all_of_it if results.killers.get(mutant.name) is None]
    trials = [{"number": each.number, "cases": ground.cases_for(each), "tests": tests} for each in left]
    for mutant, killer in zip(left, bench.try_all(file, trials), strict=True):
        results.killers[mutant.name] = killer
        if killer is None:
            print(f"alive: {mutant.name}", flush=True)
    results.killers = {mutant.name: results.killers[mutant.name] for mutant in all_of_it}
    results.save()
    return results


def _tests_of(file: str) -> Sequence[str]:
    about = _GATE if file.startswith("rules/") else _SPOKEN_OF.get(Path(file).stem, _GATE)
    return [f"unit/compliance/test_{name}.py" for name in about]


def _hash(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    asked.add_argument("files", nargs="*")
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--fresh", action="store_true")
    options = asked.parse_args()
    bench = Bench(options.jobs)
    ground = survey(bench)
    found = []
    for file in [file for file in files() if not options.files or file in options.files]:
        results = try_file(file, bench, ground, fresh=options.fresh)
        found.append(results)
        print(f"{file}: {len(results.killers)} made, {len(results.alive)} alive", flush=True)
    bench.close()
    explained = json.loads(EXPLAINED.read_text(encoding="utf-8"))
    made, alive = sum(len(each.killers) for each in found), [name for each in found for name in each.alive]
    unexplained = [name for name in alive if name not in explained]
    print(f"{made} made, {len(alive)} alive, {len(unexplained)} not explained")
    if not options.files:
        write_section(ROOT / "docs" / "law.md", "Mutations", _section(found, explained))
    return int(bool(unexplained) or len(alive) > made * (1 - _ENOUGH))


def _section(found: Sequence[Results], explained: Mapping[str, str]) -> str:
    made = sum(len(each.killers) for each in found)
    alive = [name for each in found for name in each.alive]
    by = Counter(_by(killer) for each in found for killer in each.killers.values() if killer)
    counted = ", ".join(f"{who} {count:,}" for who, count in by.most_common())
    totals = "\n".join(
        f"| {each.file} | {len(each.killers):,} | {_percent(each)} | {len(each.alive)} |"
        for each in found
        if each.killers
    )
    rows = "\n".join(f"| {_cell(name)} | {explained.get(name, '**not explained**')} |" for name in alive)
    return f"""## Mutations

{made:,} small changes were made to the code under `compliance/`, one at a time, each in a process of its own
that loads the law anew. {made - len(alive):,} of them ({(made - len(alive)) / made:.1%}) were noticed, in
this order of asking: {counted}. `python scripts/mutate_law.py --fresh` repeats it.

Changed are: comparisons (turned round, and their edges), and/or and each of their parts, negations,
conditions always and never true, filters, loops that never run, sums and unions, any/all and min/max,
sorting, whole numbers and shares by one, true and false, words of code (keys, codes, names), members of
enumerations, elements of lists and tables in the code, cases of a match, what is returned, statements and
errors left out, conversions of zones and spelling left out, what is unknown unless somebody says it, and for
each law its gate, its place in it and the contacts it is about. Left alone are annotations, sentences for
people, citations, and decorators that only keep or freeze a value. Where a change of a law's gate, place or
contacts does not show in a case, the pin shows it: the product does not start.

| file | changes | noticed | not |
|---|---|---|---|
{totals}

### Not noticed: {len(alive)}

| change | why nothing is lost by it |
|---|---|
{rows}
"""


def _by(killer: str) -> str:
    names = {NOT_LOADED: "loading", PINNED: "the pin", MADE_UP: "made-up cases", TESTED: "unit tests"}
    return names.get(killer, "never ends" if killer == ENDLESS else "written cases")


def _percent(results: Results) -> str:
    return f"{1 - len(results.alive) / len(results.killers):.0%}"


def _cell(name: str) -> str:
    return name.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
