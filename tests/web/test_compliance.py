"""The compliance page and the decisions: what is counted, the list behind it, each told to an owner."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest
from fastapi import FastAPI

from dialora.compliance.book import Rulebook
from dialora.compliance.intent import CallIntent, CallPurpose
from dialora.domain.approvals import Approvals, Identity
from dialora.domain.consents import (
    ConsentChannel,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Grant,
    Signature,
)
from dialora.domain.do_not_call import StopVia
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.services.evidence import PDF
from dialora.services.gate import CallRefused
from dialora.services.revocations import Stop
from dialora.store.scope import Store
from sites import Clock, People, csrf_token, sign_in
from worlds import NOW, Tenancy, World

CALLEE = PhoneNumber("+12125550160")


@pytest.fixture
def services(site: FastAPI) -> Services:
    found: Services = site.state.services
    return found


async def came_in(services: Services, tenancy: Tenancy) -> str:
    """A call that was let in; the id of the decision."""
    intent = CallIntent.from_carrier(
        account_id=tenancy.account.id,
        agent_id=tenancy.agent.id,
        number_id=tenancy.number.id,
        caller=CALLEE,
        recording_wanted=False,
    )
    return (await services.outgoing.gate.clear(intent)).decision_id


async def refused(
    services: Services,
    tenancy: Tenancy,
    purpose: CallPurpose = CallPurpose.TELEMARKETING,
    callee: PhoneNumber = CALLEE,
) -> str:
    """A call that may not be made; the id of the decision."""
    intent = CallIntent.to_reach(
        account_id=tenancy.account.id,
        agent_id=tenancy.agent.id,
        number_id=tenancy.number.id,
        callee=callee,
        purpose=purpose,
        recording_wanted=False,
    )
    with pytest.raises(CallRefused) as refusal:
        await services.outgoing.gate.clear(intent)
    return refusal.value.decision_id


async def test_every_figure_is_counted_from_decisions_and_leads_to_them(
    browser: httpx.AsyncClient, people: People, world: World, services: Services
) -> None:
    await came_in(services, world.dental)
    await came_in(services, world.dental)
    first = await refused(services, world.dental)
    await refused(services, world.barber)
    await sign_in(browser, people.owner)
    page = (await browser.get("/compliance")).text
    assert "2 of 2 allowed" in page
    assert "0 of 1 allowed" in page
    assert "1 refusal<" in page
    behind = "/decisions?purpose=telemarketing&verdict=deny&from=2026-10-28"
    assert behind.replace("&", "&amp;") in page
    listed = (await browser.get(behind)).text
    assert f'href="/decisions/{first}"' in listed
    assert listed.count("decision-row") == 1


async def test_a_decision_counts_on_the_day_it_was_where_the_business_is(
    world: World, services: Services, clock: Clock
) -> None:
    clock.move(timedelta(hours=14))
    assert clock.now().date() == NOW.date() + timedelta(days=1), "tomorrow in Greenwich"
    await came_in(services, world.dental)
    seen = await services.law_overview.look(world.dental.account.id, days=14)
    assert [(each.day, each.decisions) for each in seen.decisions] == [(NOW.date(), 1)]
    assert (seen.days[-1], len(seen.days)) == (NOW.date(), 14)
    clock.move(timedelta(days=14))
    assert (await services.law_overview.look(world.dental.account.id, days=14)).decisions == ()


async def test_consents_and_opt_outs_are_counted_by_day_and_way(
    browser: httpx.AsyncClient, people: People, world: World, services: Services
) -> None:
    account_id = world.dental.account.id
    for via, last in ((StopVia.KEYPAD, 1), (StopVia.KEYPAD, 2), (StopVia.WEB, 3)):
        await services.suppression.revocations.stop(
            account_id, PhoneNumber(f"+1212555017{last}"), Stop(via=via)
        )
    await sign_in(browser, people.owner)
    page = (await browser.get("/compliance?days=14")).text
    assert "3 opt-outs" in page
    assert "No consent came or went" in page
    pressed = (await browser.get("/do-not-call?source=keypad")).text
    assert pressed.count("dnc-row") == 2
    assert (await browser.get("/do-not-call?source=web")).text.count("dnc-row") == 1


async def test_before_the_first_decision_the_page_teaches_what_will_stand_there(
    browser: httpx.AsyncClient, people: People
) -> None:
    await sign_in(browser, people.owner)
    assert "Nothing was decided on yet" in (await browser.get("/compliance")).text
    assert "No decision yet" in (await browser.get("/decisions")).text


async def test_the_chain_is_checked_from_the_page_by_who_sets_up_the_account(
    browser: httpx.AsyncClient, people: People, world: World, services: Services
) -> None:
    await came_in(services, world.dental)
    await sign_in(browser, people.viewer)
    assert "Nobody has checked them yet" in (await browser.get("/compliance")).text
    token = await csrf_token(browser, "/compliance")
    kept_out = await browser.post("/compliance/check", data={"csrf_token": token})
    assert kept_out.status_code == 403
    await sign_in(browser, people.owner)
    token = await csrf_token(browser, "/compliance")
    await browser.post("/compliance/check", data={"csrf_token": token})
    assert "Checked today, " in (await browser.get("/compliance")).text
    seen = await services.law_overview.look(world.dental.account.id, days=14)
    assert seen.chain.checked is not None
    assert (seen.chain.checked.entries, seen.chain.checked.problem) == (1, None)


async def test_a_decision_is_told_in_words_and_comes_out_the_same_again(
    browser: httpx.AsyncClient, people: People, world: World, services: Services
) -> None:
    decision_id = await refused(services, world.dental)
    await sign_in(browser, people.owner)
    page = (await browser.get(f"/decisions/{decision_id}")).text
    assert "Not allowed" in page
    assert "Thu 26 Nov, 09:00</time></dd>" in page, "no reader of pages reads ISO 8601"
    assert "Not asked" in page
    worst = '<strong>The account</strong><span class="unseen">: Refused</span>'
    assert worst in page, "one law that refuses is enough for a gate"
    token = await csrf_token(browser, f"/decisions/{decision_id}")
    again = await browser.post(f"/decisions/{decision_id}/replay", data={"csrf_token": token})
    assert "<strong>Equal.</strong>" in again.text
    file = (await browser.get(f"/decisions/{decision_id}.json")).json()
    assert (file["id"], file["decision"]) == (decision_id, "deny")
    await sign_in(browser, people.barber)
    assert (await browser.get(f"/decisions/{decision_id}")).status_code == 404


async def test_when_only_the_hour_is_wrong_it_says_when_it_is_right_here_and_for_them(
    browser: httpx.AsyncClient, people: People, world: World, services: Services, store: Store
) -> None:
    account_id, californian = world.dental.account.id, PhoneNumber("+13105550160")
    async with store.platform() as platform:
        approved = Approvals(identity=Identity.VERIFIED, policy_accepted=True)
        await platform.approvals.put(account_id, approved)
    consenting = services.consenting
    proof = await consenting.evidence.keep(
        account_id, b"%PDF-1.7", media_type=PDF, name="signed.pdf", by="key_1"
    )
    grant = Grant(
        number=californian,
        name="Ada Quill",
        level=ConsentLevel.EXPRESS,
        purpose=ConsentPurpose.ANY,
        channels=(ConsentChannel.VOICE,),
        obtained_at=NOW - timedelta(days=30),
        way=ConsentWay.API,
        authorizes_artificial_voice=True,
        not_condition_of_purchase=True,
        signature=Signature.INK,
        disclosure_text="May we call you?",
        evidence_ids=(proof.id,),
    )
    await consenting.consents.record(account_id, grant, by="key_1")
    decision_id = await refused(services, world.dental, CallPurpose.INFORMATIONAL, californian)
    await sign_in(browser, people.owner)
    page = (await browser.get(f"/decisions/{decision_id}")).text
    assert "<strong>today, Thu 26 Nov, 11:00</strong>" in page
    assert "for them it is 08:00 in Los Angeles" in page


async def test_tables_that_are_to_come_are_announced(world: World, services: Services) -> None:
    known = services.law_overview.rulebook.editions
    changed = {**known[-1].hashes, "windows.2027-01-01.json": "00"}
    del changed[next(name for name in changed if name.startswith("windows.2026"))]
    later = replace(known[-1], effective_from=date(2027, 1, 1), hashes=changed)
    overview = replace(services.law_overview, rulebook=Rulebook(editions=(*known, later)))
    seen = await overview.look(world.dental.account.id, days=14)
    assert seen.in_force_since == known[-1].effective_from
    assert [(each.day, each.tables) for each in seen.coming] == [(date(2027, 1, 1), ("windows",))]


async def test_who_only_reads_is_not_offered_to_decide_again(
    browser: httpx.AsyncClient, people: People, world: World, services: Services
) -> None:
    decision_id = await refused(services, world.dental)
    await sign_in(browser, people.viewer)
    page = (await browser.get(f"/decisions/{decision_id}")).text
    assert "Decide again" not in page
    token = await csrf_token(browser, "/decisions")
    answer = await browser.post(f"/decisions/{decision_id}/replay", data={"csrf_token": token})
    assert answer.status_code == 403


async def test_decisions_are_found_by_what_they_were_about_and_come_as_a_file(
    browser: httpx.AsyncClient, people: People, world: World, services: Services
) -> None:
    await came_in(services, world.dental)
    sale = await refused(services, world.dental)
    await refused(services, world.dental, CallPurpose.INFORMATIONAL)
    await refused(services, world.barber)
    await sign_in(browser, people.owner)

    async def found(query: str) -> int:
        return (await browser.get(f"/decisions?{query}")).text.count("decision-row")

    assert await found("") == 3
    assert await found("verdict=deny") == 2
    assert await found("purpose=telemarketing") == 1
    assert await found("number=212 555 0160") == 3, "a caller as well as a callee"
    assert await found("number=212 555 0161") == 0
    assert await found("from=2026-11-27") == 0
    assert await found("to=2026-11-26") == 3
    assert await found(f"from=2026-11-26&after={sale}") == 1, "older ones follow"
    assert await found("reason=nonsense&from=yesterday") == 3, "what nobody can ask for is not asked for"
    assert "That is no phone number" in (await browser.get("/decisions?number=nobody")).text
    file = await browser.get("/decisions.json?purpose=telemarketing")
    assert [each["id"] for each in json.loads(file.text)] == [sale]
    assert json.loads((await browser.get("/decisions.json?from=2026-11-27")).text) == []
