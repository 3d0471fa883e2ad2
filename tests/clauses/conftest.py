"""One file a clause. A clause that is not kept yet has no tests, and says why where tests are counted; what
became of the others is noted for the command `dialora clauses`."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path

import pytest

from clauses.brisk import BriskLoop
from clauses.firm import Firm, open_firm
from dialora.store.scope import Store
from worlds import World

#: Where pytest keeps what the last run found: .pytest_cache/v/dialora/clauses.
_LAST_RUN = "dialora/clauses"
_FOUND: dict[str, dict[str, str]] = {}
_REASONS: dict[str, str] = {}


def clause_of(path: Path) -> str:
    """The clause of a file test_c03_….py: C3."""
    return f"C{int(path.stem.split('_')[1][1:])}"


class NotYet(pytest.Item):
    """Stands where the tests of a clause will be."""

    def runtest(self) -> None:
        _REASONS[clause_of(self.path)] = reason = self.parent.obj.NOT_YET  # type: ignore[union-attr]
        pytest.skip(f"not yet: {reason}")

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name


class Clause(pytest.Module):
    """A file of tests that may say NOT_YET = "why" instead of having any."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        if hasattr(self.obj, "NOT_YET"):
            return [NotYet.from_parent(self, name="not_yet")]
        return super().collect()


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module:
    return Clause.from_parent(parent, path=module_path)


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], AbstractEventLoop]]:
    """Where people speak they speak briskly: `BRISK = True` in the file. Deadlines are as short there, so
    everything else takes its time."""
    brisk = getattr(getattr(item, "module", None), "BRISK", False)
    return {"brisk": BriskLoop} if brisk else {"plain": asyncio.SelectorEventLoop}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped or (report.when != "call" and not report.failed):
        return
    tests = _FOUND.setdefault(clause_of(Path(report.nodeid.partition("::")[0])), {})
    name = report.nodeid.partition("::")[2]
    if tests.get(name) != "failed":
        tests[name] = report.outcome


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _REASONS:
        terminalreporter.section(f"{len(_REASONS)} clauses of the policy are not kept yet")
        for clause, reason in _REASONS.items():
            terminalreporter.write_line(f"{clause:4} {reason}")
    cache = getattr(config, "cache", None)
    if cache is not None and _FOUND:
        cache.set(_LAST_RUN, {**cache.get(_LAST_RUN, {}), **_FOUND})


@pytest.fixture
async def firm(store: Store, world: World, tmp_path: Path, database_url: str) -> AsyncIterator[Firm]:
    """The dental practice, on a Monday morning."""
    async with open_firm(store, world.dental, tmp_path, database_url) as opened:
        yield opened
