"""What stands behind the question mark of the decisions' address: read, and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from dialora.compliance.decision import Verdict
from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.web import law_words
from dialora.web.typed_numbers import typed_number

_NAMES = ("verdict", "reason", "purpose", "number", "from", "to")
_LONGEST = 64
#: Nearer days every calendar can reckon with.
_FIRST_DAY, _LAST_DAY = date(1970, 1, 2), date(2500, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which decisions; None is any."""

    decision: str | None
    reason: str | None
    purpose: str | None
    number: PhoneNumber | None
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionQuery:
    """Only known names, and none without a value. What nobody can ask for is not asked for."""

    asked: Mapping[str, str]

    @classmethod
    def of(cls, given: Mapping[str, str]) -> DecisionQuery:
        values = {name: given.get(name, "").strip()[:_LONGEST] for name in _NAMES}
        known = {
            "verdict": values["verdict"] in list(Verdict),
            "reason": values["reason"] in law_words.REASONS,
            "purpose": values["purpose"] in law_words.PURPOSES,
            "number": bool(values["number"]),
            "from": _day(values["from"]) is not None,
            "to": _day(values["to"]) is not None,
        }
        return cls({name: values[name] for name in _NAMES if known[name]})

    def __bool__(self) -> bool:
        return bool(self.asked)

    def value(self, name: str) -> str:
        return self.asked.get(name, "")

    def address(self, path: str = "/decisions", /, **more: str) -> str:
        asked = {**self.asked, **more}
        return f"{path}?{urlencode(asked)}" if asked else path

    def wanted(self, zone: str, country: str) -> Wanted:
        """Raises Invalid for what is no phone number."""
        first, last = _day(self.value("from")), _day(self.value("to"))
        typed = self.value("number")
        return Wanted(
            decision=self.value("verdict") or None,
            reason=self.value("reason") or None,
            purpose=self.value("purpose") or None,
            number=typed_number(typed, country=country) if typed else None,
            since=_midnight(first, zone) if first else None,
            until=_midnight(last + timedelta(days=1), zone) if last else None,
        )


def unreadable(query: DecisionQuery, country: str) -> bool:
    """Whether what was typed is no phone number."""
    try:
        query.wanted("UTC", country)
    except Invalid:
        return True
    return False


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if _FIRST_DAY <= day <= _LAST_DAY else None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
