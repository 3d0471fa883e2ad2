"""Connections to PostgreSQL that do not wait for ever.

A server that is frozen, or a network that swallows packets, answers nothing and closes nothing: the
settings of the server's own sessions (access.py) are of no use then, only our patience is. How long the
wire itself may be silent stands in every login (roles.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg import AsyncConnection, OperationalError, waiting
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus


class PatientConnection(AsyncConnection[Any]):
    """Gives the server so long for each answer, then hangs up. One that is interrupted while it waits
    hangs up at once: asking a frozen server to stop would take as long as waiting for it."""

    patience_s: float = 30.0

    async def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ASYNC109
        try:
            async with asyncio.timeout(timeout or self.patience_s):
                return await waiting.wait_async(gen, self.pgconn.socket, interval=interval)
        except TimeoutError:
            self.pgconn.finish()
            raise OperationalError("the server does not answer") from None
        except asyncio.CancelledError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


def patiently(patience_s: float) -> dict[str, Any]:
    """Arguments for an engine whose connections wait so long for an answer."""

    async def connect(*args: Any, **named: Any) -> AsyncConnection[Any]:
        connection = await PatientConnection.connect(*args, **named)
        connection.patience_s = patience_s
        return connection

    creator: Callable[..., Awaitable[AsyncConnection[Any]]] = connect
    return {"async_creator_fn": creator}
