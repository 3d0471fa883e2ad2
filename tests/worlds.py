"""A small world to test in: two agencies, a dental practice in one and a barber in the other.

All of it is invented: numbers from the range kept for fiction, addresses at example.com.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from dialora.domain.accounts import Account, Agency, ApiKey, KeyMode, Member, Role, Standing
from dialora.domain.agents import (
    Agent,
    Answer,
    Business,
    OfferedService,
    OpeningHours,
    Purpose,
    Span,
    TransferDestination,
)
from dialora.domain.appointments import Calendar
from dialora.domain.numbers import CarrierCredentials, OwnedNumber, Ownership
from dialora.domain.phone import PhoneNumber
from dialora.store.ids import new_id
from dialora.store.keyring import Keyring
from dialora.store.scope import Store

#: Thursday 26 November 2026, 9:00 in New York.
NOW = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)

SECRET = b"a secret key that only tests know of"
KEYRING = Keyring(SECRET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenancy:
    """One account with everything it needs to answer the phone."""

    agency: Agency
    account: Account
    owner: Member
    calendar: Calendar
    agent: Agent
    number: OwnedNumber
    credentials: CarrierCredentials
    api_key: ApiKey


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Two tenants that must never meet."""

    dental: Tenancy
    barber: Tenancy


async def build_world(store: Store) -> World:
    """Store two tenants in a migrated, empty database."""
    dental = tenancy("Bright Smile Dental", "+12125550123", "dental")
    barber = tenancy("Corner Barber", "+13125550124", "barber")
    for each in (dental, barber):
        await keep(store, each)
    return World(dental=dental, barber=barber)


def tenancy(name: str, number: str, word: str) -> Tenancy:
    """An account, not yet stored. `word` makes its addresses and secrets differ from another's."""
    agency = Agency(id=new_id("agcy"), name=f"Agency of {name}", created_at=NOW)
    account = Account(
        id=new_id("acct"),
        agency_id=agency.id,
        name=name,
        seller=f"{name} LLC",
        country="US",
        state="NY",
        zone="America/New_York",
        standing=Standing.ACTIVE,
        created_at=NOW,
    )
    owner = Member(
        id=new_id("memb"),
        email=f"owner@{word}.example.com",
        name="Sample Owner",
        role=Role.OWNER,
        agency_id=agency.id,
        account_id=account.id,
        password_hash="not a hash: nobody signs in with this",
        disabled=False,
        created_at=NOW,
    )
    calendar = Calendar(id=new_id("cal"), account_id=account.id, name="Chair 1", created_at=NOW)
    agent = Agent(
        id=new_id("agent"),
        account_id=account.id,
        name="Robin",
        purpose=Purpose.SCHEDULING,
        language="en-US",
        greeting="How can I help you?",
        recording_wanted=True,
        calendar_id=calendar.id,
        business=business(name),
        version=1,
        created_at=NOW,
    )
    return Tenancy(
        agency=agency,
        account=account,
        owner=owner,
        calendar=calendar,
        agent=agent,
        number=OwnedNumber(
            id=new_id("num"),
            account_id=account.id,
            number=PhoneNumber(number),
            carrier="twilio",
            carrier_account_id=f"AC{word}",
            agent_id=agent.id,
            ownership=Ownership.INCOMING_PHONE_NUMBER,
            verified=True,
            verified_at=NOW,
            checked_at=NOW,
            created_at=NOW,
        ),
        credentials=CarrierCredentials(carrier_account_id=f"AC{word}", auth_token=f"token of {word}"),
        api_key=ApiKey(
            id=new_id("key"),
            account_id=account.id,
            mode=KeyMode.TEST,
            secret_hash=f"hash of the key of {word}".encode(),
            last_four="0123",
            created_at=NOW,
            last_used_at=None,
            revoked_at=None,
        ),
    )


def business(name: str) -> Business:
    """Open on weekdays with a lunch break, Saturday morning, closed on Sunday."""
    weekday = (Span(time(8), time(12)), Span(time(13), time(17)))
    return Business(
        name=name,
        zone="America/New_York",
        currency="USD",
        hours=OpeningHours(week={**dict.fromkeys(range(5), weekday), 5: (Span(time(9), time(12)),)}),
        services=(
            OfferedService(key="cleaning", name="cleaning", minutes=45, price_cents=12000),
            OfferedService(key="checkup", name="check-up", minutes=30, price_cents=None),
        ),
        answers=(
            Answer(
                topic="parking",
                questions=("where can I park", "is there parking"),
                text="You can park for free behind the building.",
            ),
        ),
        transfers=(TransferDestination(name="the front desk", number=PhoneNumber("+12125550199")),),
    )


async def keep(store: Store, it: Tenancy) -> None:
    """Store a tenancy."""
    async with store.platform() as platform:
        await platform.agencies.add(it.agency)
        await platform.accounts.add(it.account)
    async with store.account(it.account.id) as scope:
        await scope.members.add(it.owner)
        await scope.calendars.add(it.calendar)
        await scope.agents.add(it.agent)
        await scope.numbers.add(it.number)
        await scope.numbers.set_credentials(it.number.id, it.credentials)
        await scope.api_keys.add(it.api_key)
