"""How do-not-call entries and registries are said on a page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dialora.domain.do_not_call import DncEntry, StopScope, StopVia
from dialora.domain.number_lists import FRESH_FOR, ListKind, ListStatus, NumberList

SCOPES = {
    StopScope.ALL: "Everything",
    StopScope.TELEMARKETING: "Sales calls only",
    StopScope.INFORMATIONAL: "Service calls only",
}

_SOURCES = {
    StopVia.CALL: "Said so in a call",
    StopVia.KEYPAD: "Pressed 9 in a call",
    StopVia.SMS: "Texted STOP",
    StopVia.EMAIL: "Used the link in a letter",
    StopVia.WEB: "Used the public page",
    StopVia.API: "Entered by a program",
}

_LISTS = {
    ListKind.NATIONAL: "National registry",
    ListKind.REASSIGNED: "Reassigned numbers",
}

_STATUSES = {
    ListStatus.CURRENT: "In use",
    ListStatus.REPLACED: "Replaced by a newer one",
    ListStatus.FAILED: "Could not be read",
}

#: A reading that has not gone on for so long never will.
_STUCK_AFTER = timedelta(minutes=5)


def source(entry: DncEntry) -> str:
    return _SOURCES.get(entry.source) or f"Entered by {entry.added_by_name or 'one of your people'}"


def list_name(list_: NumberList) -> str:
    if list_.kind is ListKind.STATE:
        return f"State registry, {list_.state}"
    if list_.kind is ListKind.PROTECTED:
        return f"Protected lines, {(list_.flag or '').replace('_', ' ')}"
    return _LISTS[list_.kind]


def list_status(list_: NumberList, now: datetime) -> str:
    if list_.status is ListStatus.LOADING:
        return "Stopped before its end" if stuck(list_, now) else "Being read in"
    return _STATUSES[list_.status]


def day(of: date) -> str:
    return f"{of.day} {of:%b %Y}"


def age(list_: NumberList, today: date) -> str:
    days = list_.age_days(today)
    if days <= 0:
        return "of today"
    return f"{days} {'day' if days == 1 else 'days'} old"


def stuck(list_: NumberList, now: datetime) -> bool:
    return list_.status is ListStatus.LOADING and now - list_.beat_at > _STUCK_AFTER


def going_on(list_: NumberList, now: datetime) -> bool:
    return list_.status is ListStatus.LOADING and not stuck(list_, now)


def is_national(list_: NumberList) -> bool:
    return list_.kind is ListKind.NATIONAL and list_.status is ListStatus.CURRENT


def too_old(list_: NumberList, today: date) -> bool:
    """Whether sales calls cannot rest on it any more."""
    return list_.kind.whole and list_.status is ListStatus.CURRENT and list_.stale(today)


def days_left(list_: NumberList, today: date) -> int:
    """How long it may be used for sales calls."""
    return FRESH_FOR.days - list_.age_days(today)
