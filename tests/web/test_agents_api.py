"""Agents, drafts and versions through the API."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from dialora.store.scope import Store
from sites import People, bearer
from worlds import World


@pytest.fixture
def key(people: People) -> dict[str, str]:
    return bearer(people.dental_key)


@pytest.fixture
def at(world: World) -> str:
    return f"/v1/agents/{world.dental.agent.id}"


async def test_a_draft_is_heard_by_nobody_until_it_is_published(
    program: httpx.AsyncClient, key: dict[str, str], at: str
) -> None:
    changed = await program.patch(f"{at}/draft", json={"greeting": "What can I do?"}, headers=key)
    assert changed.json()["agent"]["greeting"] == "What can I do?"
    assert (await program.get(at, headers=key)).json()["greeting"] == "How can I help you?"
    seen = {"revision": changed.json()["revision"]}
    published = (await program.post(f"{at}/publish", json=seen, headers=key)).json()
    assert (published["greeting"], published["version"]) == ("What can I do?", 2)
    assert (await program.get(at, headers=key)).json() == published
    again = await program.post(f"{at}/publish", headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_publish")


async def test_who_comes_second_is_told_who_was_first_and_changes_nothing(
    program: httpx.AsyncClient, key: dict[str, str], at: str
) -> None:
    read = (await program.get(f"{at}/draft", headers=key)).json()["revision"]
    await program.patch(f"{at}/draft", json={"name": "June", "revision": read}, headers=key)
    late = await program.patch(f"{at}/draft", json={"name": "May", "revision": read}, headers=key)
    assert (late.status_code, late.json()["code"]) == (409, "draft_moved_on")
    assert "A program with a test key has changed this" in late.json()["detail"]
    assert (await program.get(f"{at}/draft", headers=key)).json()["agent"]["name"] == "June"


async def test_what_is_put_back_as_it_was_leaves_no_draft(
    program: httpx.AsyncClient, key: dict[str, str], at: str
) -> None:
    await program.patch(f"{at}/draft", json={"voice_speed": 1.2}, headers=key)
    back = await program.patch(f"{at}/draft", json={"voice_speed": 1.0}, headers=key)
    assert (back.json()["changed_at"], back.json()["revision"]) == (None, "v1")


def _span(opens: str, closes: str) -> dict[str, str]:
    return {"opens": opens, "closes": closes}


_CLEANING = {"key": "cleaning", "name": "cleaning", "minutes": 45}
_DESK = {"name": "the desk", "number": "+12125550177"}


@pytest.mark.parametrize(
    ("content", "pointer", "why"),
    [
        ({"greeting": "x" * 301}, "/greeting", "At most 300 characters; these are 301."),
        ({"greeting": " \n "}, "/greeting", "Write something here."),
        ({"name": "Ju\u0000ne"}, "/name", "a character that cannot be said"),
        ({"name": None}, "/name", ""),
        ({"voice_speed": 1.3}, "/voice_speed", "At most 1.25."),
        ({"voice_speed": "nan"}, "/voice_speed", "Write a number."),
        ({"nickname": "J"}, "/nickname", "There is no such field."),
        ({"business": {"services": []}}, "/business/services", "at least one thing to book"),
        ({"business": {"services": [_CLEANING] * 101}}, "/business/services", "At most 100 of these."),
        (
            {"business": {"services": [_CLEANING | {"minutes": 0}]}},
            "/business/services/0/minutes",
            "At least 5.",
        ),
        (
            {"business": {"services": [_CLEANING, {"name": "Cleaning", "minutes": 30}]}},
            "/business/services/1/name",
            "Another service has this name.",
        ),
        (
            {"business": {"services": [_CLEANING | {"price_from": True}]}},
            "/business/services/0/price_cents",
            "Say from which price on.",
        ),
        (
            {"business": {"hours": {"week": {"monday": [_span("12:00", "09:00")]}}}},
            "/business/hours/week/monday/0/closes",
            "not after the opening time",
        ),
        (
            {"business": {"hours": {"week": {"monday": [_span("09:00", "12:00"), _span("11:00", "17:00")]}}}},
            "/business/hours/week/monday/1/opens",
            "before the time above it is over",
        ),
        (
            {"business": {"hours": {"week": {"monday": [_span("25:00", "09:00")]}}}},
            "/business/hours/week/monday/0/opens",
            "Write a time, like 09:30.",
        ),
        (
            {"business": {"hours": {"week": {}, "special_days": {"2026-12-24": {"name": ""}}}}},
            "/business/hours/special_days/2026-12-24/name",
            "Write something here.",
        ),
        (
            {"business": {"transfers": [_DESK | {"number": "911"}]}},
            "/business/transfers/0/number",
            "Short and emergency numbers",
        ),
        (
            {"business": {"transfers": [_DESK | {"number": "+1 900 555 0123"}]}},
            "/business/transfers/0/number",
            "paid lines",
        ),
        (
            {"business": {"transfers": [_DESK | {"number": "the desk"}]}},
            "/business/transfers/0/number",
            "with a plus and the country code",
        ),
        (
            {"business": {"transfers": [_DESK | {"number": "+12125550123"}]}},
            "/business/transfers/0/number",
            "An agent answers this number",
        ),
        (
            {"business": {"transfers": [_DESK | {"reachable": "own_hours"}]}},
            "/business/transfers/0/week",
            "Say at which hours.",
        ),
        (
            {"business": {"answers": [{"topic": "a/b", "text": "One."}, {"topic": "A/B", "text": "Two."}]}},
            "/business/answers/1/topic",
            "Another answer has this topic.",
        ),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_saved(
    program: httpx.AsyncClient, key: dict[str, str], at: str, content: dict[str, Any], pointer: str, why: str
) -> None:
    asked = {"greeting": "This is fine."} | content
    answer = await program.patch(f"{at}/draft", json=asked, headers=key)
    assert answer.status_code == 422, answer.text
    (wrong,) = answer.json()["errors"]
    assert wrong["pointer"] == pointer
    assert why in wrong["message"]
    assert (await program.get(f"{at}/draft", headers=key)).json()["revision"] == "v1"


async def test_a_service_keeps_its_key_when_it_is_renamed_and_a_new_one_gets_its_own(
    program: httpx.AsyncClient, key: dict[str, str], at: str
) -> None:
    services = [
        {"key": "checkup", "name": "routine check", "minutes": 20, "also_called": ["check-up"]},
        {"name": "Root canal", "minutes": 90, "price_cents": 90000, "price_from": True},
        {"name": "root canál", "minutes": 90},
    ]
    answer = await program.patch(f"{at}/draft", json={"business": {"services": services}}, headers=key)
    made = answer.json()["agent"]["business"]["services"]
    assert [service["key"] for service in made] == ["checkup", "root_canal", "root_can_l"]
    assert made[1]["price_from"]


async def test_special_days_come_back_as_they_were_sent(
    program: httpx.AsyncClient, key: dict[str, str], at: str
) -> None:
    days = {
        "2026-12-24": {"name": "Christmas Eve", "spans": [_span("08:00:00", "12:00:00")]},
        "2026-12-25": {"name": "Christmas Day", "spans": []},
    }
    hours = {"week": {"monday": [_span("09:00", "00:00")], "tuesday": []}, "special_days": days}
    answer = await program.patch(f"{at}/draft", json={"business": {"hours": hours}}, headers=key)
    kept = answer.json()["agent"]["business"]["hours"]
    assert kept == {"week": {"monday": [_span("09:00:00", "00:00:00")]}, "special_days": days}


async def test_a_change_published_at_once_waits_for_a_draft_to_be_settled(
    program: httpx.AsyncClient, key: dict[str, str], at: str
) -> None:
    changed = await program.patch(at, json={"business": {"lead_minutes": 0}}, headers=key)
    assert changed.json()["version"] == 2
    same = await program.patch(at, json={"business": {"lead_minutes": 0}}, headers=key)
    assert same.json()["version"] == 2
    await program.patch(f"{at}/draft", json={"name": "May"}, headers=key)
    refused = await program.patch(at, json={"name": "June"}, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_open")
    discarded = await program.delete(f"{at}/draft", headers=key)
    assert discarded.json()["agent"]["name"] == "Robin"
    assert (await program.patch(at, json={"name": "June"}, headers=key)).json()["version"] == 3


async def test_every_version_stays_and_can_be_compared_and_begun_from_again(
    program: httpx.AsyncClient, key: dict[str, str], at: str
) -> None:
    for greeting in ("Good morning.", "Good evening."):
        await program.patch(at, json={"greeting": greeting}, headers=key)
    listed = (await program.get(f"{at}/versions", params={"limit": 2}, headers=key)).json()
    assert [each["version"] for each in listed["data"]] == [3, 2]
    assert listed["has_more"]
    assert listed["data"][0]["published_by"] == "A program with a test key"
    first = (await program.get(f"{at}/versions/1", headers=key)).json()
    assert first["agent"]["greeting"] == "How can I help you?"
    diff = (await program.get(f"{at}/diff", params={"before": "1", "after": "3"}, headers=key)).json()
    (change,) = diff["changes"]
    assert (change["label"], change["before"], change["after"]) == (
        "Greeting",
        "How can I help you?",
        "Good evening.",
    )
    restored = await program.post(f"{at}/versions/1/restore", headers=key)
    assert restored.json()["agent"]["greeting"] == "How can I help you?"
    assert (await program.get(at, headers=key)).json()["greeting"] == "Good evening."
    assert (await program.post(f"{at}/versions/2/restore", headers=key)).json()["code"] == "draft_open"
    assert (await program.get(f"{at}/versions/9", headers=key)).status_code == 404
    assert (await program.get(f"{at}/versions/{10**30}", headers=key)).status_code == 422


async def test_a_new_agent_can_answer_and_a_number_can_be_given_to_it(
    program: httpx.AsyncClient, key: dict[str, str], world: World, store: Store
) -> None:
    asked = {"name": "May", "calendar_id": world.dental.calendar.id}
    headers = key | {"Idempotency-Key": "one"}
    made = (await program.post("/v1/agents", json=asked, headers=headers)).json()
    assert (await program.post("/v1/agents", json=asked, headers=headers)).json() == made
    assert made["business"]["name"] == world.dental.account.name
    assert made["business"]["services"][0]["name"] == "appointment"
    (number,) = (await program.get("/v1/phone-numbers", headers=key)).json()["data"]
    assert number["agent_id"] == world.dental.agent.id
    where = f"/v1/phone-numbers/{number['id']}"
    moved = await program.patch(where, json={"agent_id": made["id"]}, headers=key)
    assert moved.json()["agent_id"] == made["id"]
    nobody = await program.patch(where, json={"agent_id": None}, headers=key)
    assert nobody.json()["agent_id"] is None
    unknown = await program.patch(where, json={"agent_id": "agent_nobody"}, headers=key)
    assert unknown.status_code == 404


async def test_a_new_agent_can_be_like_another(
    program: httpx.AsyncClient, key: dict[str, str], world: World
) -> None:
    asked = {"name": "Evening May", "like": world.dental.agent.id}
    made = (await program.post("/v1/agents", json=asked, headers=key)).json()
    model = (await program.get(f"/v1/agents/{world.dental.agent.id}", headers=key)).json()
    assert made["business"] == model["business"]
    assert made["calendar_id"] != model["calendar_id"]
    assert (made["name"], made["version"]) == ("Evening May", 1)
