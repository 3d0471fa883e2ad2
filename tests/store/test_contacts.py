"""Contacts at rest: sealed, found by number, by beginnings of names, and forgotten whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.domain.contacts import ContactSearch, Person, searched
from dialora.domain.errors import Conflict, NotFound
from dialora.domain.phone import PhoneNumber
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from store.filled import Filled, rows_of
from store.filled_contacts import KNOWN, contact_of

OTHER = PhoneNumber("+12125550151")


async def test_nothing_of_a_person_is_found_by_reading_the_tables(
    database: DatabaseUrls, ours: Filled
) -> None:
    rows = await rows_of(database, ours.account_id)
    everything = repr([rows["contacts"], rows["contact_words"], rows["contact_import_faults"]])
    contact = ours.knowing.contact
    assert contact.id in everything
    for sealed in ("Sam", "sam@example.com", "10001", "regular", "mornings", KNOWN.e164, "Faulty"):
        assert sealed not in everything
        assert sealed.encode().hex() not in everything


async def test_a_contact_reads_back_as_it_was(store: Store, ours: Filled) -> None:
    async with store.account(ours.account_id) as scope:
        assert await scope.contacts.get(ours.knowing.contact.id) == ours.knowing.contact
        assert await scope.contacts.by_number(KNOWN) == ours.knowing.contact
        assert await scope.contacts.by_number(OTHER) is None
        assert await scope.contact_imports.get(ours.knowing.imported.id) == ours.knowing.imported


async def test_a_number_has_one_contact(store: Store, ours: Filled) -> None:
    with pytest.raises(Conflict):
        async with store.account(ours.account_id) as scope:
            await scope.contacts.add(contact_of(ours.tenancy))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sa", True),
        ("KNOWN sam", True),
        ("knowles", False),
        ("known-unknown", False),
        ("0150", True),
        ("212 555 0150", True),
        ("(212) 556-0150", False),
        ("Ánna", False),
    ],
)
async def test_a_contact_is_found_by_how_its_words_begin_and_how_its_number_ends(
    typed: str, found: bool, store: Store, ours: Filled
) -> None:
    async with store.account(ours.account_id) as scope:
        page = await scope.contacts.page(wanted=searched(typed))
    assert bool(page.items) is found


async def test_a_long_beginning_is_compared_to_its_end(store: Store, ours: Filled) -> None:
    async with store.account(ours.account_id) as scope:
        await scope.contacts.add(contact_of(ours.tenancy, OTHER, name="Konstantinos Sample"))
        both = [await scope.contacts.page(wanted=searched(t)) for t in ("konstantino", "konstantinb")]
    assert [len(page.items) for page in both] == [1, 0]


async def test_a_tag_finds_and_a_changed_name_is_found_by_the_new_one_alone(
    store: Store, ours: Filled
) -> None:
    before = ours.knowing.contact
    async with store.account(ours.account_id) as scope:
        assert (await scope.contacts.page(wanted=ContactSearch(tag="regular"))).items == (before,)
        await scope.contacts.save(replace(before, person=Person(name="Ada Quill")))
        assert not (await scope.contacts.page(wanted=ContactSearch(tag="regular"))).items
        assert not (await scope.contacts.page(wanted=searched("sam"))).items
        assert len((await scope.contacts.page(wanted=searched("qui"))).items) == 1


async def test_pages_follow_each_other_whatever_is_looked_for(store: Store, ours: Filled) -> None:
    many = [
        contact_of(ours.tenancy, PhoneNumber(f"+1212555{n:04}"), name=f"Sam {n}") for n in range(200, 207)
    ]
    async with store.account(ours.account_id) as scope:
        assert len(await scope.contacts.add_new([*many, ours.knowing.contact])) == len(many)
        shown, after = [], None
        while True:
            page = await scope.contacts.page(limit=3, starting_after=after, wanted=searched("sam"))
            shown += [contact.id for contact in page.items]
            after = shown[-1]
            if not page.has_more:
                break
    assert shown == sorted([*(it.id for it in many), ours.knowing.contact.id], reverse=True)


async def test_whoever_is_forgotten_by_number_leaves_no_word(
    store: Store, database: DatabaseUrls, ours: Filled, theirs: Filled
) -> None:
    async with store.account(ours.account_id) as scope:
        assert await scope.contacts.delete_of(KNOWN)
        assert not await scope.contacts.delete_of(KNOWN)
        with pytest.raises(NotFound):
            await scope.contacts.delete(ours.knowing.contact.id)
    rows = await rows_of(database, ours.account_id)
    assert not rows["contacts"]
    assert not rows["contact_words"]
    assert (await rows_of(database, theirs.account_id))["contact_words"]
