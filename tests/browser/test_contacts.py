"""Contacts in a real browser: the list, a person, "may we call now?", a list that is brought."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callbook import LONG_NAME, Callbook
from dialora.domain.contacts import ContactSource
from dialora.domain.do_not_call import StopVia
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.services.revocations import Stop
from dialora.store.scope import Store
from known_people import agrees, known, let_call
from sites import People
from visitor import SCHEMES, WIDTHS, Visitor, faults
from worlds import World

CALLED = PhoneNumber("+12125550147")


async def fill(services: Services, store: Store, book: Callbook, world: World) -> list[str]:
    """Somebody with everything, somebody with a long name and nothing, a page full of others."""
    tenancy = world.dental
    await let_call(store, tenancy)
    contacts = services.address_book.contacts
    said = {"name": LONG_NAME, "tags": ["regular", LONG_NAME[:30]], "notes": LONG_NAME, "state": "NY"}
    full = await contacts.create(tenancy.account.id, CALLED, said, source=ContactSource.BOOKING)
    await book.booked(datetime.now(UTC) - timedelta(days=1))
    await agrees(services, tenancy, CALLED, LONG_NAME)
    stop = Stop(via=StopVia.CALL, reason=LONG_NAME)
    await services.suppression.revocations.stop(tenancy.account.id, CALLED, stop)
    bare = await known(services, tenancy, name="")
    for n in range(27):
        await known(services, tenancy, PhoneNumber(f"+1212555{100 + n:04}"), name=f"Sam Sample {n}")
    return ["/contacts", f"/contacts/{full.id}", f"/contacts/{bare.id}", f"/contacts/{full.id}/edit"]


@pytest.mark.parametrize("width", WIDTHS)
async def test_no_page_about_contacts_has_a_serious_fault(
    width: int,
    visitor: Visitor,
    people: People,
    services: Services,
    store: Store,
    book: Callbook,
    world: World,
) -> None:
    async with visitor.signed_in(people.owner, width=width) as page:
        for address in ("/contacts", "/contacts/new", "/contacts/import", "/contacts?q=zz", "/contacts?q=z"):
            await page.goto(address)
            assert await faults(page) == [], f"{address}, empty"
    filled = await fill(services, store, book, world)
    for scheme in SCHEMES:
        async with visitor.signed_in(people.owner, width=width, scheme=scheme) as page:
            for address in filled:
                await page.goto(address)
                assert await faults(page) == [], f"{address} in {scheme}"


async def test_somebody_is_added_changed_and_found_and_the_page_says_why_they_may_not_be_called(
    visitor: Visitor, people: People, services: Services
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/contacts/new")
        await page.fill("#number", "nonsense")
        await page.fill("#name", "Ada Quill")
        await page.click("main form.contact-form button[type=submit]")
        assert "That is no phone number" in await page.inner_text("#number-wrong")
        assert await page.input_value("#name") == "Ada Quill", "what was typed stays"
        await page.fill("#number", "212 555 0150")
        await page.click("main form.contact-form button[type=submit]")
        await page.wait_for_selector("h1:has-text('Ada Quill')")
        may = await page.inner_text(".may")
        assert "Calls about appointments: no" in may
        assert await page.locator(".may-why li.refused").count() > 0
        await page.click("text=Change")
        await page.fill("#zone", "Mars/Olympus")
        await page.click("main form.contact-form button[type=submit]")
        assert await page.get_attribute("#zone", "aria-invalid") == "true"
        await page.fill("#zone", "America/Chicago")
        await page.click("main form.contact-form button[type=submit]")
        await page.wait_for_selector("text=America/Chicago")
        await page.goto("/contacts?q=qui")
        await page.click(".contact-row")
        await page.wait_for_selector("h1:has-text('Ada Quill')")


async def test_a_list_is_tried_then_brought_and_told_row_by_row(
    visitor: Visitor, people: People, services: Services, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("phone,full_name\n+12125550150,Ada Quill\n212 555 0151,Cal Reed\nnonsense,Nobody\n")
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/contacts/import")
        await page.set_input_files("#list", file)
        await page.check("[data-try]")
        await page.click(".upload button")
        await page.wait_for_selector("[data-import-progress] >> text=2 would be added")
        assert (await services.address_book.contacts.page(world.dental.account.id)).items == ()
        await page.set_input_files("#list", file)
        await page.uncheck("[data-try]")
        await page.click(".upload button")
        await page.wait_for_selector("[data-import-progress] >> text=2 added")
        assert "1 left out" in await page.inner_text("[data-import-progress]")
        await page.goto("/contacts")
        assert await page.locator(".contact-row").count() == 2
