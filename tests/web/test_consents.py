"""Consents through the API, on the pages, and on the form that anybody can open."""

from __future__ import annotations

import re

import httpx

from dialora.domain.consent_form import FormLanguage
from dialora.services.consent_words import FIRST_DRAFT
from dialora.store.scope import Store
from sites import People, bearer, csrf_token, sign_in
from worlds import World

PDF = b"%PDF-1.7 signed"
ASKED = {
    "number": "+12125550150",
    "name": "Sam Sample",
    "level": "express_written",
    "purpose": "any",
    "channels": ["voice", "sms"],
    "obtained_at": "2026-11-20T10:00:00-05:00",
    "authorizes_artificial_voice": True,
    "not_condition_of_purchase": True,
    "signature": "ink",
    "disclosure_text": "May we call you?",
}


async def record(program: httpx.AsyncClient, key: str, **changes: object) -> httpx.Response:
    return await program.post("/v1/consents", json=ASKED | changes, headers=bearer(key))


async def test_a_program_records_a_consent_with_its_evidence(
    program: httpx.AsyncClient, people: People, world: World
) -> None:
    key = bearer(people.dental_key)
    sent = await program.post(
        "/v1/consent-evidence?name=signed.pdf", content=PDF, headers=key | {"Content-Type": "application/pdf"}
    )
    assert sent.status_code == 201
    made = await record(program, people.dental_key, evidence=[sent.json()["id"]])
    assert made.status_code == 201
    consent = made.json()
    assert (consent["evidence_complete"], consent["missing"]) == (True, [])
    assert (consent["seller"], consent["revoked_at"]) == (world.dental.account.seller, None)
    listed = (await program.get("/v1/consents?number=%2B12125550150&revoked=false", headers=key)).json()
    assert listed["data"] == [consent]
    file = await program.get(f"/v1/consent-evidence/{sent.json()['id']}/file", headers=key)
    assert (file.content, file.headers["content-disposition"]) == (
        PDF,
        "attachment; filename*=UTF-8''signed.pdf",
    )
    ended = await program.post(f"/v1/consents/{consent['id']}/revoke", headers=key)
    assert (ended.status_code, ended.json()["revoked_via"]) == (200, "api")
    assert (await program.get("/v1/consents?revoked=false", headers=key)).json()["data"] == []
    [stopped] = (await program.get("/v1/dnc-entries", headers=key)).json()["data"]
    assert stopped["number"] == "+12125550150"


async def test_whoever_says_so_clearly_takes_back_one_consent_alone(
    program: httpx.AsyncClient, people: People
) -> None:
    consent, key = (await record(program, people.dental_key)).json(), bearer(people.dental_key)
    ended = await program.post(f"/v1/consents/{consent['id']}/revoke", json={"scope": "consent"}, headers=key)
    assert ended.json()["revoked_at"] is not None
    assert (await program.get("/v1/dnc-entries", headers=key)).json()["data"] == []


async def test_the_same_request_twice_is_one_consent(program: httpx.AsyncClient, people: People) -> None:
    headers = bearer(people.dental_key) | {"Idempotency-Key": "once"}
    first, second = [await program.post("/v1/consents", json=ASKED, headers=headers) for _ in range(2)]
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"


async def test_what_cannot_be_is_refused_with_its_field(program: httpx.AsyncClient, people: People) -> None:
    for changes in (
        {"obtained_at": "2027-01-01T00:00:00Z"},
        {"obtained_at": "2026-11-20T10:00:00"},
        {"number": "12125550150"},
        {"name": "a\x00b"},
        {"channels": []},
        {"evidence": ["evid_nobody"]},
        {"evidence": ["a\x00b"]},
        {"recorded_by": "somebody"},
    ):
        refused = await record(program, people.dental_key, **changes)
        assert refused.status_code == 422, changes
        assert refused.headers["content-type"] == "application/problem+json"
    wrong = await program.post(
        "/v1/consent-evidence",
        content=b"GIF89a",
        headers=bearer(people.dental_key) | {"Content-Type": "image/gif"},
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "evidence_kind_unknown")
    large = await program.post(
        "/v1/consent-evidence",
        content=b"%PDF-" + bytes(11_000_000),
        headers=bearer(people.dental_key) | {"Content-Type": "application/pdf"},
    )
    assert large.status_code == 413


