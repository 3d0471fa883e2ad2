"""An established business relationship: until when a deal or an inquiry makes one (47 CFR 64.1200(f)(5))."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from dialora.compliance.facts import EbrFacts, RevocationFacts, RevocationScope
from dialora.compliance.kinds import Kind
from dialora.compliance.limits import Limits

_SCOPES: Final = {
    Kind.SALE: frozenset({RevocationScope.ALL, RevocationScope.TELEMARKETING}),
    Kind.INFORMATION: frozenset({RevocationScope.ALL, RevocationScope.INFORMATIONAL}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """What is left of it today."""

    #: There was a deal or an inquiry that no revocation has ended.
    on_file: bool
    #: The last deal is recent enough.
    by_transaction: bool
    by_inquiry: bool

    @property
    def valid(self) -> bool:
        return self.by_transaction or self.by_inquiry


NO_RELATIONSHIP: Final = Relationship(on_file=False, by_transaction=False, by_inquiry=False)


def relationship_of(facts: EbrFacts, *, today: date, revoked: date | None, limits: Limits) -> Relationship:
    """`today` is the latest local day that may be the person's, `revoked` the last day of a revocation that
    counts. It ends on a request to be left alone (64.1200(f)(5)(i))."""
    # A day that is still to come is no deal that was made.
    days = [
        day if day is not None and day <= today else None
        for day in (facts.last_transaction, facts.last_inquiry)
    ]
    transaction, inquiry = (None if day and revoked and day < revoked else day for day in days)
    return Relationship(
        on_file=transaction is not None or inquiry is not None,
        by_transaction=transaction is not None
        and today <= add_months(transaction, limits.relationship_months),
        by_inquiry=inquiry is not None and today <= add_months(inquiry, limits.inquiry_months),
    )


def revocations_that_count(
    revocations: Sequence[RevocationFacts], kind: Kind, now: datetime
) -> tuple[datetime, ...]:
    """When the person took back consent for everything or for such calls; what lies ahead does not count
    yet."""
    scopes = _SCOPES[kind]
    return tuple(each.at for each in revocations if each.scope in scopes and each.at <= now)


def last_day(moments: Sequence[datetime]) -> date | None:
    """In UTC."""
    return max(moments).astimezone(UTC).date() if moments else None


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
