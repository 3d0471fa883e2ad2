"""Waiting for what real servers and sockets do in their own time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def becomes(true: Callable[[], bool], what: str, *, within: float = 10.0) -> None:
    """Until it is true; fails where that takes longer."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while not true():
        assert loop.time() < deadline, f"not in time: {what}"
        await asyncio.sleep(0.01)
