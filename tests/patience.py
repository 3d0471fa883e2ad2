"""Waiting for what real servers and sockets do in their own time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


async def becomes(true: Callable[[], bool], what: str, *, within: float = 10.0) -> None:
    """Until it is true; fails where that takes longer."""

    async def asked() -> bool:
        return true()

    await comes_true(asked, what, within=within, every=0.01)


async def comes_true(
    asked: Callable[[], Awaitable[bool]], what: str, *, within: float = 60.0, every: float = 0.1
) -> None:
    """The same of what must be asked for."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while not await asked():
        assert loop.time() < deadline, f"not in time: {what}"
        await asyncio.sleep(every)
