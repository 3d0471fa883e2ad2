"""Calendar feeds: secret addresses under which a calendar program reads appointments, until revoked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialora.domain.accounts import Account
from dialora.domain.appointments import Appointment, Calendar, CalendarFeed
from dialora.domain.errors import Conflict, NotFound
from dialora.ports.clock import Clock
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store

MOST_FEEDS = 50
#: How far back and ahead a feed reaches.
_BACK, _AHEAD = timedelta(days=60), timedelta(days=400)
#: How often it is noted that a feed was read.
_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContent:
    """What a calendar program is shown."""

    feed: CalendarFeed
    account: Account
    #: By id.
    calendars: dict[str, Calendar]
    #: Canceled ones too, so that they vanish where they were shown.
    appointments: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeeds:
    store: Store
    clock: Clock

    async def in_use(self, account_id: str) -> tuple[CalendarFeed, ...]:
        """Oldest first."""
        async with self.store.account(account_id) as scope:
            return await scope.calendar_feeds.in_use()

    async def make(
        self, account_id: str, *, calendar_id: str | None, with_names: bool
    ) -> tuple[CalendarFeed, str]:
        """A new feed, of one calendar or of all, and its secret, which nobody can be told again.
        Raises NotFound, Conflict."""
        token = secrets.token_urlsafe(32)
        feed = CalendarFeed(
            id=new_id("feed"),
            account_id=account_id,
            calendar_id=calendar_id,
            with_names=with_names,
            token_hash=_hash(token),
            created_at=self.clock.now(),
        )
        async with self.store.account(account_id) as scope:
            if calendar_id is not None:
                await scope.calendars.get(calendar_id)
            if len(await scope.calendar_feeds.in_use()) >= MOST_FEEDS:
                raise Conflict(f"There are {MOST_FEEDS} already. Revoke one first.", code="too_many_feeds")
            await scope.calendar_feeds.add(feed)
        return feed, token

    async def revoke(self, account_id: str, feed_id: str) -> CalendarFeed:
        """From now on its address is nobody's. Raises NotFound."""
        async with self.store.account(account_id) as scope:
            feed = await scope.calendar_feeds.lock(feed_id)
            if feed.revoked_at is None:
                feed = replace(feed, revoked_at=self.clock.now())
                await scope.calendar_feeds.save(feed)
        return feed

    async def read(self, token: str) -> FeedContent:
        """What the program behind this secret may see. Raises NotFound: of an address that never was and of
        a revoked one alike."""
        async with self.store.platform() as platform:
            owner = await platform.calendar_feeds.owner_of(_hash(token))
        if owner is None:
            raise NotFound("There is no calendar at this address.", code="feed_not_found")
        account_id, feed_id = owner
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            feed = await scope.calendar_feeds.get(feed_id)
            if feed.revoked_at is not None:
                raise NotFound("There is no calendar at this address.", code="feed_not_found")
            if feed.read_at is None or now - feed.read_at > _NOTED_EVERY:
                await scope.calendar_feeds.save(replace(feed, read_at=now))
            return FeedContent(
                feed=feed,
                account=await scope.account(),
                calendars={each.id: each for each in await scope.calendars.of_account()},
                appointments=await _shown(scope, feed, now),
            )


async def _shown(scope: AccountScope, feed: CalendarFeed, now: datetime) -> tuple[Appointment, ...]:
    """A window that stays the same for a day, so that what did not change is not sent again."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return await scope.appointments.between(
        today - _BACK,
        today + _AHEAD,
        calendar_ids=None if feed.calendar_id is None else [feed.calendar_id],
        booked_only=False,
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
