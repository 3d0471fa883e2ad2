"""The sample world holds what was promised, its secrets open it, and asking twice makes one."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from dialora.compliance.book import load_rulebook
from dialora.compliance.intent import CallPurpose
from dialora.domain.accounts import KeyMode, Role
from dialora.domain.errors import Forbidden
from dialora.domain.phone import PhoneNumber
from dialora.services.foresight import Foresight, Thought
from dialora.services.identity import Identity
from dialora.services.sample_plan import Credentials, SampleAccount, draw
from dialora.services.sample_world import SampleWorld
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from worlds import KEYRING, NOW, World

#: Tests that look at one world, made once.
of_one_world = pytest.mark.asyncio(loop_scope="module")


class StoppedClock:
    def now(self) -> datetime:
        return NOW


def sample_world(store: Store, file: Path, *, loopback: bool = True) -> SampleWorld:
    return SampleWorld(
        store=store, clock=StoppedClock(), address="http://127.0.0.1:8080", loopback=loopback, file=file
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lasting(shared_database: DatabaseUrls) -> AsyncIterator[Store]:
    store = await Store.open(shared_database, KEYRING)
    yield store
    await store.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample") / "sample-world.json"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made(lasting: Store, file: Path) -> Credentials:
    credentials = await sample_world(lasting, file).at_first_start()
    assert credentials is not None
    return credentials


@pytest.fixture(scope="module")
def dental(made: Credentials) -> SampleAccount:
    return made.agencies[0].accounts[0]


@of_one_world
async def test_there_are_two_agencies_of_two_accounts_each_with_everybody(made: Credentials) -> None:
    assert [len(agency.accounts) for agency in made.agencies] == [2, 2]
    for agency in made.agencies:
        assert [member.role for member in agency.members] == [Role.AGENCY_ADMIN]
        for account in agency.accounts:
            assert [m.role for m in account.members] == [Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER]
            assert set(account.api_keys) == {KeyMode.LIVE, KeyMode.TEST}
            assert account.agents
            assert account.numbers


@of_one_world
async def test_the_file_is_for_its_owner_only_and_reads_back(made: Credentials, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Credentials.read(file) == made


@of_one_world
async def test_the_dental_practice_has_what_callers_ask_about(dental: SampleAccount) -> None:
    world = dental.world
    assert len(world.services) >= 5
    assert any(service.price_cents for service in world.services)
    assert all(service.minutes > 0 for service in world.services)
    assert {"parking", "insurance", "payment"} <= set(world.answers)
    assert len(world.hours["monday"]) == 2, "a lunch break"
    assert len(world.hours["saturday"]) == 1, "a short Saturday"
    assert world.hours["sunday"] == []
    [holiday] = world.hours["holidays"]
    assert NOW.date() < datetime.fromisoformat(holiday).date() <= NOW.date() + timedelta(days=14)


@of_one_world
async def test_numbers_and_addresses_are_those_kept_for_fiction(made: Credentials, lasting: Store) -> None:
    people = [made.operator, *(m for agency in made.agencies for m in agency.members)]
    for account in (account for agency in made.agencies for account in agency.accounts):
        people += account.members
        async with lasting.account(account.id) as scope:
            agent = await scope.agents.get(account.agents[0].id)
        (destination,) = agent.business.transfers
        for number in (*map(PhoneNumber, account.numbers), destination.number):
            assert number.e164[5:10] == "55501"
    assert all(person.email.endswith("example.com") for person in people)
    assert len({person.password for person in people}) == len(people)


@of_one_world
async def test_passwords_and_keys_open_what_they_belong_to(
    made: Credentials, dental: SampleAccount, lasting: Store
) -> None:
    identity = Identity(store=lasting, clock=StoppedClock())
    owner = dental.members[0]
    signed_in = await identity.signed_in(
        await identity.sign_in(owner.email, owner.password, address="127.0.0.1")
    )
    assert signed_in.account is not None
    assert signed_in.account.id == dental.id
    operator = await identity.sign_in(made.operator.email, made.operator.password, address="127.0.0.1")
    assert (await identity.signed_in(operator)).member.role is Role.OPERATOR
    holder = await identity.holder(dental.api_keys[KeyMode.TEST])
    assert (holder.account_id, holder.mode) == (dental.id, KeyMode.TEST)
    async with lasting.platform() as platform:
        number = await platform.numbers.by_number("twilio", PhoneNumber(dental.numbers[0]))
        assert number is not None
        credentials = await platform.numbers.credentials(number)
    assert credentials.auth_token == dental.twilio.auth_token


@of_one_world
async def test_some_times_of_the_next_two_weeks_are_booked_and_those_named_are_free(
    dental: SampleAccount, lasting: Store
) -> None:
    async with lasting.account(dental.id) as scope:
        booked = await scope.appointments.between(NOW, NOW + timedelta(days=15))
    assert len({each.starts_at.date() for each in booked}) >= 9
    zone = ZoneInfo("America/New_York")
    first = dental.world.services[0]
    assert dental.world.next_free
    for start in dental.world.next_free:
        assert start.utcoffset() == start.astimezone(zone).utcoffset()
        ends = start + timedelta(minutes=first.minutes)
        assert not [each for each in booked if each.starts_at < ends and each.ends_at > start]


@of_one_world
async def test_the_dental_practice_has_two_chairs_and_one_of_them_does_no_whitening(
    dental: SampleAccount, lasting: Store
) -> None:
    [agent] = dental.agents
    async with lasting.account(dental.id) as scope:
        chairs = await scope.calendars.team(agent.calendar_id)
        booked = await scope.appointments.between(NOW, NOW + timedelta(days=15))
    assert [chair.name for chair in chairs] == ["Chair 1", "Chair 2"]
    assert [chair.takes("whitening") for chair in chairs] == [True, False]
    on = {chair.id: [each.service_key for each in booked if each.calendar_id == chair.id] for chair in chairs}
    assert all(on.values())
    assert "whitening" not in on[chairs[1].id]


@of_one_world
async def test_asked_again_it_stays_the_same(made: Credentials, lasting: Store, file: Path) -> None:
    assert await sample_world(lasting, file).make() == made
    async with lasting.platform() as platform:
        assert len(await platform.accounts.all()) == 4


async def test_killed_halfway_the_next_try_completes_the_same_world(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "sample-world.json"
    plan = draw("http://127.0.0.1:8080", NOW)
    plan.write(file)
    made = await sample_world(store, file).at_first_start()
    assert made is not None
    assert made.operator == plan.operator
    assert [a.id for agency in made.agencies for a in agency.accounts] == [
        a.id for agency in plan.agencies for a in agency.accounts
    ]


async def test_where_others_reach_us_no_password_is_made(store: Store, tmp_path: Path) -> None:
    exposed = sample_world(store, tmp_path / "sample-world.json", loopback=False)
    with pytest.raises(Forbidden):
        await exposed.make()
    assert list(tmp_path.iterdir()) == []


async def test_where_real_accounts_are_nothing_is_added(store: Store, world: World, tmp_path: Path) -> None:
    assert await sample_world(store, tmp_path / "sample-world.json").at_first_start() is None
    async with store.platform() as platform:
        assert len(await platform.accounts.all()) == 2


@of_one_world
async def test_only_free_times_change_with_the_clock(made: Credentials, lasting: Store, file: Path) -> None:
    later = await replace(sample_world(lasting, file), clock=LaterClock()).make()
    then = later.agencies[0].accounts[0].world.next_free
    assert min(then) > NOW + timedelta(days=3)
    assert later.operator == made.operator


class LaterClock:
    def now(self) -> datetime:
        return NOW + timedelta(days=3)


@of_one_world
async def test_its_businesses_may_call_as_far_as_the_law_lets_them(
    lasting: Store, dental: SampleAccount
) -> None:
    foresight = Foresight(store=lasting, clock=StoppedClock(), rulebook=load_rulebook())
    thought = Thought(
        account_id=dental.id, callee=PhoneNumber("+12125550160"), purpose=CallPurpose.INFORMATIONAL
    )
    # The number is shown once the carrier has been asked whose it is.
    expected = ("CALLER_ID_UNVERIFIED", "CONSENT_MISSING")
    assert (await foresight.check(thought)).decision.all_reasons[:2] == expected
