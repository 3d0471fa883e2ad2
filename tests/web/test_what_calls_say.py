"""What calls say: worded by the business on its page and through the API, never less than must be said."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from dialora.domain.call_wording import DEFAULTS
from dialora.store.scope import Store
from sites import People, bearer, csrf_token, sign_in
from worlds import World

PAGE = "/settings/words"


def typed(**changes: str) -> dict[str, str]:
    """The form as the page sends it."""
    fields = {
        f"{language}_{name}": getattr(wording, name)
        for language, wording in DEFAULTS.items()
        for name in wording.__dataclass_fields__
    }
    return {**fields, "asks_callers": "", **changes}


async def posted(browser: httpx.AsyncClient, address: str, form: dict[str, str]) -> httpx.Response:
    token = await csrf_token(browser)
    return await browser.post(address, data=form, headers={"X-CSRF-Token": token})


async def test_an_owner_words_a_sentence_and_every_call_says_it(
    browser: httpx.AsyncClient, people: People, store: Store, world: World
) -> None:
    await sign_in(browser, people.owner)
    assert "Nothing has to be changed" in (await browser.get(PAGE)).text
    saved = await posted(browser, PAGE, typed(en_ask_continue="Do you have a minute?", asks_callers="any"))
    assert saved.status_code == 422, "offers need more than the question says"
    assert "It must say that the calls may be marketing." in saved.text
    saved = await posted(browser, PAGE, typed(en_ask_continue="Do you have a minute?"))
    assert saved.status_code == 303
    page = (await browser.get(saved.headers["location"])).text
    assert "Do you have a minute?" in page
    assert "Version 1" in page
    again = await posted(browser, PAGE, typed(en_ask_continue="Do you have a minute?"))
    assert again.status_code == 409
    async with store.account(world.dental.account.id) as scope:
        newest = await scope.call_wordings.newest()
        entries = [it async for it in scope.ledger.entries() if it.kind == "call_words_saved"]
    assert newest is not None
    assert newest.saved_by == people.owner.id
    assert json.loads(entries[0].payload)["version"] == 1


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("en_identification", "", "cannot be left out"),
        ("en_answering", "{seller}. I am a real person.", "C30"),
        ("es_opt_out_offer", "Que tenga un buen día.", "how calls are stopped"),
        ("en_recorded", "This call is not recorded.", "C34"),
    ],
)
async def test_the_list_is_live_and_nothing_incomplete_is_saved(
    browser: httpx.AsyncClient, people: People, store: Store, world: World, field: str, text: str, why: str
) -> None:
    await sign_in(browser, people.owner)
    form = typed(**{field: text})
    live = await posted(browser, f"{PAGE}/check", form)
    assert live.status_code == 200
    assert why in live.text
    assert 'class="missing"' in live.text
    refused = await posted(browser, PAGE, form)
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    async with store.account(world.dental.account.id) as scope:
        assert await scope.call_wordings.newest() is None


async def test_a_viewer_reads_and_an_old_version_can_be_looked_at(
    browser: httpx.AsyncClient, people: People
) -> None:
    await sign_in(browser, people.owner)
    for words in ("First. Goodbye.", "Second. Goodbye."):
        assert (await posted(browser, PAGE, typed(en_not_now=words))).status_code == 303
    old = (await browser.get(f"{PAGE}?version=1")).text
    assert "First. Goodbye." in old
    assert "Calls say version 2" in old
    assert (await browser.get(f"{PAGE}?version=3")).status_code == 404
    await sign_in(browser, people.viewer)
    assert "Second. Goodbye." in (await browser.get(PAGE)).text
    assert (await posted(browser, PAGE, typed(en_not_now="Third. Goodbye."))).status_code == 403


async def test_a_sentence_is_heard_with_its_slots_filled(browser: httpx.AsyncClient, people: People) -> None:
    await sign_in(browser, people.owner)
    token = {"X-CSRF-Token": await csrf_token(browser)}

    async def hear(text: str) -> httpx.Response:
        asked = {"language": "en", "text": text}
        return await browser.post(f"{PAGE}/preview", json=asked, headers=token)

    heard = await hear(DEFAULTS["en"].identification)
    assert (heard.status_code, heard.content[:4]) == (200, b"RIFF")
    for wrong in ("Hi {nobody}.", "Hi }", " ", "a\x00b"):
        assert (await hear(wrong)).status_code == 422


async def test_a_program_changes_what_calls_say(program: httpx.AsyncClient, people: People) -> None:
    key = bearer(people.dental_key)

    async def change(body: dict[str, Any]) -> httpx.Response:
        return await program.post("/v1/call-wordings", json=body, headers=key)

    current = (await program.get("/v1/call-wordings/current", headers=key)).json()
    assert (current["version"], current["saved_by"]) == (0, None)
    assert all(each["there"] for each in current["checklist"])
    refused = await change({"wordings": {"es": {"opted_out": "Adiós."}}})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "wordings.es.opted_out"
    made = await change({"wordings": {"en": {"not_now": "Until then."}}, "asks_callers": "informational"})
    assert (made.status_code, made.json()["version"]) == (201, 1)
    assert made.json()["wordings"]["en"]["not_now"] == "Until then."
    assert (await change({"asks_callers": "informational"})).status_code == 409
    assert (await change({"asks_callers": "nothing"})).json()["asks_callers"] is None
    listed = (await program.get("/v1/call-wordings?limit=1", headers=key)).json()
    assert ([each["version"] for each in listed["data"]], listed["has_more"]) == ([2], True)
    assert (await program.get("/v1/call-wordings/1", headers=key)).json() == made.json()
    for wrong in ("a\x00b", "x" * 501):
        assert (await change({"wordings": {"en": {"not_now": wrong}}})).status_code == 422


async def test_whoever_opens_evidence_is_in_the_ledger(
    program: httpx.AsyncClient, browser: httpx.AsyncClient, people: People, store: Store, world: World
) -> None:
    key = bearer(people.dental_key)
    file = {"content": b"%PDF-1.7 signed", "headers": key | {"Content-Type": "application/pdf"}}
    evidence = (await program.post("/v1/consent-evidence?name=a.pdf", **file)).json()["id"]  # type: ignore[arg-type]
    assert (await program.get(f"/v1/consent-evidence/{evidence}/file", headers=key)).status_code == 200
    await sign_in(browser, people.owner)
    for _ in range(2):
        assert (await browser.get(f"/consents/evidence/{evidence}")).status_code == 200
    async with store.account(world.dental.account.id) as scope:
        entries = [it async for it in scope.ledger.entries() if it.kind == "evidence_opened"]
    assert {it.subject_id for it in entries} == {evidence}
    by = [json.loads(it.payload)["by"] for it in entries]
    assert (by[0][:4], by[1]) == ("key_", people.owner.id)
    assert len(by) == 2, "twice within minutes is one opening"
