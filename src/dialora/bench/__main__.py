"""`make bench`: the long measurements, each written to a page under docs/.

python -m dialora.bench            all of them
python -m dialora.bench engine     our media process beside others, on one core
python -m dialora.bench calls      simulated calls, booked or not
python -m dialora.bench pages      every page and list with a million calls in one account
python -m dialora.bench api        any request that the API's description allows
python -m dialora.bench law        decisions on the written cases

Campaigns, by name alone: properties, hostile-webhooks, hostile-media, cuts, kills, outages, brown-out, crowd,
revocations.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from dialora.bench import api, blocks, engine, engine_page, engine_plot, gate, law, lists, pages
from dialora.bench.safety.campaigns import CAMPAIGNS

_DOCS = Path(__file__).parents[3] / "docs"
_SEEDS = 20
_API_SEED = 1


def _engine() -> int:
    """The engine under load, beside others."""
    found = engine.run()
    page = engine_page.page(found, blocks.measure())
    (_DOCS / "benchmarks.md").write_text(page)
    (_DOCS / "benchmarks.svg").write_text(engine_plot.plot(found))
    print(page)
    return 0


def _calls() -> int:
    """Simulated calls; the exit status says whether all were booked right."""
    # A process of its own: the caller shares nothing with what was measured before.
    calls = [sys.executable, "-m", "dialora.cli", "demo", "--calls", str(_SEEDS)]
    return subprocess.run([*calls, "--page", str(_DOCS / "demo.md")], check=False).returncode


def _pages() -> int:
    """Pages and lists with a million calls; the exit status says whether all were fast enough."""
    return pages.main(["--page", str(_DOCS / "pages.md")])


def _api() -> int:
    """Any request; the exit status says whether every answer was as described."""
    tried, said = api.run(_API_SEED)
    (_DOCS / "api.md").write_text(api.page(tried, _API_SEED))
    print(said)
    return int(any(each.failures for each in tried))


_MEASUREMENTS: Mapping[str, Callable[[], int]] = {
    "engine": _engine,
    "calls": _calls,
    "pages": _pages,
    "api": _api,
    "law": law.speed,
    "gate": gate.main,
    "lists": lists.main,
}


def main(names: list[str]) -> int:
    """Those that are named, or all but the campaigns."""
    known = {**_MEASUREMENTS, **CAMPAIGNS, "properties": law.campaign}
    if not set(names) <= set(known):
        print(__doc__, file=sys.stderr)
        return 2
    return max(known[name]() for name in names or _MEASUREMENTS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
