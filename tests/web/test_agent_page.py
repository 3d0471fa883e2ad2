"""The Agent page and its verbs, as a browser without scripts reaches them."""

from __future__ import annotations

import io
import re
import wave
from dataclasses import replace

import httpx
import pytest

from dialora.domain.accounts import Member, Role
from dialora.services.agents import NewAgent
from dialora.services.bundle import Services
from dialora.services.identity import hash_password
from dialora.store.ids import new_id
from dialora.store.scope import Store
from sites import PASSWORD, People, csrf_token, sign_in
from worlds import NOW, World, tenancy


@pytest.fixture
def at(world: World) -> str:
    return f"/agents/{world.dental.agent.id}"


@pytest.fixture
async def member(store: Store, people: People) -> Member:
    """Works here, and has nothing to decide."""
    working = replace(people.viewer, id=new_id("memb"), email="desk@dental.example.com", role=Role.MEMBER)
    async with store.platform() as platform:
        await platform.members.add(working)
    return working


async def _token(browser: httpx.AsyncClient) -> dict[str, str]:
    return {"X-CSRF-Token": await csrf_token(browser), "Accept": "application/json"}


async def test_the_only_agent_is_the_page_and_several_are_a_list(
    browser: httpx.AsyncClient, people: People, world: World, at: str, store: Store
) -> None:
    await sign_in(browser, people.owner)
    assert (await browser.get("/agents")).headers["location"] == at
    services: Services = browser._transport.app.state.services  # type: ignore[attr-defined]
    await services.agents.create(world.dental.account.id, NewAgent(name="May"), by="Sample Owner")
    listed = (await browser.get("/agents")).text
    assert "May" in listed
    assert "+1\u00a0212\u00a0555\u00a00123" in listed


async def test_an_account_without_an_agent_is_taught_the_next_step(
    browser: httpx.AsyncClient, people: People, world: World, store: Store
) -> None:
    bare = tenancy("Quiet Corner", "+12125550166", "quiet")
    async with store.platform() as platform:
        await platform.accounts.add(replace(bare.account, agency_id=world.dental.agency.id))
        await platform.members.add(
            replace(bare.owner, agency_id=world.dental.agency.id, password_hash=hash_password(PASSWORD))
        )
    await sign_in(browser, bare.owner)
    page = (await browser.get("/agents")).text
    assert "No agent yet" in page
    assert 'href="/agents/new"' in page
    form = {"csrf_token": await csrf_token(browser), "name": "May"}
    made = await browser.post("/agents", data=form)
    assert (await browser.get("/agents")).headers["location"] == made.headers["location"].split("?")[0]


async def test_the_law_s_words_stand_before_the_greeting_and_are_no_field(
    browser: httpx.AsyncClient, people: People, at: str
) -> None:
    await sign_in(browser, people.owner)
    page = (await browser.get(at)).text
    (lawful,) = re.findall(r"<p data-notices>(.*?)</p>", page)
    assert "I&#39;m an AI assistant." in lawful
    assert "This call is recorded" in lawful
    assert page.index(lawful) < page.index('data-field="greeting"')
    token = await _token(browser)
    silent = await browser.patch(f"{at}/draft", json={"recording_wanted": False}, headers=token)
    assert silent.json()["notices"] == [
        "Thanks for calling Bright Smile Dental LLC. I'm an AI assistant.",
    ]


async def test_a_member_drafts_and_tries_and_only_owners_and_admins_publish(
    browser: httpx.AsyncClient, people: People, member: Member, world: World, at: str, store: Store
) -> None:
    await sign_in(browser, member)
    token = await _token(browser)
    saved = await browser.patch(f"{at}/draft", json={"greeting": "Hello there."}, headers=token)
    assert saved.json()["standing"] == "Callers still hear version 1: one change not published."
    assert "An owner or admin can publish." in (await browser.get(at)).text
    for path in (f"{at}/publish", "/agents", f"{at}/numbers/{world.dental.number.id}"):
        refused = await browser.post(path, data={"name": "May"}, headers=token)
        assert (refused.status_code, refused.json()["code"]) == (403, "role_forbidden"), path
    assert (await browser.get("/agents/new", headers=token)).status_code == 403
    call = await browser.post(
        "/talk/calls", json={"agent_id": world.dental.agent.id, "draft": True}, headers=token
    )
    tried = await browser.get(f"{at}/trials/{call.json()['call_id']}")
    assert "Hello there." in tried.text
    address = f"{at}/trials/{call.json()['call_id']}"
    async with store.account(world.dental.account.id) as scope:
        rung = await scope.calls.get(call.json()["call_id"])
        await scope.calls.save(replace(rung, answered_at=NOW))
    assert f'href="{address}"' in (await browser.get(f"/calls/{rung.id}")).text
    await sign_in(browser, people.owner)
    form = {"csrf_token": await csrf_token(browser), "revision": saved.json()["revision"]}
    published = await browser.post(f"{at}/publish", data=form)
    assert published.headers["location"] == f"{at}?published=true"
    async with store.account(world.dental.account.id) as scope:
        assert (await scope.agents.get(world.dental.agent.id)).greeting == "Hello there."
    history = (await browser.get(f"{at}/versions")).text
    assert "by Sample Owner" in history


