"""What processes tell each other at once: PostgreSQL's NOTIFY, heard on one connection of its own.

Nothing of it is kept. Any login of the database may listen, so that what is told is sealed before.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

import psycopg
from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.errors import Unavailable

_CHANNEL: Final = "dialora_live"
#: The server refuses more than 7,999 bytes.
LARGEST_BYTES: Final = 7_900
#: A connection that has been silent for so long is asked whether it lives.
_SILENCE_S: Final = 10.0
_CONNECT_S: Final = 5


class Feed:
    """Tells all processes of this installation."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def tell(self, told: Sequence[str]) -> None:
        """Heard once the transaction has committed, in this order. Each at most LARGEST_BYTES."""
        statement = text("select pg_notify(:channel, told) from unnest(cast(:told as text[])) as told")
        await self._connection.execute(statement, {"channel": _CHANNEL, "told": list(told)})


@asynccontextmanager
async def listening(login: URL) -> AsyncIterator[AsyncIterator[str]]:
    """What is told from now on, to be iterated. Raises Unavailable, also while iterating."""
    plain = login.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        async with await psycopg.AsyncConnection.connect(
            plain, autocommit=True, connect_timeout=_CONNECT_S
        ) as connection:
            await connection.execute(f"listen {_CHANNEL}".encode())
            # Closed before the connection, which would wait for it for ever.
            async with aclosing(_heard(connection)) as heard:
                yield heard
    except psycopg.Error as error:
        raise Unavailable("The database cannot be reached right now.", code="database_unavailable") from error


async def _heard(connection: psycopg.AsyncConnection[Any]) -> AsyncGenerator[str]:
    while True:
        async with aclosing(connection.notifies(timeout=_SILENCE_S)) as notifications:
            async for notification in notifications:
                yield notification.payload
        await connection.execute(b"select 1")
