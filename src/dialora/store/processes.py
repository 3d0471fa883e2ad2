"""Which processes serve, and when each was last heard of. Seen by the platform alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.store.rows import read_noun
from dialora.store.tables import processes


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """A serving process. Once `leased_until` has passed, its calls are taken to be lost."""

    id: str
    started_at: datetime
    seen_at: datetime
    leased_until: datetime
    #: Where the other processes reach it; None where they cannot.
    address: str | None


#: A process seen later than now, by more than clocks differ, was seen before the clock was set back: its
#: lease says nothing.
CLOCKS_DIFFER = timedelta(minutes=1)


class Processes:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def beat(self, id: str, *, now: datetime, until: datetime, address: str | None = None) -> None:
        """This process is alive now, and to be believed until then."""
        first = insert(processes).values(
            id=id, started_at=now, seen_at=now, leased_until=until, address=address
        )
        again = first.on_conflict_do_update(
            index_elements=["id"], set_={"seen_at": now, "leased_until": until, "address": address}
        )
        await self._connection.execute(again)

    async def delete(self, id: str) -> None:
        """This process leaves: what it still holds is lost from now on."""
        await self._connection.execute(delete(processes).where(processes.c.id == id))

    async def living(self, id: str, now: datetime) -> Heartbeat | None:
        """The process, if its lease runs."""
        believed = (processes.c.leased_until > now, processes.c.seen_at <= now + CLOCKS_DIFFER)
        query = select(processes).where(processes.c.id == id, *believed)
        row = (await self._connection.execute(query)).first()
        return None if row is None else read_noun(Heartbeat, row)

    async def seen_since(self, since: datetime) -> tuple[Heartbeat, ...]:
        """Those heard of since then, oldest first."""
        query = select(processes).where(processes.c.seen_at >= since).order_by(processes.c.id)
        return tuple(read_noun(Heartbeat, row) for row in await self._connection.execute(query))

    async def delete_silent(self, before: datetime) -> None:
        """Forget those not heard of since then."""
        await self._connection.execute(delete(processes).where(processes.c.seen_at < before))
