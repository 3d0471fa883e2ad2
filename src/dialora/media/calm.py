"""Garbage collection that interrupts nobody's sentence.

A full collection walks everything a process has ever imported: a tenth of a second in which no call is heard.
What is there when calls begin stays for good, so it is put where the collector does not look.
"""

from __future__ import annotations

import gc
from typing import Final

#: New objects before the youngest are looked at, and how often before the older ones are. A call that is
#: over leaves some 200 objects that hold each other and 40 KB: with these they go after some hundred calls,
#: in less time than a phone holds sound for.
_THRESHOLDS: Final = (2_000, 5, 5)


def keep_calm() -> None:
    """Once everything is loaded, and before the first call."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
