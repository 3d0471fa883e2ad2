"""Who signs in to an account, and what they may do there."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialora.domain.accounts import KeyMode, Member, Role
from dialora.domain.errors import Conflict, DialoraError, Forbidden, Invalid, NotFound, Unauthenticated
from dialora.domain.events import EventType
from dialora.domain.outbox import DeliveryStatus
from dialora.ports.outbound import Answer, Mail
from dialora.providers.outbound.webhooks import WebhookPosts
from dialora.services.bundle import Services
from dialora.services.news import News
from dialora.services.password_links import LINK_LIFETIME
from dialora.store.scope import Store
from sites import PASSWORD, Clock, People, make_people, make_services
from worlds import NOW, World

NEW = "a password of their own"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    return make_services(store, clock, tmp_path)


@pytest.fixture
async def people(store: Store, world: World) -> People:
    return await make_people(store, world)


async def add(services: Services, world: World, by: Member, role: Role) -> tuple[Member, str]:
    return await services.people.add(
        world.dental.account, by=by, email=f"{role.value}.new@example.com", name="Ben Ashdown", role=role
    )


async def signs_in(services: Services, email: str, password: str) -> bool:
    try:
        await services.identity.sign_in(email, password, address="198.51.100.7")
    except Unauthenticated:
        return False
    return True


async def test_a_link_sets_a_password_once(services: Services, people: People, world: World) -> None:
    member, token = await add(services, world, people.owner, Role.MEMBER)
    assert not await signs_in(services, member.email, NEW)
    with pytest.raises(Invalid):
        await services.people.set_password(token, "short")
    await services.people.set_password(token, NEW)
    assert await signs_in(services, member.email, NEW)
    with pytest.raises(NotFound):
        await services.people.set_password(token, "another password")


async def test_a_link_grows_old_and_ends_with_its_owner(
    services: Services, people: People, world: World, clock: Clock
) -> None:
    member, token = await add(services, world, people.owner, Role.MEMBER)
    clock.move(LINK_LIFETIME)
    with pytest.raises(NotFound):
        await services.people.of_link(token)
    _, fresh = await services.people.password_link(member.account_id or "", member.id, by=people.owner)
    assert await services.people.of_link(fresh) == member
    await services.people.keep_out(member.account_id or "", member.id, True, by=people.owner)
    with pytest.raises(NotFound):
        await services.people.of_link(fresh)


async def test_a_link_that_was_altered_is_none(services: Services, people: People, world: World) -> None:
    _, token = await add(services, world, people.owner, Role.MEMBER)
    member_id, expires, signature = token.split(".")
    forged = [
        f"{people.owner.id}.{expires}.{signature}",
        f"{member_id}.{int(expires) + 1}.{signature}",
        f"{member_id}.{expires}.{signature[:-1]}",
        f"{member_id}.{expires}.é",
        f"{member_id}.{'9' * 40}.{signature}",
        "..",
        "",
    ]
    for each in forged:
        with pytest.raises(NotFound):
            await services.people.of_link(each)


async def test_an_admin_makes_and_changes_no_owner(services: Services, people: People, world: World) -> None:
    admin, _ = await add(services, world, people.owner, Role.ADMIN)
    account = world.dental.account.id
    refused = [
        lambda: add(services, world, admin, Role.OWNER),
        lambda: services.people.set_role(account, people.viewer.id, Role.OWNER, by=admin),
        lambda: services.people.set_role(account, people.owner.id, Role.VIEWER, by=admin),
        lambda: services.people.keep_out(account, people.owner.id, True, by=admin),
        lambda: services.people.password_link(account, people.owner.id, by=admin),
        lambda: services.people.set_role(account, people.viewer.id, Role.OPERATOR, by=people.owner),
        lambda: services.people.set_role(account, people.viewer.id, Role.AGENCY_ADMIN, by=people.owner),
    ]
    for attempt in refused:
        with pytest.raises(Forbidden):
            await attempt()
    changed = await services.people.set_role(account, people.viewer.id, Role.MEMBER, by=admin)
    assert changed.role is Role.MEMBER


async def test_nobody_changes_their_own_place(services: Services, people: People, world: World) -> None:
    account = world.dental.account.id
    with pytest.raises(Forbidden):
        await services.people.set_role(account, people.owner.id, Role.VIEWER, by=people.owner)
    with pytest.raises(Forbidden):
        await services.people.keep_out(account, people.owner.id, True, by=people.owner)


async def test_who_is_kept_out_is_signed_out_and_may_be_let_in_again(
    services: Services, people: People, world: World
) -> None:
    token = await services.identity.sign_in(people.viewer.email, PASSWORD, address="198.51.100.7")
    account = world.dental.account.id
    await services.people.keep_out(account, people.viewer.id, True, by=people.owner)
    with pytest.raises(Unauthenticated):
        await services.identity.signed_in(token)
    assert not await signs_in(services, people.viewer.email, PASSWORD)
    await services.people.keep_out(account, people.viewer.id, False, by=people.owner)
    assert await signs_in(services, people.viewer.email, PASSWORD)


async def test_nobody_of_another_account_can_be_changed_or_added_twice(
    services: Services, people: People, world: World
) -> None:
    account = world.dental.account.id
    with pytest.raises(NotFound):
        await services.people.set_role(account, people.barber.id, Role.VIEWER, by=people.owner)
    with pytest.raises(Conflict):
        await services.people.add(
            world.dental.account, by=people.owner, email=people.barber.email, name="X", role=Role.VIEWER
        )


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("nobody", "Ben"),
        ("a@b", "Ben"),
        ("a@example.com\nBcc: x", "Ben"),
        ("a@example.com", " "),
        ("a@example.com", "x" * 81),
    ],
)
async def test_who_cannot_be_written_to_or_named_is_not_added(
    email: str, name: str, services: Services, people: People, world: World
) -> None:
    with pytest.raises(Invalid):
        await services.people.add(
            world.dental.account, by=people.owner, email=email, name=name, role=Role.VIEWER
        )


async def test_every_change_of_who_may_do_what_stands_in_the_ledger(
    services: Services, people: People, world: World, store: Store
) -> None:
    account = world.dental.account.id
    member, _ = await add(services, world, people.owner, Role.MEMBER)
    await services.people.set_role(account, member.id, Role.VIEWER, by=people.owner)
    await services.people.keep_out(account, member.id, True, by=people.owner)
    key, secret = await services.api_keys.make(account, KeyMode.LIVE, by=people.owner)
    await services.api_keys.revoke(account, key.id, by=people.owner)
    with pytest.raises(DialoraError):
        await services.identity.holder(secret)
    async with store.account(account) as scope:
        entries = [each async for each in scope.ledger.entries()]
    kinds = [each.kind for each in entries][-5:]
    assert kinds == ["member_added", "role_changed", "member_kept_out", "api_key_made", "api_key_revoked"]
    assert "Ben" not in repr(entries)


class Letterbox:
    """Takes letters, and keeps them."""

    ready = True

    def __init__(self) -> None:
        self.letters: list[Mail] = []

    async def send(self, mail: Mail) -> Answer:
        self.letters.append(mail)
        return Answer(status=250, text="queued")


async def delivered(store: Store, clock: Clock, world: World, box: Letterbox) -> list[DeliveryStatus | None]:
    """As the worker does for each that it is rung for."""
    news = News.leaving_by(
        WebhookPosts(inner=True), box, store=store, clock=clock, public_url="https://phone.example.com"
    )
    async with store.account(world.dental.account.id) as scope:
        waiting = (await scope.deliveries.page(limit=100)).items
    return [await news.outbox.deliver(each.account_id, each.id) for each in waiting]


async def test_whoever_is_let_in_is_written_a_link_that_nobody_else_can_read(
    services: Services, store: Store, clock: Clock, people: People, world: World
) -> None:
    box, writing = Letterbox(), replace(services, people=replace(services.people, writes=True))
    member, _ = await add(writing, world, people.owner, Role.VIEWER)
    clock.move(LINK_LIFETIME - timedelta(hours=1))
    assert await delivered(store, clock, world, box) == [DeliveryStatus.DELIVERED]
    [letter] = box.letters
    assert letter.to == member.email
    assert "Bright Smile Dental lets you sign in" in letter.text
    [token] = re.findall(r"https://phone\.example\.com/set-password\?token=(\S+)", letter.text)
    # It was made when it was sent, so that a mail server that was away takes nothing off its time.
    clock.move(LINK_LIFETIME - timedelta(hours=1))
    await services.people.set_password(token, NEW)
    assert await signs_in(services, member.email, NEW)
    async with store.account(world.dental.account.id) as scope:
        [event] = (await scope.events.page(subject_id=member.id)).items
    assert (event.type, json.loads(event.subject)["role"]) == (EventType.MEMBER_INVITED, "viewer")
    assert "token" not in event.subject
    assert member.email not in event.subject


async def test_who_is_kept_out_again_is_not_written_to(
    services: Services, store: Store, clock: Clock, people: People, world: World
) -> None:
    box, writing = Letterbox(), replace(services, people=replace(services.people, writes=True))
    member, _ = await add(writing, world, people.owner, Role.MEMBER)
    await services.people.keep_out(world.dental.account.id, member.id, True, by=people.owner)
    assert await delivered(store, clock, world, box) == [None]
    assert box.letters == []


async def test_without_a_mail_server_nothing_waits_for_one(
    services: Services, store: Store, people: People, world: World
) -> None:
    await add(services, world, people.owner, Role.MEMBER)
    async with store.account(world.dental.account.id) as scope:
        assert (await scope.deliveries.page()).items == ()
