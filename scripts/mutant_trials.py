"""Tries mutants, each in a process of its own that loads the law with one file broken: asked by lines of JSON
on standard input, answers in the same way.

The libraries are loaded once and the law never, so that a trial costs a fork and the law's own loading.
"""

from __future__ import annotations

import functools
import importlib
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import time
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from types import CodeType, FrameType, ModuleType
from typing import Any, Final

import hypothesis
import msgspec
import phonenumbers
import pytest
import zipcodes
from cryptography.hazmat.primitives.asymmetric import ed25519
from law_mutants import LAW, ROOT, broken

from dialora import catalog
from dialora.bench import made_cases
from dialora.domain import accounts, calls, errors, ledger, numbers, phone

#: Loaded before any fork; none of them knows the law.
LIBRARIES: Final = (accounts, calls, catalog, ed25519, errors, ledger, msgspec, numbers, phone)
TESTS: Final = ROOT / "tests"
CASES: Final = (*(TESTS / "law_cases").glob("*.json"), *(TESTS / "unit/compliance/cases").glob("*.json"))
_PACKAGE: Final = "dialora.compliance"
#: Of a trial's own working time: others may need the machine. A case takes hundredths of a second.
_PATIENCE_S, _PATIENCE_WITH_A_CASE_S = 25, 4
#: Made-up cases, tried where the written ones have seen nothing.
_MADE, _SEED = 120, 2027
#: So many written cases are tried before the unit tests, and the others after them.
_FIRST_CASES: Final = 80
_NO_PLUGINS: Final = ("asyncio", "playwright", "schemathesis", "anyio", "base_url", "hypothesispytest")

NOT_LOADED, PINNED, MADE_UP, TESTED, ENDLESS = "not loaded", "pin", "made-up cases", "tests", "never ends"

Written = Mapping[str, tuple[Any, Mapping[str, Any]]]
#: The mutant's number, the places of the cases that may notice it, and the tests that may.
Trial = Mapping[str, Any]


