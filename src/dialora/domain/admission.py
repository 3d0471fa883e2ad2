"""Who gets a line: limits against callers who never stop, and each account's share of what there is."""

from __future__ import annotations

from dataclasses import dataclass, fields

#: Of all lines, how many are kept for accounts that may want them while one account has its share already.
_KEPT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLimits:
    """What one caller, or all callers of an account, may use up. None leaves it to the installation; for
    the installation itself, and where it is 0, there is no limit."""

    #: Calls of one number within an hour, and within a day.
    caller_hour: int | None = None
    caller_day: int | None = None
    #: Calls of all numbers within a day.
    account_day: int | None = None
    #: Callers put through to a person within a day: each rings a telephone at the account's cost.
    transfers_day: int | None = None
    #: Seconds that a call may last, and of silence after which the caller is asked whether they are there.
    longest_s: int | None = None
    silence_s: int | None = None

    def over(self, installation: CallLimits) -> CallLimits:
        """These, and where they leave it open, the installation's."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return CallLimits(
            **{name: getattr(installation, name) if value is None else value for name, value in own.items()}
        )

    def exceeded(self, *, caller_hour: int, caller_day: int, account_day: int) -> bool:
        """Whether one more call would be too many, after so many."""
        pairs = (
            (self.caller_hour, caller_hour),
            (self.caller_day, caller_day),
            (self.account_day, account_day),
        )
        return any(most and so_far >= most for most, so_far in pairs)


NO_LIMITS = CallLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of an installation at this instant, as one account sees them."""

    capacity: int
    #: In use, by all accounts and by this one.
    taken: int
    mine: int
    #: Other accounts that are using some.
    others: int
    #: Other accounts are called these days: they may want a line at any moment.
    awaited: bool

    @property
    def one_for_me(self) -> bool:
        """An account may use what is free, but above its share it leaves some for the others: whoever is
        flooded with calls takes nobody else's callers."""
        free = self.capacity - self.taken
        if free <= 0:
            return False
        if not self.awaited and not self.others:
            return True
        share = self.capacity // (max(1, self.others) + 1)
        return self.mine < share or free > max(1, self.capacity // _KEPT)
