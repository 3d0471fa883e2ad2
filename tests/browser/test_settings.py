"""Settings: who and what is told of events, in a real browser."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from callbook import LONG_NAME
from dialora.domain.accounts import KeyMode, Member, Role
from dialora.domain.errors import Unauthenticated
from dialora.domain.events import EventType
from dialora.services.bundle import Services
from dialora.store.scope import Store
from listeners import answering, listening
from sites import People
from visitor import Visitor, faults
from worlds import World

WEBHOOKS, NOTIFICATIONS = "/settings/webhooks", "/settings/notifications"
KEYS, PEOPLE = "/settings/keys", "/settings/people"


async def deliver_all(services: Services, store: Store, world: World) -> None:
    """What a worker does."""
    async with store.account(world.dental.account.id) as scope:
        known = (await scope.deliveries.page(limit=100)).items
    for each in reversed(known):
        await services.news.outbox.deliver(each.account_id, each.id)


async def fill(services: Services, store: Store, world: World) -> list[str]:
    """Endpoints in every state, with something in their log; the addresses of all pages about them."""
    account = world.dental.account.id
    async with listening(answering(500, "<b>fell over</b>")) as failing, listening() as taking:
        every = list(EventType)
        bad = await services.news.webhooks.add(account, url=failing.url, description=LONG_NAME, events=every)
        good = await services.news.webhooks.add(account, url=taking.url, description="", events=every)
        for number in range(3):
            await services.messages.take(
                account, name=f"{LONG_NAME} {number}", text="Call me.", phone=None, call_id=None
            )
        await services.news.notifications.add(account, "owner@example.com", every)
        long = f"{'front.desk.' * 5}a@{'practice.' * 6}example.com"
        await services.news.notifications.add(account, long, [])
        await deliver_all(services, store, world)
    owner = world.dental.owner
    gone, _ = await services.api_keys.make(account, KeyMode.LIVE, by=owner)
    await services.api_keys.revoke(account, gone.id, by=owner)
    long_name = LONG_NAME[:80]
    await services.people.add(
        world.dental.account, by=owner, email="desk@dental.example.com", name=long_name, role=Role.ADMIN
    )
    page = await services.news.deliveries.page(account, target_id=bad.id)
    return [
        WEBHOOKS,
        f"{WEBHOOKS}/{bad.id}",
        f"{WEBHOOKS}/{good.id}",
        f"{WEBHOOKS}/{bad.id}/deliveries/{page.items[0].id}",
        NOTIFICATIONS,
        KEYS,
        PEOPLE,
        "/settings/limits",
    ]


async def test_no_page_of_the_settings_has_a_serious_fault(
    visitor: Visitor, people: People, services: Services, store: Store, world: World
) -> None:
    assert await visitor.faults_of([WEBHOOKS, NOTIFICATIONS], people.owner) == []
    filled = await fill(services, store, world)
    assert await visitor.faults_of(filled, people.owner) == []


async def test_a_webhook_is_added_tested_and_its_log_fills_by_itself(
    visitor: Visitor, people: People, services: Services, store: Store, world: World
) -> None:
    async with listening() as listener, visitor.signed_in(people.owner) as page:
        await page.goto(WEBHOOKS)
        await page.fill("#url", listener.url)
        await page.get_by_label("A call begins").uncheck()
        await page.click("main form button[type=submit]")
        secret = await page.inner_text(".secret")
        assert secret.startswith("whsec_")
        assert await faults(page) == []
        await page.click("text=Send a test")
        await page.wait_for_selector(".delivery-row >> text=Waiting")
        await deliver_all(services, store, world)
        await page.wait_for_selector(".delivery-row >> text=Delivered")
        assert len(listener.requests) == 1
        assert secret not in await page.content()
        await page.click(".delivery-row")
        await page.wait_for_selector("text=It answered 200.")
        await page.click("text=Send it again")
        await page.wait_for_selector(".delivery-row")
        await deliver_all(services, store, world)
        assert len(listener.requests) == 2


async def test_an_address_that_cannot_be_is_said_and_what_was_typed_stays(
    visitor: Visitor, people: People
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto(WEBHOOKS)
        await page.fill("#url", "ftp://hooks.example.com/")
        await page.fill("#description", "Ours")
        await page.click("main form button[type=submit]")
        await page.wait_for_selector("[role=alert] >> text=should begin with https")
        assert await page.input_value("#url") == "ftp://hooks.example.com/"
        assert await page.input_value("#description") == "Ours"


async def test_somebody_is_written_to_and_no_more(visitor: Visitor, people: People) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto(NOTIFICATIONS)
        assert "DIALORA_SMTP_URL" in await page.inner_text("main")
        await page.fill("#email", "owner@example.com")
        await page.click(".add button[type=submit]")
        await page.wait_for_selector(".setting >> text=owner@example.com")
        await page.click("main summary")
        assert await page.locator(".setting input:checked").count() == 3
        await page.locator(".setting").get_by_label("An appointment is moved").check()
        await page.click(".setting details button[type=submit]")
        await page.wait_for_selector("text=/Written to about 4 of \\d+ kinds/")
        await page.get_by_role("button", name="Remove owner@example.com").click()
        await page.wait_for_selector("text=Nobody is written to yet")


async def test_a_key_is_shown_once_and_ends_when_it_is_revoked(
    visitor: Visitor, people: People, services: Services
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto(KEYS)
        before = await page.locator(".key-row").count()
        await page.get_by_label("For real").check()
        await page.click("text=Make it")
        secret = await page.inner_text(".secret")
        assert (await services.identity.holder(secret)).mode is KeyMode.LIVE
        await page.goto(KEYS)
        assert secret not in await page.content()
        await page.locator(".key-row").first.get_by_role("button").click()
        await page.wait_for_selector("text=1 revoked")
        assert await page.locator(".key-row:visible").count() == before
        with pytest.raises(Unauthenticated):
            await services.identity.holder(secret)


async def test_somebody_added_sets_a_password_by_their_link_and_signs_in(
    visitor: Visitor, people: People, world: World
) -> None:
    async with visitor.signed_in(people.owner) as page:
        await page.goto(PEOPLE)
        await page.fill("#name", "Ben Ashdown")
        await page.fill("#email", "ben@dental.example.com")
        await page.select_option("#role", "viewer")
        await page.click(".add button[type=submit]")
        link = urlsplit(await page.inner_text(".secret"))
        assert await faults(page) == []
    path = f"{link.path}?{link.query}"
    async with visitor.page() as page:
        await page.goto(path)
        assert await faults(page) == []
        await page.fill("#password", "a password of his own")
        await page.click("button[type=submit]")
        await page.fill("#email", "ben@dental.example.com")
        await page.fill("#password", "a password of his own")
        await page.click("button[type=submit]")
        await page.wait_for_selector(f".rail >> text={world.dental.account.name}")
        await page.goto(path)
        assert "This link is over" in await page.inner_text("main")
        assert await faults(page) == []


@pytest.mark.parametrize("who", ["viewer", "agency_admin"])
async def test_who_only_reads_sees_no_address_and_changes_nothing(
    who: str, visitor: Visitor, people: People, services: Services, store: Store, world: World
) -> None:
    addresses = await fill(services, store, world)
    member: Member = getattr(people, who)
    async with visitor.signed_in(member) as page:
        if who == "agency_admin":
            await page.click(".account-row button")
            await page.wait_for_url(lambda url: not url.endswith("/accounts"))
        for address in addresses:
            await page.goto(address)
            assert await page.locator("main form").count() == 0, address
            assert "/hooks" not in await page.inner_text("main")
