"""What of a call could not be written while it ran, because the database was away."""

from __future__ import annotations

from collections.abc import Sequence

from dialora.domain.calls import SpokenNotice, Turn
from dialora.domain.errors import Conflict
from dialora.store.scope import Store


async def write_late(
    store: Store, account_id: str, call_id: str, unwritten: Sequence[Turn | SpokenNotice]
) -> None:
    """Each in a transaction of its own: one that was written, and whose answer was lost, hinders no other.
    Raises Unavailable."""
    for entry in unwritten:
        try:
            async with store.account(account_id) as scope:
                if isinstance(entry, Turn):
                    await scope.turns.add(call_id, entry)
                else:
                    await scope.notices.add(call_id, entry)
        except Conflict:
            continue
