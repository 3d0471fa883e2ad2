"""The largest size that still holds, found by steps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

#: A step up or down while only one side of the border is known.
_STRIDE: Final = 1.5
#: The border is known well enough when both sides are this close.
_FINE: Final = 1.1


async def largest(first: int, holds: Callable[[int], Awaitable[bool]]) -> int:
    """The largest size tried that holds; 0 where not even 1 does. Sizes that are larger are taken to be
    harder."""
    good, bad = 0, 0
    size = first
    while True:
        if await holds(size):
            good = size
        else:
            bad = size
        if not bad:
            size = round(size * _STRIDE + 0.5)
        elif not good:
            if bad <= 1:
                return 0
            size = max(1, int(size / _STRIDE))
        elif bad - good <= 1 or bad / good <= _FINE:
            return good
        else:
            size = (good + bad) // 2
