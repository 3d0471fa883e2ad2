"""Whether a call gets a line: the installation's capacity, each account's share of it, and limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from dialora.domain.admission import CallLimits, Lines
from dialora.domain.calls import Call
from dialora.ports.clock import Clock
from dialora.store.scope import AccountScope, Store

#: Test calls of one account at once: whoever presses Talk again and again takes no caller's place.
MOST_TEST_CALLS: Final = 2
#: Accounts that were called within this time are expected to be called again.
_LATELY: Final = timedelta(days=1)
#: Callers who leave a message at once: nothing is computed for them, so they cost little.
MESSAGE_LINES: Final = 24


class Place(Enum):
    LINE = auto()
    #: No line is free, but a message can be taken.
    MESSAGE_LINE = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """For all processes together: what runs is counted in the database."""

    store: Store
    clock: Clock
    capacity: int
    #: Of the installation; an account may set its own.
    limits: CallLimits

    async def too_many(self, account_id: str, call: Call) -> bool:
        """Whether this caller, or all of the account's callers, have called too often."""
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            limits = (await scope.limits.get()).over(self.limits)
            if not (limits.caller_hour or limits.caller_day or limits.account_day):
                return False
            begun = await scope.calls.begun_since(
                now - timedelta(hours=1), now - timedelta(days=1), call.peer
            )
        return limits.exceeded(
            caller_hour=begun.caller_hour, caller_day=begun.caller_day, account_day=begun.account_day
        )

    async def place(self, scope: AccountScope, call: Call) -> Place:
        """Where there is room for a call. Counted while nobody else is let in, until the scope ends."""
        await scope.calls.hold_admission()
        if call.test and await scope.calls.open_tests() >= MOST_TEST_CALLS:
            return Place.NONE
        now = self.clock.now()
        async with self.store.platform() as platform:
            running = await platform.calls.running(now)
            awaited = await platform.calls.others_called(call.account_id, now - _LATELY)
        talking = {it.account_id: it.calls for it in running if not it.takes_message}
        lines = Lines(
            capacity=self.capacity,
            taken=sum(talking.values()),
            mine=talking.get(call.account_id, 0),
            others=len(talking.keys() - {call.account_id}),
            awaited=awaited,
        )
        if lines.one_for_me:
            return Place.LINE
        leaving = sum(it.calls for it in running if it.takes_message)
        return Place.MESSAGE_LINE if leaving < MESSAGE_LINES else Place.NONE
