"""The list of calls: filtered, and searched by words that lie in the database only as hashes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from dialora.domain.call_filter import CallFilter, Search
from dialora.domain.calls import Call
from dialora.services.call_history import CallStory, told
from dialora.store.calls import EVERY_CALL
from dialora.store.page import Page
from dialora.store.rows import MAX_PAGE
from dialora.store.scope import AccountScope, Store

#: Days that a search looks at in one go, and calls: few at first, for common words; then more and more.
_FIRST_DAYS, _FIRST_CALLS, _MOST_CALLS, _WIDER = 4, 64, 2048, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CallList:
    store: Store

    async def page(
        self,
        account_id: str,
        wanted: CallFilter = EVERY_CALL,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        down_to: str | None = None,
    ) -> Page[CallStory]:
        """Newest first. `down_to` is the last call that is wanted, to look again at what was shown before.
        Raises Invalid where the call to go on after is not there."""
        search = Search.of(wanted.search)
        async with self.store.account(account_id) as scope:
            if search is None or search.digits:
                page = await scope.calls.page(
                    wanted, limit=limit, starting_after=starting_after, down_to=down_to
                )
                return Page(items=await told(scope, page.items), has_more=page.has_more)
            after = await scope.calls.cursor(starting_after) if starting_after else None
            last = await scope.calls.cursor(down_to) if down_to else None
            kept = max(1, min(limit, MAX_PAGE))
            hunt = _Hunt(scope=scope, search=search, wanted=wanted, after=after, last=last)
            found = await hunt.first(kept + 1)
            return Page(items=tuple(found[:kept]), has_more=len(found) > kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hunt:
    """One search: the index says which calls may hold the words, their opened texts whether they do."""

    scope: AccountScope
    search: Search
    wanted: CallFilter
    after: Call | None
    last: Call | None

    async def first(self, count: int) -> list[CallStory]:
        found: list[CallStory] = []
        async for calls in self._candidates():
            rest = iter(calls)
            while len(found) < count and (some := tuple(islice(rest, count))):
                stories = await told(self.scope, some)
                found += [story for story in stories if self.search.matches(story.texts)]
            if len(found) >= count:
                break
        return found[:count]

    async def _candidates(self) -> AsyncIterator[tuple[Call, ...]]:
        size = _FIRST_CALLS
        async for moments in self._moments():
            while moments:
                some, moments = moments[:size], moments[size:]
                calls = await self.scope.calls.begun_at(some, self.wanted)
                yield tuple(call for call in calls if self._within(call))
                size = min(size * 2, _MOST_CALLS)

    async def _moments(self) -> AsyncIterator[list[datetime]]:
        """When the calls that have all the words began, newest first."""
        days, size = await self._days(), _FIRST_DAYS
        while days:
            some, days = days[:size], days[size:]
            found = await self.scope.call_words.on_days(some, self.search.words)
            yield [moment for moment in found if self._at_all(moment)]
            size *= _WIDER

    async def _days(self) -> Sequence[date]:
        """The days (UTC) to look at, newest first."""
        oldest, newest = await self.scope.calls.begun_between()
        if oldest is None or newest is None:
            return ()
        upper = [newest, *(call.created_at for call in (self.after,) if call)]
        lower = [oldest, *(call.created_at for call in (self.last,) if call)]
        if self.wanted.until is not None:
            upper.append(self.wanted.until)
        if self.wanted.since is not None:
            lower.append(self.wanted.since)
        begins, ends = max(lower).astimezone(UTC).date(), min(upper).astimezone(UTC).date()
        return [ends - timedelta(days=n) for n in range((ends - begins).days + 1)]

    def _at_all(self, moment: datetime) -> bool:
        return (self.after is None or moment <= self.after.created_at) and (
            self.last is None or moment >= self.last.created_at
        )

    def _within(self, call: Call) -> bool:
        place = (call.created_at, call.id)
        return (self.after is None or place < (self.after.created_at, self.after.id)) and (
            self.last is None or place >= (self.last.created_at, self.last.id)
        )
