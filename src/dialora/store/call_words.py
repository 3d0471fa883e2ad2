"""The words of an account's calls, hashed: how a search finds calls whose texts are sealed.

A row is one word of one day (UTC) and the calls it belongs to, each named by the microsecond it began at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import BigInteger, Date, any_, bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from dialora.store.rows import Tenant
from dialora.store.tables import call_words

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# In one order for everybody, so that two calls that end together never wait for each other.
_ADD = text(
    "insert into call_words (account_id, day, word, calls)"
    " select :account_id, :day, word, array[:at] from unnest(:words) as word order by word"
    " on conflict (account_id, day, word) do update set calls = call_words.calls || excluded.calls"
    " where not call_words.calls @> excluded.calls"
).bindparams(
    bindparam("day", type_=Date),
    bindparam("at", type_=BigInteger),
    bindparam("words", type_=ARRAY(BigInteger)),
)


def moment(at: datetime) -> int:
    """Microseconds since 1970, as a call is named here."""
    return (at - _EPOCH) // _MICROSECOND


def at_moment(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND


class CallWords:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def add(self, at: datetime, words: Collection[str]) -> None:
        """The call that began then can be found by these words. Said twice, nothing changes."""
        if not words:
            return
        row = {
            "account_id": self._tenant.account_id,
            "day": at.astimezone(UTC).date(),
            "at": moment(at),
            "words": [self._tenant.seal.word_hash(word) for word in words],
        }
        await self._tenant.connection.execute(_ADD, row)

    async def forget(self, at: datetime) -> None:
        """The call that began then is found by no word any more."""
        day = at.astimezone(UTC).date()
        mine = (call_words.c.account_id == self._tenant.account_id, call_words.c.day == day)
        kept = func.array_remove(call_words.c.calls, moment(at), type_=ARRAY(BigInteger))
        changed = (
            call_words.update().where(*mine, call_words.c.calls.contains([moment(at)])).values(calls=kept)
        )
        await self._tenant.connection.execute(changed)
        await self._tenant.connection.execute(delete(call_words).where(*mine, call_words.c.calls == []))

    async def on_days(self, days: Sequence[date], words: Collection[str]) -> list[datetime]:
        """When the calls of these days began that have every one of these words, newest first."""
        hashes = {self._tenant.seal.word_hash(word) for word in words}
        query = select(call_words.c.day, call_words.c.calls).where(
            call_words.c.account_id == self._tenant.account_id,
            call_words.c.day == any_(bindparam("days", list(days), type_=ARRAY(Date))),
            call_words.c.word == any_(bindparam("words", list(hashes), type_=ARRAY(BigInteger))),
        )
        of_day: Mapping[date, list[list[int]]] = defaultdict(list)
        for day, calls in await self._tenant.connection.execute(query):
            of_day[day].append(calls)
        found: set[int] = set()
        for calls_of in of_day.values():
            if len(calls_of) == len(hashes):
                found |= set.intersection(*map(set, calls_of))
        return [at_moment(each) for each in sorted(found, reverse=True)]
