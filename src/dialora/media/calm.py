"""Garbage collection that interrupts nobody's sentence.

A full collection walks everything a process has ever imported: a tenth of a second in which no call is heard.
What is there when calls begin stays for good, so it is put where the collector does not look.
"""

from __future__ import annotations

import gc
from typing import Final

#: New objects before the youngest are looked at, and how much more seldom the older ones are. Calls leave few
#: cycles behind.
_THRESHOLDS: Final = (20_000, 20, 20)


def keep_calm() -> None:
    """Once everything is loaded, and before the first call."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
