"""The sample world: two agencies with two small businesses each, to try everything on. All invented."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from dialora.domain.accounts import Account, Agency, Member, Standing
from dialora.domain.agents import Agent, Business, Purpose
from dialora.domain.appointments import Appointment, AppointmentStatus, Calendar, Slot
from dialora.domain.approvals import Approvals, Identity
from dialora.domain.errors import Forbidden
from dialora.domain.numbers import CarrierCredentials, OwnedNumber, Ownership
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.scheduling.slots import free_slots
from dialora.services.identity import api_key_for, hash_password
from dialora.services.sample_plan import (
    Credentials,
    SampleAccount,
    SampleAgency,
    SampleBusiness,
    SignIn,
    draw,
    sample_businesses,
)
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store

_CARRIER = "twilio"
#: Days ahead that already have bookings, and how many a day.
_BOOKED_DAYS, _BOOKED_A_DAY = 14, 4
_NEXT_FREE = 10
#: Nobody has to be looked at who is invented: from here the law alone decides.
_APPROVED = Approvals(identity=Identity.VERIFIED, policy_accepted=True)
_PEOPLE = tuple(
    f"{first} Example" for first in ("Alex", "Robin", "Jamie", "Kim", "Taylor", "Jordan", "Casey", "Avery")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWorld:
    """Makes the sample world, and knows its credentials file."""

    store: Store
    clock: Clock
    #: Where the pages are.
    address: str
    #: Whether only this machine can reach them.
    loopback: bool
    file: Path

    async def at_first_start(self) -> Credentials | None:
        """The sample world, made where nothing is here yet; None where somebody has begun in earnest."""
        if Credentials.read(self.file) is None and await self._inhabited():
            return None
        return await self.make()

    async def make(self) -> Credentials:
        """The sample world, made where it is not there. Asked again, only the free times are new.

        Raises Forbidden where others than this machine reach us, Conflict where its rows are in the way.
        """
        if not self.loopback:
            raise Forbidden("Sample passwords are made only on a loopback address.", code="not_loopback")
        with _one_at_a_time(self.file):
            plan = Credentials.read(self.file)
            if plan is None:
                plan = draw(self.address, self.clock.now())
                # Written before the rows: killed in between, the next try completes the same world.
                plan.write(self.file)
            businesses = {each.business.name: each for each in sample_businesses(plan.made_at)}
            await self._add_rows(plan, businesses)
            plan = await self._refreshed(plan, businesses)
            plan.write(self.file)
            return plan

    async def _inhabited(self) -> bool:
        async with self.store.platform() as platform:
            return bool(await platform.agencies.all()) or await platform.members.has_operator()

    async def _add_rows(self, plan: Credentials, businesses: Mapping[str, SampleBusiness]) -> None:
        """What is not there yet."""
        await self._add_people([plan.operator], None, plan.made_at)
        for agency in plan.agencies:
            async with self.store.platform() as platform:
                if agency.id not in {each.id for each in await platform.agencies.all()}:
                    await platform.agencies.add(
                        Agency(id=agency.id, name=agency.name, created_at=plan.made_at)
                    )
            await self._add_people(agency.members, agency.id, plan.made_at)
            for account in agency.accounts:
                await self._add_account(agency, account, businesses[account.name], plan.made_at)

    async def _add_people(self, people: Sequence[SignIn], agency_id: str | None, made_at: datetime) -> None:
        async with self.store.platform() as platform:
            missing = [each for each in people if not await platform.members.by_email(each.email)]
        members = await _members(missing, agency_id, None, made_at)
        async with self.store.platform() as platform:
            for member in members:
                await platform.members.add(member)

    async def _add_account(
        self, agency: SampleAgency, it: SampleAccount, of: SampleBusiness, made_at: datetime
    ) -> None:
        async with self.store.platform() as platform:
            if it.id not in {each.id for each in await platform.accounts.of_agency(agency.id)}:
                await platform.accounts.add(_account(agency, it, of, made_at))
                await platform.approvals.put(it.id, _APPROVED)
        async with self.store.account(it.id) as scope:
            if (await scope.agents.page(limit=1)).items:
                return
        members = await _members(it.members, agency.id, it.id, made_at)
        async with self.store.account(it.id) as scope:
            for member in members:
                await scope.members.add(member)
            for mode, secret in it.api_keys.items():
                await scope.api_keys.add(api_key_for(secret, it.id, mode, made_at))
            agent = await _add_agent(scope, it, of, made_at)
            await _add_number(scope, it, made_at)
            for calendar in await _add_calendars_beside(scope, it, of, made_at):
                for appointment in _bookings(agent, calendar, made_at):
                    await scope.appointments.add(appointment)

    async def _refreshed(self, plan: Credentials, businesses: Mapping[str, SampleBusiness]) -> Credentials:
        """With our address and the free times of now."""

        async def account(it: SampleAccount) -> SampleAccount:
            business = businesses[it.name].business
            free = await self._next_free(it.id, business)
            return replace(it, world=replace(it.world, next_free=free))

        agencies = tuple(
            [
                replace(agency, accounts=tuple([await account(each) for each in agency.accounts]))
                for agency in plan.agencies
            ]
        )
        return replace(plan, base_url=self.address, agencies=agencies)

    async def _next_free(self, account_id: str, business: Business) -> tuple[datetime, ...]:
        now = self.clock.now()
        ends = now + timedelta(days=business.horizon_days)
        async with self.store.account(account_id) as scope:
            booked = await scope.appointments.between(now, ends)
        free = free_slots(
            business,
            business.services[0].minutes,
            [Slot(each.starts_at, each.ends_at) for each in booked],
            now=now,
            first_day=now.date(),
            last_day=ends.date(),
        )
        zone = ZoneInfo(business.zone)
        return tuple(slot.starts_at.astimezone(zone) for slot in islice(free, _NEXT_FREE))


def _account(agency: SampleAgency, it: SampleAccount, of: SampleBusiness, made_at: datetime) -> Account:
    return Account(
        id=it.id,
        agency_id=agency.id,
        name=it.name,
        seller=of.seller,
        country="US",
        state=of.state,
        zone=of.business.zone,
        standing=Standing.ACTIVE,
        created_at=made_at,
    )


async def _members(
    people: Sequence[SignIn], agency_id: str | None, account_id: str | None, made_at: datetime
) -> list[Member]:
    """Hashing a password is slow on purpose: all at once, away from the loop."""
    hashes = await asyncio.gather(*(asyncio.to_thread(hash_password, each.password) for each in people))
    return [
        Member(
            id=new_id("memb"),
            email=it.email,
            name=f"Sample {it.role.value.replace('_', ' ')}",
            role=it.role,
            agency_id=agency_id,
            account_id=account_id,
            password_hash=password_hash,
            disabled=False,
            created_at=made_at,
        )
        for it, password_hash in zip(people, hashes, strict=True)
    ]


async def _add_agent(scope: AccountScope, it: SampleAccount, of: SampleBusiness, made_at: datetime) -> Agent:
    [sample] = it.agents
    first = of.calendars[0]
    await scope.calendars.add(
        Calendar(
            id=sample.calendar_id,
            account_id=it.id,
            name=first.name,
            not_for=first.not_for,
            created_at=made_at,
        )
    )
    agent = Agent(
        id=sample.id,
        account_id=it.id,
        name=of.agent,
        purpose=Purpose.SCHEDULING,
        language="en-US",
        greeting="How can I help you?",
        recording_wanted=True,
        calendar_id=sample.calendar_id,
        business=of.business,
        version=1,
        created_at=made_at,
    )
    await scope.agents.add(agent)
    return agent


async def _add_calendars_beside(
    scope: AccountScope, it: SampleAccount, of: SampleBusiness, made_at: datetime
) -> tuple[Calendar, ...]:
    """All calendars of the agent, its own first."""
    [sample] = it.agents
    # A plan from before there were several names one alone.
    for id, written in zip(sample.other_calendar_ids, of.calendars[1:], strict=False):
        await scope.calendars.add(
            Calendar(
                id=id,
                account_id=it.id,
                name=written.name,
                not_for=written.not_for,
                beside_id=sample.calendar_id,
                created_at=made_at,
            )
        )
    return await scope.calendars.team(sample.calendar_id)


async def _add_number(scope: AccountScope, it: SampleAccount, made_at: datetime) -> None:
    for written in it.numbers:
        number = OwnedNumber(
            id=new_id("num"),
            account_id=it.id,
            number=PhoneNumber(written),
            carrier=_CARRIER,
            carrier_account_id=it.twilio.account_sid,
            agent_id=it.agents[0].id,
            ownership=Ownership.INCOMING_PHONE_NUMBER,
            verified=True,
            verified_at=made_at,
            created_at=made_at,
        )
        await scope.numbers.add(number)
        credentials = CarrierCredentials(
            carrier_account_id=it.twilio.account_sid, auth_token=it.twilio.auth_token
        )
        await scope.numbers.set_credentials(number.id, credentials)


def _bookings(agent: Agent, calendar: Calendar, made_at: datetime) -> Iterator[Appointment]:
    """A few on each open day of the next two weeks, so that some times are free and some are not."""
    business = agent.business
    services = [each for each in business.services if calendar.takes(each.key)]
    # A second chair has another day than the first, and less to do.
    shift = 0 if calendar.beside_id is None else 3
    for ahead in range(_BOOKED_DAYS):
        day = (made_at + timedelta(days=ahead)).date()
        busy: list[Slot] = []
        for number in range(_BOOKED_A_DAY - shift // 2):
            service = services[(ahead + number + shift) % len(services)]
            free = list(free_slots(business, service.minutes, busy, now=made_at, first_day=day, last_day=day))
            if not free:
                break
            slot = free[(ahead * 7 + (number + shift) * 11) % len(free)]
            busy.append(slot)
            yield Appointment(
                id=new_id("appt"),
                account_id=agent.account_id,
                calendar_id=calendar.id,
                service_key=service.key,
                service_name=service.name,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                name=_PEOPLE[(ahead + number + shift) % len(_PEOPLE)],
                phone=PhoneNumber(f"+1212555017{number + shift}"),
                status=AppointmentStatus.BOOKED,
                call_id=None,
                created_at=made_at,
            )


@contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    """Two commands at once make one world."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
