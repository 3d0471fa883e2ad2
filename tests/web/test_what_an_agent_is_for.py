"""An agent's purpose, language and time zone: chosen, checked, kept in its versions, published once."""

from __future__ import annotations

import html
from typing import Any

import httpx
import pytest

from sites import People, bearer, sign_in
from worlds import World


@pytest.fixture
def key(people: People) -> dict[str, str]:
    return bearer(people.dental_key)


@pytest.fixture
def at(world: World) -> str:
    return f"/v1/agents/{world.dental.agent.id}"


async def test_purpose_language_and_zone_are_changed_and_stand_in_what_differs(
    program: httpx.AsyncClient, key: dict[str, str], at: str
) -> None:
    wanted = {"purpose": "support", "language": "en-GB", "business": {"zone": "America/Los_Angeles"}}
    drafted = (await program.patch(f"{at}/draft", json=wanted, headers=key)).json()["agent"]
    assert (drafted["purpose"], drafted["language"]) == ("support", "en-GB")
    assert drafted["business"]["zone"] == "America/Los_Angeles"
    assert drafted["business"]["services"], "what was not named stays"
    diff = (await program.get(f"{at}/diff", headers=key)).json()["changes"]
    assert [(it["label"], it["before"], it["after"]) for it in diff] == [
        ("What it is for", "appointments", "customer service"),
        ("Language", "en-US", "en-GB"),
        ("Time zone", "America/New York", "America/Los Angeles"),
    ]
    published = (await program.post(f"{at}/publish", headers=key)).json()
    assert published == drafted | {"version": 2}
    first = (await program.get(f"{at}/versions/1", headers=key)).json()["agent"]
    assert (first["purpose"], first["business"]["zone"]) == ("scheduling", "America/New_York")


@pytest.mark.parametrize(
    ("content", "pointer", "why"),
    [
        ({"purpose": "debt_collection"}, "/purpose", "One of"),
        ({"language": "es-MX"}, "/language", "One of"),
        ({"business": {"zone": "EST5EDT"}}, "/business/zone", "like America/New_York"),
        ({"business": {"zone": "../etc/passwd"}}, "/business/zone", "like America/New_York"),
        ({"business": {"zone": ""}}, "/business/zone", "like America/New_York"),
    ],
)
async def test_what_nobody_speaks_or_lives_in_is_refused(
    program: httpx.AsyncClient, key: dict[str, str], at: str, content: dict[str, Any], pointer: str, why: str
) -> None:
    answer = await program.patch(f"{at}/draft", json=content, headers=key)
    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert wrong["pointer"] == pointer
    assert why in wrong["message"]


async def test_publishing_and_restoring_again_with_the_same_key_are_done_once(
    program: httpx.AsyncClient, key: dict[str, str], at: str
) -> None:
    await program.patch(f"{at}/draft", json={"greeting": "Good morning."}, headers=key)
    once = key | {"Idempotency-Key": "publish 2"}
    first = await program.post(f"{at}/publish", headers=once)
    again = await program.post(f"{at}/publish", headers=once)
    assert (first.status_code, again.json()) == (200, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await program.post(f"{at}/publish", json={"revision": "v2"}, headers=once)
    assert other.status_code == 409, "the key was another request's"
    once = key | {"Idempotency-Key": "restore 1"}
    begun = await program.post(f"{at}/versions/1/restore", headers=once)
    assert begun.json()["agent"]["greeting"] == "How can I help you?"
    assert (await program.post(f"{at}/versions/1/restore", headers=once)).json() == begun.json()
    late = await program.post(f"{at}/versions/1/restore", headers=key)
    assert late.json()["code"] == "draft_open"


async def test_the_page_offers_what_can_be_chosen_and_shows_what_is(
    browser: httpx.AsyncClient, people: People, world: World
) -> None:
    await sign_in(browser, people.owner)
    page = html.unescape((await browser.get(f"/agents/{world.dental.agent.id}")).text)
    assert '<option value="scheduling" selected>Appointments</option>' in page
    assert '<option value="en-US" selected>English, United States</option>' in page
    assert '<option value="America/New_York" selected>Eastern, New York</option>' in page
    assert page.count('value="America/Chicago"') == 1
    assert '<option value="America/Argentina/Buenos_Aires">Buenos Aires, Argentina</option>' in page
    version = html.unescape((await browser.get(f"/agents/{world.dental.agent.id}/versions/1")).text)
    assert "Eastern, New York" in version
    assert "America/Chicago" not in version
