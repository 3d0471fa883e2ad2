"""Today: what happened while nobody looked, and what needs somebody now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialora.domain.appointments import Message
from dialora.domain.call_days import CallDay
from dialora.domain.call_filter import CallFilter
from dialora.domain.calls import CallResult
from dialora.domain.numbers import OwnedNumber
from dialora.ports.clock import Clock
from dialora.services.call_history import CallStory, told
from dialora.store.page import Page
from dialora.store.scope import AccountScope, Store

#: Days on the plots, today with them.
DAYS = 14
#: Of each kind, as many as are shown; the rest is behind a link.
_SHOWN = 3
_CALLS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What waits for a person."""

    messages: tuple[Message, ...]
    #: All that wait, as far as they are counted.
    unanswered: int
    #: Calls that broke, today or yesterday.
    lost: Page[CallStory]
    #: Numbers that nobody answers.
    silent: tuple[OwnedNumber, ...]
    #: Callers of today who heard that all lines are busy.
    turned_away: int

    @property
    def count(self) -> int:
        return self.unanswered + len(self.lost.items) + len(self.silent) + bool(self.turned_away)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The page, as it stands at one moment."""

    needs: Needs
    #: The last days, today being the last; each has its place also where nothing happened.
    days: tuple[CallDay, ...]
    calls: Page[CallStory]
    running: int

    @property
    def today(self) -> CallDay:
        return self.days[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    store: Store
    clock: Clock

    async def look(self, account_id: str) -> Seen:
        async with self.store.account(account_id) as scope:
            zone = (await scope.account()).zone
            today = self.clock.now().astimezone(ZoneInfo(zone)).date()
            begins = _midnight(today, zone)
            days = await _days(scope, today, zone)
            todays = await scope.calls.page(CallFilter(since=begins), limit=_CALLS)
            return Seen(
                needs=await _needs(scope, days[-1], begins - timedelta(days=1)),
                days=days,
                calls=Page(items=await told(scope, todays.items), has_more=todays.has_more),
                running=await scope.calls.open(),
            )


async def _days(scope: AccountScope, today: date, zone: str) -> tuple[CallDay, ...]:
    wanted = [today - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    counted: Mapping[date, CallDay] = await scope.call_days.since(_midnight(wanted[0], zone), zone)
    return tuple(counted.get(day, CallDay(day=day)) for day in wanted)


async def _needs(scope: AccountScope, today: CallDay, since: datetime) -> Needs:
    waiting = await scope.messages.page(limit=_SHOWN, answered=False)
    lost = await scope.calls.page(CallFilter(since=since, result=CallResult.LOST, test=False), limit=_SHOWN)
    numbers = await scope.numbers.page(limit=100)
    return Needs(
        messages=waiting.items,
        unanswered=await scope.messages.unanswered(),
        lost=Page(items=await told(scope, lost.items), has_more=lost.has_more),
        silent=tuple(number for number in numbers.items if number.agent_id is None),
        turned_away=today.turned_away,
    )


def _midnight(day: date, zone: str) -> datetime:
    """When a day begins where the business is."""
    return datetime.combine(day, time(), ZoneInfo(zone))
