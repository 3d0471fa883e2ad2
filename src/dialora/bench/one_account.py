"""An account with an agent and a number that its carrier vouches for, written straight into a store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialora.domain.accounts import Account, Agency, Standing
from dialora.domain.appointments import Calendar
from dialora.domain.numbers import CarrierCredentials, OwnedNumber, Ownership
from dialora.services.agent_template import receptionist
from dialora.store.ids import new_id
from dialora.store.scope import Store
from dialora.testing.carrier import CarrierNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class OneAccount:
    account_id: str
    agent_id: str
    number_id: str


async def add_account(store: Store, now: datetime, ours: CarrierNumber) -> OneAccount:
    agency = Agency(id=new_id("agcy"), name="Campaigns", created_at=now)
    account = Account(
        id=new_id("acct"),
        agency_id=agency.id,
        name="Campaign",
        seller="Campaign LLC",
        country="US",
        state="NY",
        zone="America/New_York",
        standing=Standing.ACTIVE,
        created_at=now,
    )
    calendar = Calendar(id=new_id("cal"), account_id=account.id, name="Calendar", created_at=now)
    agent = receptionist(account, name="Robin", business="Campaign", calendar_id=calendar.id, now=now)
    number = OwnedNumber(
        id=new_id("num"),
        account_id=account.id,
        number=ours.number,
        carrier="twilio",
        carrier_account_id=ours.account.sid,
        agent_id=agent.id,
        ownership=Ownership.INCOMING_PHONE_NUMBER,
        verified=True,
        verified_at=now,
        created_at=now,
        checked_at=now,
    )
    credentials = CarrierCredentials(carrier_account_id=ours.account.sid, auth_token=ours.account.auth_token)
    async with store.platform() as platform:
        await platform.agencies.add(agency)
        await platform.accounts.add(account)
    async with store.account(account.id) as scope:
        await scope.calendars.add(calendar)
        await scope.agents.add(agent)
        await scope.numbers.add(number)
        await scope.numbers.set_credentials(number.id, credentials)
    return OneAccount(account_id=account.id, agent_id=agent.id, number_id=number.id)
