"""`make bench`: the long measurements, each written to a page under docs/."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from dialora.bench import engine

_DOCS = Path(__file__).parents[3] / "docs"
_CALLERS = [1, 50, 100]
_SECONDS = 40.0
_SEEDS = 20


def main() -> int:
    """The engine under load, then simulated calls; the exit status says whether all were booked right."""
    page = engine.report(asyncio.run(engine.measure(_CALLERS, _SECONDS)))
    (_DOCS / "media.md").write_text(page)
    print(page)
    # A process of its own: the caller shares nothing with what was measured before.
    calls = [sys.executable, "-m", "dialora.cli", "demo", "--calls", str(_SEEDS)]
    return subprocess.run([*calls, "--page", str(_DOCS / "demo.md")], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
