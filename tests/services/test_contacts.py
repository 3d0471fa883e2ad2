"""Contacts: kept, brought in lists, and what the gate learns and says of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dialora.compliance.facts import ContactFacts, Facts
from dialora.compliance.intent import CallIntent, Channel
from dialora.domain.agents import Purpose
from dialora.domain.consent_imports import ImportState
from dialora.domain.contact_imports import ContactImport
from dialora.domain.contacts import ContactSource
from dialora.domain.errors import Conflict, InvalidFields, NotFound
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.services.contact_rows import heading, written
from dialora.services.facts import gather
from dialora.store.scope import Store
from known_people import ADA, agrees, known, let_call
from sites import Clock, make_services
from worlds import NOW, World

LIST = (
    "Phone,Full name,ZIP,tags,notes\n"
    "(212) 555-0150,Ada Quill,10001,regular|vip,\n"
    "+44 20 7946 0018,Grace Far,,,Abroad\n"
    "call me,No Number,,,\n"
    "212 555 0151,Wrong Place,!!,,\n"
    "212-555-0150,Ada Quill,10001,regular|vip,\n"
)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    return make_services(store, clock, tmp_path)


async def facts_of(services: Services, world: World, caller: PhoneNumber | None) -> Facts:
    intent = CallIntent.from_carrier(
        account_id=world.dental.account.id,
        agent_id=world.dental.agent.id,
        number_id=world.dental.number.id,
        caller=caller,
        recording_wanted=True,
    )
    async with services.address_book.contacts.store.account(world.dental.account.id) as scope:
        return await gather(scope, intent, NOW)


async def brought(services: Services, world: World, text: str, *, dry_run: bool = False) -> ContactImport:
    async def parts() -> AsyncIterator[bytes]:
        for at in range(0, len(text), 7):
            yield text[at : at + 7].encode()

    imports = services.address_book.imports
    begun = await imports.begin(
        world.dental.account.id, file_name="list.csv", size=len(text), by="memb_1", dry_run=dry_run
    )
    return await imports.read(begun, parts())


async def test_a_number_is_one_contact_and_a_change_keeps_the_rest(
    services: Services, world: World, clock: Clock
) -> None:
    ada = await known(services, world.dental, email=" ada@example.com ", state="ny", tags=["VIP", "vip"])
    assert (ada.person.email, ada.person.state, ada.person.tags) == ("ada@example.com", "NY", ("vip",))
    with pytest.raises(Conflict):
        await known(services, world.dental)
    clock.move(timedelta(hours=1))
    change = services.address_book.contacts.change
    same = await change(ada.account_id, ada.id, {"name": "Ada Quill"})
    assert same == ada, "what says nothing new changes nothing"
    after = await services.address_book.contacts.change(
        ada.account_id, ada.id, {"email": None, "notes": "Deaf."}
    )
    assert (after.person.email, after.person.state, after.person.notes) == (None, "NY", "Deaf.")
    assert after.updated_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (ADA, {"state": "XX"}),
        (PhoneNumber("+442079460018"), {"state": "ON"}),
        (ADA, {"zone": "EST"}),
        (ADA, {"zone": "America/Nowhere"}),
        (ADA, {"postcode": "1" * 13}),
        (ADA, {"email": "ada"}),
        (ADA, {"language": "english"}),
        (ADA, {"name": "a" * 201}),
        (ADA, {"name": "a\u0000b"}),
        (ADA, {"notes": "\ud800"}),
    ],
    ids=str,
)
async def test_what_cannot_be_is_not_kept(
    number: PhoneNumber, said: dict[str, object], services: Services, world: World
) -> None:
    with pytest.raises(InvalidFields) as refused:
        await known(services, world.dental, number, **said)
    assert set(refused.value.wrong) == {f"/{name}" for name in said}


async def test_another_account_has_no_such_contact(services: Services, world: World) -> None:
    ada = await known(services, world.dental)
    for verb in (services.address_book.contacts.get, services.address_book.contacts.delete):
        with pytest.raises(NotFound):
            await verb(world.barber.account.id, ada.id)


async def test_a_list_is_read_row_by_row_and_its_faults_are_told(services: Services, world: World) -> None:
    read = await brought(services, world, LIST)
    assert (read.state, read.rows, read.added, read.known, read.refused) == (ImportState.DONE, 5, 2, 1, 2)
    faults = [fault async for fault in services.address_book.imports.faults(read.account_id, read.id)]
    assert [(fault.line, fault.column) for fault in faults] == [(4, "number"), (5, "postcode")]
    ada = await services.address_book.contacts.of_number(read.account_id, ADA)
    assert ada is not None
    assert (ada.person.name, ada.person.tags, ada.source) == (
        "Ada Quill",
        ("regular", "vip"),
        ContactSource.CSV,
    )
    again = await brought(services, world, LIST.replace("Abroad", "Far away"))
    assert (again.added, again.changed, again.known) == (0, 1, 2)


async def test_a_list_that_is_tried_keeps_its_faults_alone(services: Services, world: World) -> None:
    tried = await brought(services, world, LIST, dry_run=True)
    assert (tried.added, tried.known, tried.refused) == (2, 1, 2)
    assert not (await services.address_book.contacts.page(tried.account_id)).items


async def test_a_list_that_cannot_be_read_says_why(services: Services, world: World) -> None:
    for text, why in (
        ("name\nAda\n", "names no column number"),
        ("number,shoe_size\n1,2\n", "There is no column"),
        ('number,name\n+12125550150,"Ada\n', "ends inside a quote"),
        ("", "empty"),
    ):
        broken = await brought(services, world, text)
        assert broken.state is ImportState.BROKEN
        assert why in (broken.problem or "")


async def test_what_is_exported_reads_in_again_and_is_no_formula(services: Services, world: World) -> None:
    ada = await known(services, world.dental, name="=HYPERLINK()", notes="two\nlines", tags=["a", "b"])
    text = heading() + written([ada])
    assert "'=HYPERLINK()" in text
    assert "'+12125550150" in text
    without = text.replace(",source,created_at", "").replace(f",dashboard,{ada.created_at.isoformat()}", "")
    again = await brought(services, world, without)
    assert (again.known, again.changed, again.refused) == (1, 0, 0)


async def test_the_gate_learns_where_a_contact_is(services: Services, world: World) -> None:
    assert (await facts_of(services, world, ADA)).contact == ContactFacts()
    ada = await known(services, world.dental, state="CA", postcode="90001", zone="America/Los_Angeles")
    told = ContactFacts(state="CA", zip_code="90001", zone="America/Los_Angeles")
    assert (await facts_of(services, world, ada.number)).contact == told
    assert (await facts_of(services, world, None)).contact == ContactFacts()


async def test_a_postcode_abroad_is_no_zip(services: Services, world: World) -> None:
    berlin = await known(services, world.dental, PhoneNumber("+493012345678"), postcode="10115")
    assert (await facts_of(services, world, berlin.number)).contact == ContactFacts()


async def test_what_an_agent_is_for_is_asked_about_and_nothing_is_stored(
    services: Services, world: World, store: Store
) -> None:
    ada = await known(services, world.dental)
    answers = await services.address_book.may_we_call.answers(ada)
    asked = [(each.asked.purpose, each.asked.channel) for each in answers]
    assert asked == [(world.dental.agent.purpose, Channel.VOICE), (world.dental.agent.purpose, Channel.SMS)]
    assert not any(each.foreseen.decision.allowed for each in answers)
    async with store.account(ada.account_id) as scope:
        assert (await scope.decisions.page()).items == ()


async def test_who_agreed_may_be_called_until_evening_falls_where_they_may_be(
    services: Services, world: World, store: Store, clock: Clock
) -> None:
    await let_call(store, world.dental)
    ada = await known(services, world.dental)
    await agrees(services, world.dental)
    assert world.dental.agent.purpose is not Purpose.SALES_OUTREACH
    call, text = await services.address_book.may_we_call.answers(ada)
    assert call.foreseen.decision.allowed, call.foreseen.explanation.sentence
    assert not text.foreseen.decision.allowed
    assert call.foreseen.zones == ("America/New_York",)
    assert await services.address_book.may_we_call.callable_now(ada.account_id, [ada]) == {ada.id}
    # In Alaska it is five in the morning.
    await services.address_book.contacts.change(ada.account_id, ada.id, {"state": "AK"})
    call, _ = await services.address_book.may_we_call.answers(ada)
    assert call.foreseen.decision.reason == "QUIET_HOURS_PLATFORM"
    assert "America/Anchorage" in call.foreseen.zones
    again_at = call.foreseen.decision.next_allowed_at
    assert again_at is not None
    assert await services.address_book.may_we_call.callable_now(ada.account_id, [ada]) == frozenset()
    clock.move(again_at - NOW)
    assert await services.address_book.may_we_call.callable_now(ada.account_id, [ada]) == {ada.id}


async def test_everything_that_happened_with_a_number_is_found(services: Services, world: World) -> None:
    ada = await known(services, world.dental)
    await agrees(services, world.dental)
    await services.messages.take(ada.account_id, name="Ada", text="Call me.", phone=ADA, call_id=None)
    dealings = await services.address_book.contacts.dealings(ada)
    assert [consent.name for consent in dealings.consents] == ["Ada Quill"]
    assert [message.text for message in dealings.messages] == ["Call me."]
    assert (dealings.calls, dealings.stops, dealings.texts) == ((), (), None)
