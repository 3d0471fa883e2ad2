"""docs/safety.md: one section for each campaign, replaced when that campaign is run again."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[4] / "docs/safety.md"
_TOP = """# What it withstands

Each section is written by the campaign of its name: `python -m dialora.bench <name>`. Callers, carrier and
faults are drawn from the seed that is named; the installation is a real one, reached over its own wires.
"""


def section(title: str, lines: Sequence[str], rows: Mapping[str, object]) -> str:
    """A heading, what was done, and the figures."""
    table = [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join([f"## {title}", "", *lines, "", "| figure | value |", "|---|---|", *table, ""])


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
