"""C45. Behind each call stands who asked for it and which rules allowed it; none of it is legal advice."""

from __future__ import annotations

import httpx

from clauses.firm import ADA, CAL, Firm
from sites import People, sign_in

ADVICE = "not legal advice"


async def test_each_call_and_each_refusal_names_who_asked_and_every_rule(firm: Firm) -> None:
    await firm.agreed()
    made = await firm.call()
    assert made.status_code == 201, made.text
    refused = await firm.call(CAL)
    assert refused.status_code == 403
    by_command = await firm.command("call", CAL, "--agent", firm.tenancy.agent.id)
    assert by_command.exit_code == 1
    await firm.rung("+12125550163")
    assert firm.dialled == [ADA]

    listed = (await firm.told("GET", "/v1/calls"))["data"]
    assert len(listed) == 4
    kept = {(call["peer"], call["asked_by"]) for call in listed}
    [key] = {asked_by for _, asked_by in kept if asked_by and asked_by.startswith("key_")}
    assert kept == {(ADA, key), (CAL, key), (CAL, "command"), ("+12125550163", None)}
    assert made.json()["asked_by"] == key
    for call in listed:
        decision = await firm.told("GET", f"/v1/decisions/{call['decision_id']}")
        assert decision["findings"]
        assert all(it["rule"] and it["why"] and it["source"] for it in decision["findings"])
        denied = [it["reason"] for it in decision["findings"] if it["reason"]]
        assert denied == decision["all_reasons"] if call["peer"] == CAL else not denied


async def test_whoever_relies_on_it_is_told_that_it_is_no_legal_advice(firm: Firm, people: People) -> None:
    await firm.agreed()
    call = (await firm.call()).json()
    async with httpx.AsyncClient(base_url=firm.services.site.public_url, timeout=30) as browser:
        await sign_in(browser, people.owner)
        page = (await browser.get(f"/decisions/{call['decision_id']}")).text
        overview = (await browser.get("/compliance")).text
    assert f"A program, by its API key <code>{call['asked_by']}</code>" in page
    assert ADVICE in page
    assert ADVICE in overview
    api = (await firm.http.get("/openapi.json")).json()
    for path in ("/v1/calls", "/v1/decisions/check"):
        assert ADVICE in api["paths"][path]["post"]["description"]
    assert ADVICE in (await firm.command("check", ADA)).stdout