async def test_another_account_sees_none_of_it(program: httpx.AsyncClient, people: People) -> None:
    consent = (await record(program, people.dental_key)).json()
    theirs = bearer(people.barber_key)
    assert (await program.get(f"/v1/consents/{consent['id']}", headers=theirs)).status_code == 404
    assert (await program.post(f"/v1/consents/{consent['id']}/revoke", headers=theirs)).status_code == 404
    assert consent["id"] not in (await program.get("/v1/consents/export", headers=theirs)).text


async def test_a_list_is_imported_and_its_faults_are_a_file(
    program: httpx.AsyncClient, people: People
) -> None:
    rows = [
        "number,level,purpose,channels,obtained_at,name",
        "+12125550160,express,informational,voice,2026-03-01T14:30:00Z,Sam",
        "=1+1,express,informational,voice,2026-03-01T14:30:00Z,Sam",
    ]
    headers = bearer(people.dental_key) | {"Content-Type": "text/csv"}
    made = await program.post("/v1/consent-imports?name=a.csv", content="\n".join(rows), headers=headers)
    assert made.status_code == 201
    told = made.json()
    assert (told["state"], told["recorded"], told["refused"]) == ("done", 1, 1)
    faults = await program.get(f"/v1/consent-imports/{told['id']}/faults", headers=headers)
    assert faults.text.splitlines()[0] == "line,column,why"
    assert faults.text.splitlines()[1].startswith("3,number,")


async def published(browser: httpx.AsyncClient, people: People) -> str:
    """The address of the form, once the owner has published it as it stands."""
    await sign_in(browser, people.owner)
    page = (await browser.get("/consents/form")).text
    draft = {"csrf_token": await csrf_token(browser, "/consents/form"), "publish": "1", "purpose": "any"}
    draft |= {"channel_voice": "1", "channel_sms": "1", "offer_en": "1", "offer_es": "1"}
    for language in FormLanguage:
        wording = FIRST_DRAFT.wordings[language]
        for part in ("title", "intro", "disclosure", "button", "thanks"):
            draft[f"{language.value}_{part}"] = getattr(wording, part)
    answer = await browser.post("/consents/form", data=draft)
    assert answer.status_code == 303, answer.text
    page = (await browser.get("/consents/form")).text
    found = re.search(r'href="http://[^/]+(/consent/[\w-]+)"', page)
    assert found
    browser.cookies.clear()
    return found[1]


SIGNED = {
    "version": "1",
    "lang": "es",
    "name": "Ada Quill",
    "number": "(212) 555-0150",
    "signature": "Ada Quill",
    "agreed": "true",
}


async def test_somebody_signs_the_form_and_what_they_saw_is_kept(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, people: People, world: World
) -> None:
    address = await published(browser, people)
    page = await browser.get(f"{address}?lang=es")
    assert '<html lang="es">' in page.text
    assert world.dental.account.seller in page.text
    done = await browser.post(address, data=SIGNED)
    assert (done.status_code, done.headers["location"]) == (303, f"{address}/thanks?lang=es")
    assert (await browser.get(done.headers["location"])).status_code == 200
    key = bearer(people.dental_key)
    [consent] = (await program.get("/v1/consents", headers=key)).json()["data"]
    assert (consent["number"], consent["way"], consent["evidence_complete"]) == ("+12125550150", "form", True)
    [file] = consent["evidence"]
    snapshot = (await program.get(f"/v1/consent-evidence/{file['id']}/file", headers=key)).text
    for seen in ("Ada Quill", "(212) 555-0150", consent["disclosure_sha256"], "voz artificial"):
        assert seen in snapshot
    await sign_in(browser, people.owner)
    assert "Ada Quill" in (await browser.get("/consents")).text
    shown = (await browser.get(f"/consents/{consent['id']}")).text
    assert "Proved" in shown


