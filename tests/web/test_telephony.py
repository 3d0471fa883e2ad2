"""Carrier webhooks: nothing is believed unsigned, and the carrier always gets something to say."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from twilio.request_validator import RequestValidator

from dialora.domain.accounts import Standing
from dialora.domain.admission import CallLimits
from dialora.domain.calls import CallStatus
from dialora.domain.phone import PhoneNumber
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.services.calls import Ticket
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.roles import DatabaseUrls
from dialora.store.scope import Store
from dialora.web import telephony
from dialora.web.telephony import telephony_router
from outages import away, frozen
from sites import ADDRESS, Clock
from worlds import Tenancy, World

VOICE, STATUS, ACTION, DIALLED = (
    f"/telephony/twilio/{it}" for it in ("voice", "status", "action", "dialled")
)


@pytest.fixture(autouse=True)
def webhooks(site: FastAPI) -> None:
    CARRIERS.discover("dialora.providers.telephony")
    site.include_router(telephony_router())


def form_of(tenancy: Tenancy, **fields: str) -> dict[str, str]:
    return {
        "AccountSid": tenancy.number.carrier_account_id,
        "CallSid": "CA01",
        "To": str(tenancy.number.number),
        "From": "+12025550147",
        "CallStatus": "ringing",
        **fields,
    }


async def send(
    program: httpx.AsyncClient, path: str, form: dict[str, str], *, secret: str, url: str | None = None
) -> httpx.Response:
    """As Twilio does it; `url` is the address it believes it calls."""
    signature = RequestValidator(secret).compute_signature(url or ADDRESS + path, form)
    return await program.post(path, data=form, headers={"X-Twilio-Signature": signature})


async def rows(store: Store, tenancy: Tenancy) -> int:
    async with store.account(tenancy.account.id) as scope:
        return len((await scope.calls.page(limit=100)).items)


async def test_a_ringing_call_is_connected_to_our_socket(program: httpx.AsyncClient, world: World) -> None:
    secret = world.dental.credentials.auth_token
    answer = await send(program, VOICE, form_of(world.dental), secret=secret)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert 'url="ws://dialora.example.com/telephony/twilio/media"' in answer.text
    assert 'action="http://dialora.example.com/telephony/twilio/action"' in answer.text
    assert re.search(r'<Parameter name="token" value="[\w-]{43}"', answer.text)


@pytest.mark.parametrize("path", [VOICE, STATUS, ACTION])
async def test_an_unsigned_request_is_refused_and_leaves_no_row(
    program: httpx.AsyncClient, store: Store, world: World, path: str
) -> None:
    assert (await program.post(path, data=form_of(world.dental))).status_code == 403
    forged = await program.post(path, data=form_of(world.dental), headers={"X-Twilio-Signature": "bm8="})
    assert forged.status_code == 403
    assert await rows(store, world.dental) == 0


async def test_another_tenants_secret_signs_nothing(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    theirs = world.barber.credentials.auth_token
    for fields in ({}, {"AccountSid": world.barber.number.carrier_account_id}):
        answer = await send(program, VOICE, form_of(world.dental, **fields), secret=theirs)
        assert answer.status_code in (200, 403)
        assert "Stream" not in answer.text
    assert await rows(store, world.dental) == 0


async def test_a_signature_for_another_host_or_an_altered_form_is_refused(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    secret = world.dental.credentials.auth_token
    form = form_of(world.dental)
    elsewhere = await send(program, VOICE, form, secret=secret, url=f"http://evil.example.com{VOICE}")
    signature = RequestValidator(secret).compute_signature(ADDRESS + VOICE, form)
    altered = await program.post(
        VOICE, data={**form, "From": "+12025550199"}, headers={"X-Twilio-Signature": signature}
    )
    assert (elsewhere.status_code, altered.status_code) == (403, 403)
    assert await rows(store, world.dental) == 0


async def test_the_host_header_is_never_what_is_signed(program: httpx.AsyncClient, world: World) -> None:
    form, secret = form_of(world.dental), world.dental.credentials.auth_token
    signature = RequestValidator(secret).compute_signature(f"http://evil.example.com{VOICE}", form)
    answer = await program.post(
        VOICE,
        data=form,
        headers={
            "X-Twilio-Signature": signature,
            "Host": "evil.example.com",
            "X-Forwarded-Host": "evil.example.com",
        },
    )
    assert answer.status_code == 403


async def test_a_number_that_is_not_in_service_says_so(program: httpx.AsyncClient, world: World) -> None:
    form = form_of(world.dental, To="+12125550188")
    answer = await send(program, VOICE, form, secret=world.dental.credentials.auth_token)
    assert "<Say" in answer.text
    assert "not in service" in answer.text


async def test_a_suspended_account_is_refused_politely(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    async with store.platform() as platform:
        await platform.accounts.set_standing(world.dental.account.id, Standing.SUSPENDED)
    answer = await send(program, VOICE, form_of(world.dental), secret=world.dental.credentials.auth_token)
    assert "<Say" in answer.text
    assert "Stream" not in answer.text
    assert "suspended" not in answer.text


async def test_a_number_without_an_agent_is_refused_politely(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    async with store.account(world.dental.account.id) as scope:
        await scope.numbers.save(replace(world.dental.number, agent_id=None))
    answer = await send(program, VOICE, form_of(world.dental), secret=world.dental.credentials.auth_token)
    assert "<Say" in answer.text


async def test_a_repeated_status_is_fine_and_changes_nothing(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    secret = world.dental.credentials.auth_token
    await send(program, VOICE, form_of(world.dental), secret=secret)
    ended = form_of(world.dental, CallStatus="completed", CallDuration="3", SequenceNumber="4")
    seen = []
    for _ in range(3):
        assert (await send(program, STATUS, ended, secret=secret)).status_code == 200
        async with store.account(world.dental.account.id) as scope:
            seen.append(await scope.calls.by_carrier_call_id("CA01"))
    assert seen[0] is not None
    assert seen[0].status is CallStatus.COMPLETED
    assert seen[0] == seen[1] == seen[2]


async def test_a_status_of_a_call_nobody_knows_is_fine(program: httpx.AsyncClient, world: World) -> None:
    form = form_of(world.dental, CallSid="CA99", CallStatus="completed")
    answer = await send(program, STATUS, form, secret=world.dental.credentials.auth_token)
    assert answer.status_code == 200


async def connected(program: httpx.AsyncClient, site: FastAPI, tenancy: Tenancy) -> Ticket:
    """A caller on the line, whose audio has come."""
    answer = await send(program, VOICE, form_of(tenancy), secret=tenancy.credentials.auth_token)
    token = re.search(r'value="([\w-]+)"', answer.text)
    assert token
    services: Services = site.state.services
    return await services.calls.connect(token[1], carrier_call_id="CA01")


async def test_a_caller_who_was_cut_off_outside_the_hours_is_asked_to_call_again(
    program: httpx.AsyncClient, site: FastAPI, clock: Clock, world: World
) -> None:
    secret = world.dental.credentials.auth_token
    clock.move(timedelta(days=3))
    await connected(program, site, world.dental)
    lost = await send(program, ACTION, form_of(world.dental, CallStatus="in-progress"), secret=secret)
    assert "call again" in lost.text
    assert "<Dial" not in lost.text
    again = await send(program, ACTION, form_of(world.dental, CallStatus="in-progress"), secret=secret)
    assert again.text == lost.text


async def test_a_caller_who_was_cut_off_within_the_hours_is_put_through(
    program: httpx.AsyncClient, site: FastAPI, store: Store, clock: Clock, world: World
) -> None:
    secret = world.dental.credentials.auth_token
    ticket = await connected(program, site, world.dental)
    action = form_of(world.dental, CallStatus="in-progress")
    lost = await send(program, ACTION, action, secret=secret)
    assert "cut off" in lost.text
    assert f"<Number>{world.dental.agent.business.transfers[0].number}</Number>" in lost.text
    assert f'callerId="{world.dental.number.number}"' in lost.text
    assert f'action="{ADDRESS}{DIALLED}"' in lost.text
    # Our answer may have been lost on the way: asked again at once, the same holds; later nobody is rung.
    assert "<Number>" in (await send(program, ACTION, action, secret=secret)).text
    clock.move(timedelta(minutes=1))
    assert "<Dial" not in (await send(program, ACTION, action, secret=secret)).text
    async with store.account(ticket.account_id) as scope:
        decisions = (await scope.decisions.page(limit=100)).items
    assert len(decisions) == 3, "one for the call, and one for each time the carrier was told to ring"


@pytest.mark.parametrize(("word", "said"), [("no-answer", True), ("busy", True), ("completed", False)])
async def test_who_was_put_through_and_not_taken_is_told_so(
    program: httpx.AsyncClient, site: FastAPI, world: World, word: str, said: bool
) -> None:
    secret = world.dental.credentials.auth_token
    await connected(program, site, world.dental)
    await send(program, ACTION, form_of(world.dental, CallStatus="in-progress"), secret=secret)
    form = form_of(world.dental, CallStatus="in-progress", DialCallStatus=word)
    for _ in range(2):
        after = await send(program, DIALLED, form, secret=secret)
        assert ("nobody could take your call at the front desk" in after.text) == said
        assert "<Hangup" in after.text
    assert (await program.post(DIALLED, data=form)).status_code == 403


async def test_nobody_is_rung_where_the_gate_refuses(
    program: httpx.AsyncClient, site: FastAPI, store: Store, world: World
) -> None:
    secret = world.dental.credentials.auth_token
    await connected(program, site, world.dental)
    async with store.platform() as platform:
        await platform.accounts.set_standing(world.dental.account.id, Standing.RESTRICTED)
    lost = await send(program, ACTION, form_of(world.dental, CallStatus="in-progress"), secret=secret)
    assert "<Dial" not in lost.text
    assert "call again" in lost.text


async def test_above_the_days_limit_of_transfers_nobody_is_rung(
    program: httpx.AsyncClient, site: FastAPI, store: Store, clock: Clock, world: World
) -> None:
    secret = world.dental.credentials.auth_token
    async with store.account(world.dental.account.id) as scope:
        await scope.limits.put(CallLimits(transfers_day=1))

    async def put_through(call_id: str) -> str:
        form = form_of(world.dental, CallSid=call_id)
        rings = await send(program, VOICE, form, secret=secret)
        token = re.search(r'value="([\w-]+)"', rings.text)
        assert token
        services: Services = site.state.services
        await services.calls.connect(token[1], carrier_call_id=call_id)
        lost = {**form, "CallStatus": "in-progress"}
        return (await send(program, ACTION, lost, secret=secret)).text

    assert "<Dial" in await put_through("CA01")
    refused = await put_through("CA02")
    assert "<Dial" not in refused
    assert "call again" in refused
    assert (
        "<Dial"
        not in (await send(program, ACTION, form_of(world.dental, CallSid="CA02"), secret=secret)).text
    )
    clock.move(timedelta(days=1, minutes=1))
    assert "<Dial" in await put_through("CA03")


async def test_a_dial_of_a_call_nobody_knows_ends_quietly(program: httpx.AsyncClient, world: World) -> None:
    form = form_of(world.dental, CallSid="CA99", DialCallStatus="no-answer")
    answer = await send(program, DIALLED, form, secret=world.dental.credentials.auth_token)
    assert "<Say" not in answer.text
    assert "<Hangup" in answer.text


async def test_a_caller_hears_a_sentence_while_the_database_is_away(
    program: httpx.AsyncClient, world: World, cluster: EmbeddedPostgres, database: DatabaseUrls
) -> None:
    secret = world.dental.credentials.auth_token
    with away(cluster, database):
        rings = await send(program, VOICE, form_of(world.dental), secret=secret)
        ended = await send(program, ACTION, form_of(world.dental), secret=secret)
    assert (rings.status_code, ended.status_code) == (200, 200)
    assert "cannot take this call" in rings.text
    assert "call again right away" in ended.text
    assert "<Hangup" in rings.text
    assert "<Hangup" in ended.text


async def test_a_caller_hears_a_sentence_in_time_while_the_database_is_frozen(
    program: httpx.AsyncClient,
    world: World,
    cluster: EmbeddedPostgres,
    database: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telephony, "_ANSWER_S", 0.3)
    secret = world.dental.credentials.auth_token
    with frozen(cluster, database):
        async with asyncio.timeout(3):
            rings = await send(program, VOICE, form_of(world.dental), secret=secret)
        assert "cannot take this call" in rings.text
        ended = await send(program, ACTION, form_of(world.dental), secret=secret)
    assert ended.status_code == 200


async def test_a_status_is_asked_for_again_in_time_while_the_database_is_frozen_or_away(
    program: httpx.AsyncClient,
    site: FastAPI,
    store: Store,
    world: World,
    cluster: EmbeddedPostgres,
    database: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = world.dental.credentials.auth_token
    await send(program, VOICE, form_of(world.dental), secret=secret)
    report = form_of(world.dental, CallStatus="no-answer")
    with away(cluster, database):
        assert (await send(program, STATUS, report, secret=secret)).status_code == 503
    monkeypatch.setattr(telephony, "_ANSWER_S", 0.3)
    # Connected again, so that there is something to freeze.
    async with store.platform() as platform, store.account(world.dental.account.id) as scope:
        await platform.accounts.get(world.dental.account.id)
        await scope.account()
    with frozen(cluster, database):
        async with asyncio.timeout(3):
            assert (await send(program, STATUS, report, secret=secret)).status_code == 503
    monkeypatch.undo()
    assert (await send(program, STATUS, report, secret=secret)).status_code == 200
    async with store.account(world.dental.account.id) as scope:
        call = await scope.calls.by_carrier_call_id("CA01")
    assert call is not None
    assert call.status is CallStatus.NO_ANSWER


async def test_an_unknown_carrier_is_not_found(program: httpx.AsyncClient, world: World) -> None:
    assert (await program.post("/telephony/nobody/voice", data=form_of(world.dental))).status_code == 404


@pytest.mark.parametrize("broken", [{}, {"AccountSid": ""}, {"AccountSid": "ACdental", "To": "hello"}])
async def test_a_broken_form_is_refused_without_a_bug(
    program: httpx.AsyncClient, world: World, broken: dict[str, str]
) -> None:
    assert (await send(program, VOICE, broken, secret="whatever")).status_code == 403


async def test_a_signed_form_without_its_fields_is_the_senders_mistake(
    program: httpx.AsyncClient, world: World
) -> None:
    form = form_of(world.dental)
    del form["CallSid"]
    answer = await send(program, VOICE, form, secret=world.dental.credentials.auth_token)
    assert 400 <= answer.status_code < 500


async def test_a_withheld_caller_is_answered(program: httpx.AsyncClient, store: Store, world: World) -> None:
    form = form_of(world.dental, From="+266696687")
    answer = await send(program, VOICE, form, secret=world.dental.credentials.auth_token)
    assert "<Stream" in answer.text
    async with store.account(world.dental.account.id) as scope:
        call = await scope.calls.by_carrier_call_id("CA01")
    assert call is not None
    assert call.peer is None
    assert call.number == PhoneNumber(form["To"])