async def test_a_viewer_reads_every_field_and_can_change_none(
    browser: httpx.AsyncClient, people: People, at: str
) -> None:
    await sign_in(browser, people.viewer)
    page = (await browser.get(at)).text
    assert "data-document disabled" in page
    assert "You can park for free behind the building." in page
    assert "data-talk-button" not in page
    token = await _token(browser)
    refused = await browser.patch(f"{at}/draft", json={"greeting": "Mine."}, headers=token)
    assert refused.json()["code"] == "role_forbidden"
    for verb in ("discard", "versions/1/restore", "publish"):
        assert (await browser.post(f"{at}/{verb}", headers=token)).status_code == 403


async def test_a_new_agent_begins_as_a_receptionist(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.owner)
    form = {"csrf_token": await csrf_token(browser), "name": "May", "calendar": world.dental.calendar.id}
    made = await browser.post("/agents", data=form)
    page = (await browser.get(made.headers["location"])).text
    assert "May can take calls as it is." in page
    assert 'value="appointment"' in page
    unnamed = await browser.post("/agents", data=form | {"name": " "})
    assert unnamed.status_code == 422
    assert "Write something here." in unnamed.text


async def test_a_number_is_given_to_an_agent_and_taken_back(
    browser: httpx.AsyncClient, people: People, world: World, at: str, store: Store
) -> None:
    await sign_in(browser, people.owner)
    where = f"{at}/numbers/{world.dental.number.id}"
    token = await csrf_token(browser)
    for answers, expected in (("no", None), ("yes", world.dental.agent.id)):
        await browser.post(where, data={"csrf_token": token, "answers": answers})
        async with store.account(world.dental.account.id) as scope:
            assert (await scope.numbers.get(world.dental.number.id)).agent_id == expected


async def test_a_preview_is_sound_at_the_speed_that_was_asked_for(
    browser: httpx.AsyncClient, people: People, at: str
) -> None:
    await sign_in(browser, people.owner)
    token = await _token(browser)
    asked = {"text": "How can I help you?", "speed": 1.2}
    answer = await browser.post(f"{at}/preview", json=asked, headers=token)
    assert answer.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getframerate() == 8000
        assert sound.getnframes() > 800
    services: Services = browser._transport.app.state.services  # type: ignore[attr-defined]
    voice = services.voice_previews.voice
    assert voice.speeds == [1.2]  # type: ignore[attr-defined]
    fast = await browser.post(f"{at}/preview", json=asked | {"speed": 2}, headers=token)
    assert fast.json()["errors"][0]["pointer"] == "/speed"


async def test_two_versions_are_compared_in_an_owner_s_words(
    browser: httpx.AsyncClient, people: People, at: str
) -> None:
    await sign_in(browser, people.owner)
    token = await _token(browser)
    services = [
        {"key": "cleaning", "name": "cleaning", "minutes": 60, "price_cents": 9500, "price_from": True},
        {"name": "whitening", "minutes": 30},
    ]
    saved = await browser.patch(f"{at}/draft", json={"business": {"services": services}}, headers=token)
    assert saved.json()["changes"] == 4
    page = re.sub(r"<[^>]+>|\s+", " ", (await browser.get(f"{at}/diff")).text)
    page = re.sub(r"\s+", " ", page)
    for told in (
        "Cleaning, time changed − Before: 45 min + Now: 60 min",
        "Cleaning, price changed − Before: $120 + Now: from $95",
        "Check-up removed",
        "Whitening added",
    ):
        assert told in page, told


async def test_what_is_not_there_says_so(browser: httpx.AsyncClient, people: People, at: str) -> None:
    await sign_in(browser, people.owner)
    for path in ("versions/7", "trials/call_nobody", "diff?before=7", "diff?before=draft&after=9"):
        assert (await browser.get(f"{at}/{path}")).status_code == 404, path
    assert (await browser.get("/agents/agent_nobody")).status_code == 404
    assert (await browser.get(f"{at}/diff?before=nothing")).status_code == 422