async def test_an_unsigned_form_says_what_is_missing_and_records_nothing(
    browser: httpx.AsyncClient, people: People
) -> None:
    address = await published(browser, people)
    for changes, field in (
        ({"agreed": "false"}, "agreed-wrong"),
        ({"signature": "<b>x</b>"}, "signature-wrong"),
        ({"number": "555"}, "number-wrong"),
        ({"name": ""}, "name-wrong"),
    ):
        refused = await browser.post(address, data=SIGNED | changes)
        assert refused.status_code == 422
        assert f'id="{field}"' in refused.text
        assert "<b>x" not in refused.text
    stale = await browser.post(address, data=SIGNED | {"version": "9"})
    assert (stale.status_code, "cambiado" in stale.text) == (409, True)
    foreign = await browser.post(address, data=SIGNED, headers={"Origin": "http://evil.example.com"})
    assert foreign.status_code == 403
    await sign_in(browser, people.owner)
    assert "Nobody has agreed" in (await browser.get("/consents")).text


async def test_a_form_cannot_be_published_while_an_element_is_missing(
    browser: httpx.AsyncClient, people: People
) -> None:
    await sign_in(browser, people.owner)
    token = await csrf_token(browser, "/consents/form")
    typed = {
        "csrf_token": token,
        "offer_en": "1",
        "channel_voice": "1",
        "en_disclosure": "{seller} may call me.",
    }
    listed = (await browser.post("/consents/form/check", data=typed)).text
    assert listed.count('class="there"') == 1
    assert listed.count('class="missing"') == 7
    refused = await browser.post("/consents/form", data=typed | {"publish": "1"})
    assert refused.status_code == 409
    assert "Saved, not published" in refused.text


async def test_a_form_that_nobody_published_or_that_is_closed_takes_no_answer(
    browser: httpx.AsyncClient, people: People
) -> None:
    assert (await browser.get("/consent/nothing")).status_code == 404
    address = await published(browser, people)
    await sign_in(browser, people.owner)
    token = await csrf_token(browser, "/consents/form")
    await browser.post("/consents/form/turn", data={"csrf_token": token, "on": "false"})
    assert (await browser.get(address)).status_code == 410
    assert (await browser.post(address, data=SIGNED)).status_code == 410


async def test_who_reads_only_withdraws_nothing_and_brings_no_list(
    browser: httpx.AsyncClient, program: httpx.AsyncClient, people: People
) -> None:
    consent = (await record(program, people.dental_key)).json()
    await sign_in(browser, people.viewer)
    token = {"X-CSRF-Token": await csrf_token(browser, "/calls")}
    for address in (f"/consents/{consent['id']}/withdraw", "/consents/import", "/consents/evidence"):
        assert (await browser.post(address, headers=token)).status_code == 403
    for address in ("/consents/form", "/consents/form/turn"):
        assert (await browser.post(address, headers=token)).status_code == 403
    page = (await browser.get(f"/consents/{consent['id']}")).text
    assert "They want no calls" not in page


async def test_a_member_brings_a_list_and_sees_how_far_it_is(
    browser: httpx.AsyncClient, people: People, store: Store
) -> None:
    await sign_in(browser, people.owner)
    token = {"X-CSRF-Token": await csrf_token(browser, "/consents/import")}
    rows = "number,level,purpose,channels,obtained_at\n" + "".join(
        f"+1212555{number:04},express,any,voice,2026-03-01T14:30:00Z\n" for number in range(100, 200)
    )
    begun = await browser.post(f"/consents/import?name=winter.csv&size={len(rows)}", headers=token)
    address = begun.json()["address"]
    assert "0 rows read" in (await browser.get(address)).text
    assert (await browser.put(address, content=rows, headers=token)).status_code == 204
    assert "100 recorded" in (await browser.get(address)).text
    assert (await browser.put(address, content=rows, headers=token)).status_code == 409
