"""Consents in a real browser: the pages, the form on a phone, a list that is brought."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from callbook import LONG_NAME
from dialora.domain.consents import (
    ConsentChannel,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Grant,
    Signature,
)
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.services.evidence import PDF
from sites import People
from visitor import SCHEMES, WIDTHS, Visitor, faults
from worlds import World


async def fill(services: Services, world: World) -> list[str]:
    """Consents of every standing; the addresses of all pages about them."""
    account_id, consenting = world.dental.account.id, services.consenting
    proof = await consenting.evidence.keep(
        account_id, b"%PDF-1.7", media_type=PDF, name=f"{LONG_NAME}.pdf", by="memb_1"
    )
    made = []
    for number, name in enumerate(["Ada Quill", LONG_NAME, "", *["Sam Sample"] * 25]):
        grant = Grant(
            number=PhoneNumber(f"+1212555{100 + number // 2:04}"),
            name=name,
            level=ConsentLevel.EXPRESS_WRITTEN,
            purpose=ConsentPurpose.ANY,
            channels=(ConsentChannel.VOICE, ConsentChannel.SMS),
            obtained_at=services.clock.now() - timedelta(hours=number + 1),
            way=ConsentWay.API,
            authorizes_artificial_voice=True,
            not_condition_of_purchase=True,
            signature=Signature.INK,
            disclosure_text="May we call you about our offers?",
            evidence_ids=(proof.id,) if number % 2 else (),
        )
        made.append(await consenting.consents.record(account_id, grant, by="memb_1"))
    await consenting.consents.withdraw(account_id, made[0].id, via="api", by="memb_1")
    await consenting.forms.publish(account_id, by="memb_1")
    return ["/consents?show=all", f"/consents/{made[0].id}", f"/consents/{made[1].id}", "/consents/form"]


@pytest.mark.parametrize("width", WIDTHS)
async def test_no_page_about_consents_has_a_serious_fault(
    width: int, visitor: Visitor, people: People, services: Services, world: World
) -> None:
    async with visitor.signed_in(people.owner, width=width) as page:
        for address in ("/consents", "/consents/form", "/consents/import"):
            await page.goto(address)
            assert await faults(page) == [], f"{address}, empty"
    filled = await fill(services, world)
    for scheme in SCHEMES:
        async with visitor.signed_in(people.owner, width=width, scheme=scheme) as page:
            for address in filled:
                await page.goto(address)
                assert await faults(page) == [], f"{address} in {scheme}"


async def test_somebody_agrees_on_a_phone_in_the_dark(
    visitor: Visitor, services: Services, world: World
) -> None:
    account_id, forms = world.dental.account.id, services.consenting.forms
    await forms.publish(account_id, by="memb_1")
    address = f"/consent/{(await forms.of_account(account_id)).address}"
    async with visitor.page(width=390, scheme="dark") as page:
        await page.goto(f"{address}?lang=es")
        assert await faults(page) == []
        await page.fill("#name", LONG_NAME)
        await page.click("button[type=submit]")
        await page.wait_for_selector("#signature-wrong")
        assert await faults(page) == []
        await page.fill("#number", "212 555 0150")
        await page.fill("#signature", LONG_NAME)
        await page.check("input[name=agreed]")
        await page.click("button[type=submit]")
        await page.wait_for_url("**/thanks?lang=es")
        assert await faults(page) == []
    [consent] = await services.consenting.consents.of_number(account_id, PhoneNumber("+12125550150"))
    assert consent.evidence_complete


async def test_the_list_of_elements_follows_the_typing(visitor: Visitor, people: People) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto("/consents/form")
        assert await page.locator(".checks .missing").count() == 0
        await page.fill("#en_disclosure", "We would like to call you.")
        await page.wait_for_selector(".checks .missing")
        assert await page.locator(".checks .missing").count() == 9
        await page.click("button[name=publish]")
        await page.wait_for_selector(".note.refused")


async def test_a_list_is_brought_from_the_page_and_its_faults_are_named(
    visitor: Visitor, people: People, tmp_path: Path
) -> None:
    rows = ["number,level,purpose,channels,obtained_at", "12,express,any,voice,2026-03-01T14:30:00Z"]
    rows += [f"+1212555{number:04},express,any,voice,2026-03-01T14:30:00Z" for number in range(100, 150)]
    file = tmp_path / "winter.csv"
    file.write_text("\n".join(rows))
    async with visitor.signed_in(people.owner, width=390) as page:
        await page.goto("/consents/import")
        await page.set_input_files("#list", file)
        await page.click("[data-import] button")
        await page.wait_for_selector("[data-state=done]")
        assert "50 recorded, 1 not recorded" in await page.inner_text("[data-import-progress]")
        assert await faults(page) == []