class _Broken(importlib.machinery.SourceFileLoader):
    """Loads one file of the law as a mutant has it."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        return self._code


class _Fork:
    """Goes before all other finders, for one file alone: what that file needs is loaded once, and at the file
    itself the process parts: each trial goes on loading with a mutant of its own in the file's place."""

    def __init__(self, file: str, trials: Sequence[Trial], answers: int) -> None:
        self._file, self._trials, self._answers = file, trials, answers
        parts = Path(file).with_suffix("").parts
        self._package = parts[-1] == "__init__"
        self.name = ".".join((_PACKAGE, *(parts[:-1] if self._package else parts)))
        self._path = str(LAW / file)
        #: What the process that goes on is to try.
        self.trial: Trial = {}

    def find_spec(
        self, name: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        if not self.trial:
            self._part()
        code = compile(broken(self._file, self.trial["number"]), self._path, "exec")
        folder = [str(Path(self._path).parent)] if self._package else None
        return importlib.util.spec_from_file_location(
            name, self._path, loader=_Broken(name, self._path, code), submodule_search_locations=folder
        )

    def _part(self) -> None:
        """Returns in the processes of the trials alone."""
        found: list[Any] = []
        for trial in self._trials:
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(reading)
                self._answers, self.trial = writing, trial
                _be_patient(_PATIENCE_S)
                return
            os.close(writing)
            found.append(_answer(child, reading))
        self.tell(found)

    def tell(self, answer: object) -> None:
        with os.fdopen(self._answers, "w") as answers:
            json.dump(answer, answers)
        os._exit(0)


def written_cases() -> Written:
    """Input and expectation of every written case, by its file and name."""
    return {
        f"{file.stem}: {case['id']}": (case["input"], case["expected"])
        for file in sorted(CASES)
        for case in _listed(json.loads(file.read_text(encoding="utf-8")))
    }


def _listed(document: Any) -> Sequence[Any]:
    listed: Sequence[Any] = document["cases"] if isinstance(document, dict) else document
    return listed


def _warm(cases: Written) -> None:
    """What libraries read lazily is read before the first fork."""
    zoneinfo.available_timezones = functools.cache(zoneinfo.available_timezones)
    zoneinfo.available_timezones()
    zipcodes.list_all()
    numbers_named = {
        str(each[0].get("called_number")) for each in cases.values() if isinstance(each[0], dict)
    }
    for number in (*numbers_named, *made_cases._NUMBERS):
        try:
            parsed = phonenumbers.parse(number)
        except phonenumbers.NumberParseException:
            continue
        phonenumbers.is_valid_number(parsed)
        phonenumbers.number_type(parsed)
    hypothesis.settings.register_profile("trial", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("trial")


def try_all(file: str, trials: Sequence[Trial], cases: Written, answers: int) -> None:
    """Tells what has noticed each mutant: none where nothing has."""
    fork = _Fork(file, trials, answers)
    sys.meta_path.insert(0, fork)  # type: ignore[arg-type]
    try:
        book, case, properties = _law()
        rulebook = book.unpinned_rulebook()
        importlib.import_module(fork.name)
        fork.tell(_noticed(fork.trial, cases, book, case, properties, rulebook))
    except Exception:
        fork.tell(NOT_LOADED)


def _noticed(
    trial: Trial, cases: Written, book: Any, case: Any, properties: Any, rulebook: Any
) -> str | None:
    listed = list(cases.items())

    def disagreeing(places: Sequence[int]) -> str | None:
        for name, written in (listed[place] for place in places):
            _be_patient(_PATIENCE_WITH_A_CASE_S)
            if not _agrees(case, rulebook, *written):
                return f"case {name}"
        return None

    if found := disagreeing(trial["cases"][:_FIRST_CASES]):
        return found
    try:
        book.check_pinned(rulebook)
    except Exception:
        return disagreeing(trial["cases"]) or PINNED
    _be_patient(_PATIENCE_S)
    if _fails(trial["tests"]):
        return TESTED
    if found := disagreeing(trial["cases"][_FIRST_CASES:]):
        return found
    _be_patient(_PATIENCE_S)
    return MADE_UP if trial["cases"] and _is_seen_by_made_cases(case, properties, rulebook) else None


def _be_patient(seconds: float) -> None:
    """From now on; what is not done by then is taken to go on for ever."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _law() -> tuple[ModuleType, ...]:
    names = (f"{_PACKAGE}.book", f"{_PACKAGE}.case", "dialora.bench.properties")
    return tuple(map(importlib.import_module, names))


def _agrees(case: Any, rulebook: Any, asked: Any, expected: Mapping[str, Any]) -> bool:
    """Compared here: the law's own comparison may be what is broken."""
    try:
        got = case.decide_case(asked, rulebook)
    except Exception:
        return False
    later = got.next_allowed_at
    said = {
        "decision": got.decision.value,
        "reason": got.reason,
        "all_reasons": list(got.all_reasons),
        "conditions": sorted(got.conditions),
        "next_allowed_at": later,
    }
    for key, wanted in expected.items():
        if key == "conditions_must_include":
            if not set(wanted) <= set(got.conditions):
                return False
            continue
        if key == "conditions":
            wanted = sorted(wanted)
        if key == "next_allowed_at" and wanted is not None:
            wanted = datetime.fromisoformat(wanted)
        if key in said and said[key] != wanted:
            return False
    return True


def _is_seen_by_made_cases(case: Any, properties: Any, rulebook: Any) -> bool:
    random, tally = Random(_SEED), properties.Tally()
    try:
        return any(
            properties.check(made_cases.make_case(random), random, rulebook, tally) for _ in range(_MADE)
        )
    except Exception:
        return True


def _fails(tests: Sequence[str]) -> bool:
    given = [str(TESTS / test) for test in tests]
    options = ["-x", "-q", "-c", os.devnull, f"--rootdir={ROOT}", "--import-mode=importlib", "--noconftest"]
    options += ["-p", "no:cacheprovider", "-o", f"pythonpath={ROOT / 'src'} {TESTS}"]
    options += [each for name in _NO_PLUGINS for each in ("-p", f"no:{name}")]
    return int(pytest.main([*options, *given])) != 0


def coverage(cases: Written) -> dict[str, Any]:
    """The lines of the law that loading runs, and those that each case runs, with its time."""
    lines: set[str] = set()

    def line(frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            lines.add(f"{frame.f_code.co_filename[len(str(LAW)) + 1 :]}:{frame.f_lineno}")
        return line

    def enter(frame: FrameType, event: str, _: object) -> Any:
        return line if frame.f_code.co_filename.startswith(str(LAW)) else None

    sys.settrace(enter)
    book, case, _ = _law()
    rulebook = book.unpinned_rulebook()
    sys.settrace(None)
    loading, found = sorted(lines), {}
    for name, (asked, _expected) in cases.items():
        for clear in _caches():
            clear()
        lines.clear()
        since = time.process_time()
        sys.settrace(enter)
        case.decide_case(asked, rulebook)
        sys.settrace(None)
        found[name] = {"lines": sorted(lines), "took": time.process_time() - since}
    return {"loading": loading, "cases": found}


def _caches() -> Iterator[Any]:
    for name, module in list(sys.modules.items()):
        if name.startswith(_PACKAGE):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    yield value.cache_clear


def _in_a_child(job: Mapping[str, Any], cases: Written) -> Any:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        if "file" in job:
            try_all(job["file"], job["trials"], cases, writing)
        with os.fdopen(writing, "w") as answers:
            json.dump(coverage(cases), answers)
        os._exit(0)
    os.close(writing)
    return _answer(child, reading)


def _answer(child: int, reading: int) -> Any:
    with os.fdopen(reading) as answers:
        text = answers.read()
    _, status = os.waitpid(child, 0)
    return json.loads(text) if status == 0 else ENDLESS


def main() -> None:
    cases = written_cases()
    _warm(cases)
    for asked in sys.stdin:
        print(json.dumps(_in_a_child(json.loads(asked), cases)), flush=True)


if __name__ == "__main__":
    main()
