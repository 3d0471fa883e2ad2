"""`make bench`: the long measurements, each written to a page under docs/."""

from __future__ import annotations

import asyncio
from pathlib import Path

from dialora.bench import engine

_DOCS = Path(__file__).parents[3] / "docs"
_CALLERS = [1, 50, 100]
_SECONDS = 40.0


def main() -> None:
    page = engine.report(asyncio.run(engine.measure(_CALLERS, _SECONDS)))
    (_DOCS / "media.md").write_text(page)
    print(page)


if __name__ == "__main__":
    main()
