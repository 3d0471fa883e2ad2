"""The sample world as an outside caller knows it: whom to ring, with which secrets, and what is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from dialora.domain.errors import NotFound
from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier.resources import CarrierAccount


class _Service(msgspec.Struct):
    name: str
    minutes: int


class _Knowledge(msgspec.Struct):
    services: tuple[_Service, ...]
    #: By weekday, and "holidays" by date.
    hours: Mapping[str, Any]
    next_free: tuple[datetime, ...] = ()


class _Twilio(msgspec.Struct):
    account_sid: str
    auth_token: str


class _Account(msgspec.Struct):
    name: str
    numbers: tuple[str, ...]
    twilio: _Twilio
    api_keys: Mapping[str, str]
    world: _Knowledge


class _Agency(msgspec.Struct):
    accounts: tuple[_Account, ...]


class _File(msgspec.Struct):
    base_url: str
    agencies: tuple[_Agency, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Something that can be booked."""

    name: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One business that may be rung."""

    business: str
    #: The address its webhooks are signed for.
    public_url: str
    number: PhoneNumber
    account: CarrierAccount
    api_key: str
    services: tuple[Offered, ...]
    #: Opening times by weekday, Monday first.
    week: tuple[tuple[tuple[time, time], ...], ...]
    closed_days: frozenset[date]
    #: Starts that were free when the file was written.
    next_free: tuple[datetime, ...]

    @classmethod
    def read(cls, file: Path) -> World:
        """The first business of a credentials file. Raises NotFound."""
        try:
            written = msgspec.json.decode(file.read_bytes(), type=_File)
        except FileNotFoundError:
            raise NotFound(f"There is no sample world at {file}; dialora seed makes one.") from None
        account = written.agencies[0].accounts[0]
        hours = account.world.hours
        return cls(
            business=account.name,
            public_url=written.base_url,
            number=PhoneNumber(account.numbers[0]),
            account=CarrierAccount(sid=account.twilio.account_sid, auth_token=account.twilio.auth_token),
            api_key=account.api_keys["live"],
            services=tuple(Offered(name=each.name, minutes=each.minutes) for each in account.world.services),
            week=tuple(
                tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in hours[day])
                for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
            ),
            closed_days=frozenset(date.fromisoformat(day) for day in hours.get("holidays", {})),
            next_free=account.world.next_free,
        )

    def spans(self, day: date) -> tuple[tuple[time, time], ...]:
        """When it is open on a day."""
        return () if day in self.closed_days else self.week[day.weekday()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day it is at the business, and its zone."""

    date: date
    zone: ZoneInfo
