"""Settings, privacy, in a real browser: what is kept of a person, forgetting them, days, holds."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callbook import LONG_NAME, Callbook
from dialora.domain.notes import Author
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from sites import People
from visitor import SCHEMES, WIDTHS, Visitor, faults
from worlds import World

ADDRESS = "/settings/privacy"
CALLED = PhoneNumber("+12125550147")


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_page_has_no_serious_fault(
    width: int, visitor: Visitor, people: People, services: Services, book: Callbook, world: World
) -> None:
    async with visitor.signed_in(people.owner, width=width) as page:
        await page.goto(ADDRESS)
        assert await faults(page) == [], "empty"
    account_id, by = world.dental.account.id, Author(id=world.dental.owner.id, name=LONG_NAME)
    await book.booked(datetime.now(UTC) - timedelta(days=40))
    await services.rights.access.ask(account_id, CALLED, by=by)
    await services.rights.purge.of(account_id)
    await services.rights.erasure.erase(account_id, PhoneNumber("+12125550199"), by=by)
    await services.rights.holds.place(account_id, reason=LONG_NAME, by=by, number=CALLED)
    await services.rights.holds.place(account_id, reason="A letter from a court", by=by)
    for scheme in SCHEMES:
        async with visitor.signed_in(people.owner, width=width, scheme=scheme) as page:
            await page.goto(ADDRESS)
            for each in await page.locator("main summary").all():
                await each.click()
            assert await faults(page) == [], scheme


async def test_somebody_gets_what_is_kept_of_them_and_is_then_forgotten(
    visitor: Visitor, people: People, services: Services, book: Callbook, world: World, tmp_path: Path
) -> None:
    call = await book.booked(datetime.now(UTC) - timedelta(days=1))
    async with visitor.signed_in(people.owner) as page:
        await page.goto(ADDRESS)
        await page.fill("#number", "no number")
        await page.click("text=Look for it")
        assert "That is no phone number" in await page.inner_text("[role=alert]")
        await page.fill("#number", "(212) 555-0147")
        await page.click("text=Look for it")
        await page.wait_for_selector("text=Kept: 1 call")
        async with page.expect_download() as saving:
            await page.click("text=Save the archive")
        saved = tmp_path / "archive.zip"
        await (await saving.value).save_as(saved)
        with zipfile.ZipFile(io.BytesIO(saved.read_bytes())) as archive:
            assert {f"calls/{call.id}.wav", f"calls/{call.id}.txt", "index.txt"} <= set(archive.namelist())
        await page.click("text=Erase everything")
        await page.check(".asked-for .tick input")
        await page.click(".asked-for details button")
        await page.wait_for_selector("text=a stop they said holds on")
        assert await page.locator("text=Save the archive").count() == 0
        kept = await services.call_history.get(world.dental.account.id, call.id)
        assert (kept.call.peer, kept.turns) == (None, ())


async def test_days_are_set_and_a_hold_is_placed_and_released(visitor: Visitor, people: People) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto(ADDRESS)
        await page.fill("#record_days", "10")
        await page.click("text=Save days")
        assert "Between 1,826 and 3,650 days." in await page.inner_text("#record_days-hint")
        await page.fill("#record_days", "")
        await page.fill("#audio_days", "7")
        await page.click("text=Save days")
        await page.wait_for_url(f"**{ADDRESS}#days")
        assert await page.input_value("#audio_days") == "7"
        await page.fill("#reason", "A letter from a court")
        await page.click(".hold button")
        await page.wait_for_selector("text=Everything of this account")
        await page.click("#holds summary")
        await page.fill("#holds details input[name=reason]", "It was settled")
        await page.click("#holds details button")
        await page.wait_for_url(f"**{ADDRESS}#holds")
        assert await page.locator("text=A letter from a court").count() == 0
