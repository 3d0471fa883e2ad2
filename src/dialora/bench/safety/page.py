"""docs/safety.md: one section for each campaign, replaced when that campaign is run again."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[4] / "docs/safety.md"
_TOP = """# What it withstands

Each section is written by the campaign of its name: `python -m dialora.bench <name>`. Callers, carrier and
faults are drawn from the seed that is named; the installation is a real one, reached over its own wires.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a section, with what is asked of it, if anything is."""

    name: str
    value: object
    asked: str = ""
    met: bool = True

    def line(self) -> str:
        return f"| {self.name} | {self.value} | {self.asked}{'' if self.met else ': **missed**'} |"


def none_of(name: str, count: int) -> Figure:
    """A count that must be nought."""
    return Figure(name, count, "0", met=count == 0)


def section(title: str, lines: Sequence[str], figures: Sequence[Figure]) -> str:
    """A heading, what was done, and the figures."""
    table = ["| figure | value | asked |", "|---|---|---|", *(figure.line() for figure in figures)]
    return "\n".join([f"## {title}", "", *lines, "", *table, ""])


def write(title: str, text: str, page: Path = PAGE) -> None:
    """Put a section in its place, or at the end. A run that is killed leaves the page as it was."""
    before = page.read_text() if page.exists() else _TOP
    there = re.search(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", before, re.MULTILINE | re.DOTALL)
    after = before[: there.start()] + text + "\n" + before[there.end() :] if there else f"{before}\n{text}"
    fresh = page.with_suffix(".new")
    fresh.write_text(after.rstrip() + "\n")
    os.replace(fresh, page)


def machine() -> str:
    cores = len(os.sched_getaffinity(0))
    names = re.findall(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return f"{cores} cores of {names[0] if names else 'an unnamed processor'}"
