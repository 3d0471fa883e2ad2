"""The sample world on paper: who is in it, and with which random secrets. This is the credentials file.

Its JSON form is what others read; the businesses themselves are in sample_businesses.json. All of it is
invented: numbers from the range kept for fiction (555-0100 to 555-0199), addresses at example.com.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import resources
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec

from dialora.domain.accounts import KeyMode, Role
from dialora.domain.agents import Business, OfferedService, OpeningHours
from dialora.services.identity import new_api_key_secret
from dialora.store.ids import new_id

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ACCOUNT_ROLES = (Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER)
#: The day closed for a holiday is the first weekday this many days ahead or more.
_HOLIDAY_AFTER_DAYS = 8
_HOLIDAY = "Founders' Day"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCalendar:
    """A chair, a room or a van, and the services it is not used for."""

    name: str
    not_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleBusiness:
    """One business of the sample world, as it is written down."""

    agency: str
    word: str
    seller: str
    state: str
    number: str
    agent: str
    calendars: tuple[SampleCalendar, ...]
    business: Business


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A member, with the password that is stored only as a hash."""

    email: str
    role: Role
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierAccount:
    account_sid: str
    auth_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAgent:
    id: str
    calendar_id: str
    #: Of those beside it.
    other_calendar_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What a caller may be told, for those who check what the agent says."""

    services: tuple[OfferedService, ...]
    #: By day of the week, and under "holidays" the closed days.
    hours: Mapping[str, list[tuple[str, str]] | Mapping[str, str]]
    answers: Mapping[str, str]
    #: Starts that are free for the first service, in local time.
    next_free: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAccount:
    id: str
    name: str
    numbers: tuple[str, ...]
    twilio: CarrierAccount
    api_keys: Mapping[KeyMode, str]
    members: tuple[SignIn, ...]
    agents: tuple[SampleAgent, ...]
    world: Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAgency:
    id: str
    name: str
    members: tuple[SignIn, ...]
    accounts: tuple[SampleAccount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The whole file."""

    base_url: str
    operator: SignIn
    agencies: tuple[SampleAgency, ...]
    made_at: datetime

    @property
    def first_owner(self) -> SignIn:
        return self.agencies[0].accounts[0].members[0]

    @classmethod
    def read(cls, file: Path) -> Credentials | None:
        """None where there is no file."""
        try:
            return msgspec.json.decode(file.read_bytes(), type=cls)
        except FileNotFoundError:
            return None

    def write(self, file: Path) -> None:
        """Whole or not at all, and for the eyes of the owner of the data folder only."""
        descriptor, fresh = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "wb") as writing:
            writing.write(self.as_json())
        os.replace(fresh, file)

    def as_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=1)


def sample_businesses(now: datetime) -> tuple[SampleBusiness, ...]:
    """All of them, closed on a holiday within two weeks of now."""
    text = resources.files("dialora.services").joinpath("sample_businesses.json").read_bytes()
    written = msgspec.json.decode(text, type=tuple[SampleBusiness, ...])
    return tuple(_closed_on(each, {_holiday(now.date()): _HOLIDAY}) for each in written)


def draw(address: str, now: datetime) -> Credentials:
    """A new world: new ids, passwords and keys."""
    by_agency = groupby(sample_businesses(now), key=attrgetter("agency"))
    return Credentials(
        base_url=address,
        operator=_sign_in(Role.OPERATOR, "operator@example.com"),
        agencies=tuple(_agency(name, businesses) for name, businesses in by_agency),
        made_at=now,
    )


def _agency(name: str, businesses: Iterable[SampleBusiness]) -> SampleAgency:
    word = name.split()[0].lower()
    return SampleAgency(
        id=new_id("agcy"),
        name=name,
        members=(_sign_in(Role.AGENCY_ADMIN, f"admin@{word}.example.com"),),
        accounts=tuple(_account(each) for each in businesses),
    )


def _account(it: SampleBusiness) -> SampleAccount:
    return SampleAccount(
        id=new_id("acct"),
        name=it.business.name,
        numbers=(it.number,),
        twilio=CarrierAccount(account_sid=f"AC{secrets.token_hex(16)}", auth_token=secrets.token_hex(16)),
        api_keys={mode: new_api_key_secret(mode) for mode in (KeyMode.LIVE, KeyMode.TEST)},
        members=tuple(_sign_in(role, f"{role}@{it.word}.example.com") for role in _ACCOUNT_ROLES),
        agents=(_agent(it),),
        world=_knowledge(it.business),
    )


def _agent(it: SampleBusiness) -> SampleAgent:
    first, *others = (new_id("cal") for _ in it.calendars)
    return SampleAgent(id=new_id("agent"), calendar_id=first, other_calendar_ids=tuple(others))


def _sign_in(role: Role, email: str) -> SignIn:
    return SignIn(email=email, role=role, password=secrets.token_urlsafe(12))


def _knowledge(business: Business) -> Knowledge:
    week = {
        name: [
            (span.opens.isoformat("minutes"), span.closes.isoformat("minutes"))
            for span in business.hours.week.get(number, ())
        ]
        for number, name in enumerate(_DAYS)
    }
    holidays = {day.isoformat(): name for day, name in business.hours.holidays.items()}
    return Knowledge(
        services=business.services,
        hours=week | {"holidays": holidays},
        answers={answer.topic: answer.text for answer in business.answers},
    )


def _holiday(today: date) -> date:
    day = today + timedelta(days=_HOLIDAY_AFTER_DAYS)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _closed_on(it: SampleBusiness, holidays: Mapping[date, str]) -> SampleBusiness:
    hours = OpeningHours(week=it.business.hours.week, holidays=holidays)
    return replace(it, business=replace(it.business, hours=hours))
