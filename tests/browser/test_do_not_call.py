"""Do not call, and the public opt-out page, in a real browser."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page

from callbook import LONG_NAME
from dialora.domain.do_not_call import StopChannel, StopScope, StopVia
from dialora.domain.notes import Author
from dialora.domain.number_lists import ListKind
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.services.number_lists import ListFile, NumberLists
from dialora.services.revocations import Stop
from dialora.store.scope import Store
from sites import People
from visitor import SCHEMES, WIDTHS, Visitor, faults
from worlds import World

#: Where pictures of the pages go, for whoever wants to look at them.
_PICTURES = os.environ.get("DIALORA_PICTURES")


async def fill(services: Services, store: Store, world: World, folder: Path) -> None:
    """Entries of every kind, a released one, and registries fresh, replaced and failed."""
    account, clock = world.dental.account.id, services.clock
    by = Author(id=world.dental.owner.id, name=LONG_NAME[:80])
    stops = (
        Stop(via=StopVia.CALL),
        Stop(via=StopVia.KEYPAD),
        Stop(via=StopVia.SMS, channel=StopChannel.VOICE),
        Stop(via=StopVia.DASHBOARD, by=by, reason="Wrote a letter. " * 12),
        Stop(via=StopVia.API, scope=StopScope.TELEMARKETING, by=by),
        Stop(via=StopVia.WEB),
    )
    revocations = services.suppression.revocations
    entries = [
        (await revocations.stop(account, PhoneNumber(f"+1212555015{number}"), stop)).entry
        for number, stop in enumerate(stops)
    ]
    await services.suppression.do_not_call.release(
        account, entries[0].id, by=by, reason="Asked in writing to be called about the bill"
    )
    lists = NumberLists(store=store, clock=clock)
    today = clock.now().date()
    for name, kind, state, days in (
        ("national-old.txt", ListKind.NATIONAL, None, 40),
        (f"{LONG_NAME[:120]}.txt", ListKind.NATIONAL, None, 5),
        ("colorado.csv", ListKind.STATE, "CO", 12),
    ):
        path = folder / name
        path.write_text("2125550150\nno number\n3105550151\n")
        file = ListFile(path=path, kind=kind, state=state, list_date=today - timedelta(days=days))
        await lists.read_in(file, told=lambda _: None)


async def look(page: Page, name: str) -> None:
    if _PICTURES:
        await page.screenshot(path=Path(_PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
async def test_no_page_about_stopping_has_a_serious_fault(
    width: int,
    visitor: Visitor,
    people: People,
    services: Services,
    store: Store,
    world: World,
    tmp_path: Path,
) -> None:
    pages = ("/do-not-call", "/do-not-call?released=true", "/do-not-call/lists")
    async with visitor.signed_in(people.owner, width=width) as page:
        for number, address in enumerate(pages):
            await page.goto(address)
            assert await faults(page) == [], f"{address}, empty"
            await look(page, f"empty-{number}-{width}")
    await fill(services, store, world, tmp_path)
    for scheme in SCHEMES:
        async with visitor.signed_in(people.owner, width=width, scheme=scheme) as page:
            for number, address in enumerate(pages):
                await page.goto(address)
                assert await faults(page) == [], f"{address} in {scheme}"
                await look(page, f"filled-{number}-{width}-{scheme}")
        async with visitor.page(width=width, scheme=scheme) as page:
            for lang in ("en", "es"):
                await page.goto(f"/opt-out?lang={lang}")
                assert await faults(page) == [], f"the public page in {scheme}"
                await look(page, f"public-{lang}-{width}-{scheme}")
                await page.fill("#number", "(202) 555-0147")
                await page.click("button[type=submit]")
                await page.wait_for_selector(".code")
                assert await faults(page) == [], f"the code in {scheme}"
                await look(page, f"code-{lang}-{width}-{scheme}")


async def test_the_page_that_waits_says_by_itself_that_it_is_done(
    visitor: Visitor, services: Services, world: World
) -> None:
    async with visitor.page() as page:
        await page.goto("/opt-out?lang=en")
        await page.fill("#number", "(202) 555-0147")
        await page.click("button[type=submit]")
        code = await page.inner_text(".code")
        number = PhoneNumber("+12025550147")
        confirmed = await services.suppression.opt_outs.confirm(
            world.dental.account.id, number, code.replace(" ", "")
        )
        assert confirmed
        await page.wait_for_selector("text=It is done", timeout=20_000)
