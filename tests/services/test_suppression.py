"""Somebody says stop, in any way, and it holds; who must not be called, as the gate hears of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from dialora.compliance.facts import ContactFacts, Facts, LineFlag
from dialora.compliance.facts.unknown import UNKNOWN, Unknown
from dialora.compliance.intent import CallIntent, CallPurpose, Channel
from dialora.domain.do_not_call import StopChannel, StopScope, StopVia
from dialora.domain.errors import Invalid, NotFound
from dialora.domain.notes import Author
from dialora.domain.number_lists import ListKind
from dialora.domain.phone import PhoneNumber
from dialora.services.do_not_call import DoNotCall
from dialora.services.facts_suppression import with_suppression
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.services.number_lists import ListFile, NumberLists
from dialora.services.revocations import Revocations, Stop
from dialora.store.scope import Store
from sites import Clock
from worlds import KEYRING, NOW, World

ADA = PhoneNumber("+12125550150")
BOB = PhoneNumber("+13105550151")
MEMBER = Author(id="memb_sample", name="Sample Owner")


@dataclass(frozen=True)
class TakenBack:
    attempts: int = 2
    leaving: int = 1


@dataclass
class Calls:
    """What is on its way, and which of it was taken back."""

    taken_back: list[tuple[str, PhoneNumber]] = field(default_factory=list)

    async def cancel_to(self, account_id: str, number: PhoneNumber) -> TakenBack:
        self.taken_back.append((account_id, number))
        return TakenBack()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def revocations(store: Store, clock: Clock, calls: Calls) -> Revocations:
    return Revocations(store=store, clock=clock, underway=calls)


@pytest.fixture
def lists(store: Store, clock: Clock, calls: Calls, tmp_path: Path) -> DoNotCall:
    ledger = Ledger(clock=clock, heads=Heads(folder=tmp_path / "heads", keyring=KEYRING))
    return DoNotCall(store=store, clock=clock, ledger=ledger, underway=calls)


@pytest.fixture
def imports(store: Store, clock: Clock) -> NumberLists:
    return NumberLists(store=store, clock=clock)


async def facts_of(
    store: Store,
    world: World,
    number: PhoneNumber,
    *,
    purpose: CallPurpose = CallPurpose.TELEMARKETING,
    channel: Channel = Channel.VOICE,
) -> Facts:
    """What the gate would hear."""
    intent = CallIntent.to_reach(
        account_id=world.dental.account.id,
        agent_id=None,
        number_id=world.dental.number.id,
        callee=number,
        purpose=purpose,
        recording_wanted=False,
        channel=channel,
    )
    facts = Facts(at=NOW, account=UNKNOWN, number=None, contact=ContactFacts(), bridged=None, transfer=None)
    async with store.account(world.dental.account.id) as scope:
        return await with_suppression(scope, intent, facts)


async def internal(store: Store, world: World, number: PhoneNumber, **how: object) -> bool:
    facts = await facts_of(store, world, number, **how)  # type: ignore[arg-type]
    assert not isinstance(facts.dnc, Unknown)
    return facts.dnc.internal


async def test_a_stop_revokes_consent_lists_the_number_and_takes_back_what_is_underway(
    revocations: Revocations, calls: Calls, store: Store, world: World
) -> None:
    account_id = world.dental.account.id
    stopped = await revocations.stop(account_id, ADA, Stop(via=StopVia.API, by=MEMBER, reason="Wrote to us"))
    assert (stopped.attempts, stopped.leaving) == (2, 1)
    assert calls.taken_back == [(account_id, ADA)]
    facts = await facts_of(store, world, ADA)
    assert not isinstance(facts.dnc, Unknown)
    assert not isinstance(facts.revocations, Unknown)
    assert facts.dnc.internal
    assert [(each.at, each.scope.value) for each in facts.revocations] == [(NOW, "all")]
    assert not await internal(store, world, BOB), "nobody else's number is on the list"


async def test_a_narrower_stop_keeps_away_only_what_it_names(
    revocations: Revocations, store: Store, world: World
) -> None:
    stop = Stop(via=StopVia.API, scope=StopScope.TELEMARKETING)
    await revocations.stop(world.dental.account.id, ADA, stop)
    assert await internal(store, world, ADA, purpose=CallPurpose.TELEMARKETING)
    assert not await internal(store, world, ADA, purpose=CallPurpose.INFORMATIONAL)


async def test_said_twice_there_is_one_entry(
    revocations: Revocations, lists: DoNotCall, world: World
) -> None:
    account_id = world.dental.account.id
    first = await revocations.stop(account_id, ADA, Stop(via=StopVia.API))
    again = await revocations.stop(account_id, ADA, Stop(via=StopVia.DASHBOARD, by=MEMBER))
    assert again.entry == first.entry
    assert again.revocation != first.revocation, "consent given in between is revoked too"
    assert len((await lists.page(account_id)).items) == 1


async def test_a_released_entry_holds_no_more_but_consent_stays_revoked(
    revocations: Revocations, lists: DoNotCall, store: Store, world: World
) -> None:
    account_id = world.dental.account.id
    entry = (await revocations.stop(account_id, ADA, Stop(via=StopVia.CALL))).entry
    with pytest.raises(Invalid, match="reason"):
        await lists.release(account_id, entry.id, by=MEMBER, reason="  ")
    released = await lists.release(account_id, entry.id, by=MEMBER, reason="Asked us in writing to call")
    assert await lists.release(account_id, entry.id, by=MEMBER, reason="Again") == released
    assert not await internal(store, world, ADA)
    facts = await facts_of(store, world, ADA)
    assert not isinstance(facts.revocations, Unknown)
    assert len(facts.revocations) == 1
    async with store.account(account_id) as scope:
        kinds = [entry.kind async for entry in scope.ledger.entries()]
    assert kinds == ["dnc_entry_released"]
    assert (await lists.page(account_id, holds=True)).items == ()
    assert (await lists.page(account_id, holds=False)).items == (released,)


async def test_an_entry_is_of_its_account_alone(
    revocations: Revocations, lists: DoNotCall, world: World
) -> None:
    entry = (await revocations.stop(world.dental.account.id, ADA, Stop(via=StopVia.CALL))).entry
    with pytest.raises(NotFound):
        await lists.get(world.barber.account.id, entry.id)
    with pytest.raises(NotFound):
        await lists.release(world.barber.account.id, entry.id, by=MEMBER, reason="Ours")


async def test_the_operators_list_holds_for_every_account_and_no_account_releases_it(
    lists: DoNotCall, store: Store, world: World
) -> None:
    await lists.stop_everywhere(ADA, via=StopVia.WEB)
    await lists.stop_everywhere(ADA, via=StopVia.WEB)
    assert await internal(store, world, ADA)
    await lists.release_everywhere(ADA, reason="It was somebody else's number")
    assert not await internal(store, world, ADA)
    with pytest.raises(NotFound):
        await lists.release_everywhere(ADA, reason="Twice")


async def test_a_stop_by_text_is_an_entry_about_calls(
    revocations: Revocations, store: Store, world: World
) -> None:
    stop = Stop(via=StopVia.SMS, channel=StopChannel.VOICE)
    await revocations.stop(world.dental.account.id, ADA, stop)
    assert await internal(store, world, ADA, channel=Channel.VOICE)
    assert not await internal(store, world, ADA, channel=Channel.SMS), "texts are stopped by the text itself"


# Lists of registries


def a_file(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text)
    return path


async def test_a_national_list_is_looked_through_and_grows_old(
    imports: NumberLists, store: Store, world: World, clock: Clock, tmp_path: Path
) -> None:
    facts = await facts_of(store, world, ADA)
    assert not isinstance(facts.dnc, Unknown)
    assert facts.dnc.scrub_age_days is None, "nobody knows, which counts as too old"
    file = a_file(
        tmp_path, "number\n212,5550150\n(310) 555-0152\n+442079460018\n\nnot a number\n2125550150\n"
    )
    day = NOW.date() - timedelta(days=31)
    told = []
    done = await imports.read_in(ListFile(path=file, kind=ListKind.NATIONAL, list_date=day), told=told.append)
    assert (done.rows_kept, done.rows_refused, done.status.value) == (3, 1, "current")
    assert told[-1] == done
    facts = await facts_of(store, world, ADA)
    assert not isinstance(facts.dnc, Unknown)
    assert (facts.dnc.national, facts.dnc.state, facts.dnc.scrub_age_days) == (True, False, 31.0)
    facts = await facts_of(store, world, BOB)
    assert not isinstance(facts.dnc, Unknown)
    assert not facts.dnc.national
    assert not done.stale(NOW.date())
    assert done.stale(NOW.date() + timedelta(days=1))


async def test_a_newer_list_takes_the_place_of_the_one_before_it_and_of_no_other(
    imports: NumberLists, store: Store, world: World, tmp_path: Path
) -> None:
    today = NOW.date()

    async def read(kind: ListKind, text: str, **more: str) -> None:
        file = ListFile(path=a_file(tmp_path, text), kind=kind, list_date=today, **more)
        await imports.read_in(file, told=lambda _: None)

    await read(ListKind.NATIONAL, "2125550150\n")
    await read(ListKind.STATE, "2125550150\n", state="CO")
    await read(ListKind.NATIONAL, "3105550151\n")
    facts = await facts_of(store, world, ADA)
    assert not isinstance(facts.dnc, Unknown)
    assert (facts.dnc.national, facts.dnc.state) == (False, True)
    facts = await facts_of(store, world, BOB)
    assert not isinstance(facts.dnc, Unknown)
    assert facts.dnc.national
    async with store.account(world.dental.account.id) as scope:
        statuses = [each.status.value for each in await scope.registry_lists.newest()]
    assert statuses == ["current", "current", "replaced"]


async def test_a_list_that_cannot_be_used_leaves_the_one_before_it(
    imports: NumberLists, store: Store, world: World, tmp_path: Path
) -> None:
    def file(text: str) -> ListFile:
        return ListFile(path=a_file(tmp_path, text), kind=ListKind.NATIONAL, list_date=NOW.date())

    await imports.read_in(file("2125550150\n"), told=lambda _: None)
    with pytest.raises(Invalid, match="no number"):
        await imports.read_in(file("name\nAda\n"), told=lambda _: None)
    facts = await facts_of(store, world, ADA)
    assert not isinstance(facts.dnc, Unknown)
    assert facts.dnc.national
    async with store.account(world.dental.account.id) as scope:
        failed = (await scope.registry_lists.newest())[0]
    assert (failed.status.value, failed.problem) == ("failed", "There is no number in this file.")


async def test_lines_that_changed_hands_and_protected_ones_reach_the_facts(
    imports: NumberLists, store: Store, world: World, tmp_path: Path
) -> None:
    async def read(kind: ListKind, text: str, **more: str) -> None:
        file = ListFile(path=a_file(tmp_path, text), kind=kind, list_date=NOW.date(), **more)
        await imports.read_in(file, told=lambda _: None)

    await read(ListKind.REASSIGNED, "2125550150,2026-05-01\n")
    await read(ListKind.REASSIGNED, "2125550150,20261012\n")
    await read(ListKind.PROTECTED, "2125550150\n", flag="hospital")
    facts = await facts_of(store, world, ADA)
    assert facts.reassigned_on == date(2026, 10, 12)
    assert isinstance(facts.contact, ContactFacts)
    assert facts.contact.line_flags == {LineFlag.HOSPITAL}
    facts = await facts_of(store, world, BOB)
    assert facts.reassigned_on is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": ListKind.STATE}, "names its state"),
        ({"kind": ListKind.NATIONAL, "state": "CO"}, "no other does"),
        ({"kind": ListKind.STATE, "state": "Colorado"}, "two capital letters"),
        ({"kind": ListKind.PROTECTED, "flag": "castle"}, "is one of"),
        ({"kind": ListKind.NATIONAL, "list_date": NOW.date() + timedelta(days=9)}, "in the future"),
    ],
)
async def test_a_list_says_what_it_is(
    wrong: dict[str, object], says: str, imports: NumberLists, tmp_path: Path
) -> None:
    told: dict[str, object] = {"path": a_file(tmp_path, "2125550150\n"), "list_date": NOW.date()}
    with pytest.raises(Invalid, match=says):
        await imports.read_in(ListFile(**(told | wrong)), told=lambda _: None)  # type: ignore[arg-type]
