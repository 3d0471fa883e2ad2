"""Callbacks about our own calls: nothing is believed unsigned, whoever is at the other end."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI
from twilio.request_validator import RequestValidator

from dialora.domain.attempts import AttemptState
from dialora.domain.calls import CallStatus, EndReason
from dialora.domain.phone import PhoneNumber
from dialora.providers.telephony import CARRIERS
from dialora.services.bundle import Services
from dialora.store.scope import Store
from dialora.web.telephony_outgoing import outgoing_router
from sites import ADDRESS
from store.filled import call_of, placing_of
from worlds import NOW, Tenancy, World

SID = "CA02"


@pytest.fixture
def services(site: FastAPI) -> Services:
    it: Services = site.state.services
    return it


@pytest.fixture(autouse=True)
def webhooks(site: FastAPI) -> None:
    CARRIERS.discover("dialora.providers.telephony")
    site.include_router(outgoing_router())


@pytest.fixture
async def attempt_id(store: Store, world: World) -> str:
    """An attempt of the dental practice that the carrier has."""
    return await dialing(store, world.dental)


async def dialing(store: Store, tenancy: Tenancy, *, sid: str | None = SID) -> str:
    call = call_of(tenancy, carrier_call_id=sid, decision_id=None)
    attempt = placing_of(
        tenancy,
        call,
        store.keyring.number_hash(PhoneNumber("+12125550150")),
        state=AttemptState.DIALING,
        carrier_call_id=sid,
        cleared_at=NOW,
    )
    async with store.account(tenancy.account.id) as scope:
        await scope.calls.add(call)
        await scope.attempts.add(attempt)
    return attempt.id


async def send(
    program: httpx.AsyncClient, path: str, tenancy: Tenancy, *, secret: str | None = None, **fields: str
) -> httpx.Response:
    form = {
        "AccountSid": tenancy.number.carrier_account_id,
        "CallSid": SID,
        "From": str(tenancy.number.number),
        "To": "+12125550150",
        "Direction": "outbound-api",
        **fields,
    }
    path = f"/telephony/twilio/outgoing/{path}"
    signature = RequestValidator(secret or tenancy.credentials.auth_token).compute_signature(
        ADDRESS + path, form
    )
    return await program.post(path, data=form, headers={"X-Twilio-Signature": signature})


async def test_whoever_answers_is_connected_to_our_socket(
    program: httpx.AsyncClient, world: World, attempt_id: str
) -> None:
    answer = await send(program, f"{attempt_id}/answered", world.dental, CallStatus="in-progress")
    assert answer.status_code == 200
    assert 'url="ws://dialora.example.com/telephony/twilio/media"' in answer.text
    assert f"/telephony/twilio/outgoing/{attempt_id}/action" in answer.text
    assert re.search(r'<Parameter name="token" value="[\w-]{43}"', answer.text)


async def test_whoever_answers_a_call_that_was_taken_back_hears_nothing(
    program: httpx.AsyncClient, services: Services, world: World, attempt_id: str
) -> None:
    await services.outgoing.attempts.cancel_all(world.dental.account.id)
    answer = await send(program, f"{attempt_id}/answered", world.dental, CallStatus="in-progress")
    assert "<Hangup" in answer.text
    assert "<Stream" not in answer.text


@pytest.mark.parametrize("path", ["answered", "status", "machine", "action"])
async def test_an_unsigned_or_foreign_callback_is_refused_and_changes_nothing(
    program: httpx.AsyncClient, store: Store, world: World, attempt_id: str, path: str
) -> None:
    fields = {"CallStatus": "busy", "AnsweredBy": "machine_start"}
    unsigned = await program.post(f"/telephony/twilio/outgoing/{attempt_id}/{path}", data=fields)
    forged = await send(program, f"{attempt_id}/{path}", world.dental, secret="guessed", **fields)
    foreign = await send(program, f"{attempt_id}/{path}", world.barber, **fields)
    unknown = await send(program, f"att_none/{path}", world.dental, **fields)
    assert {it.status_code for it in (unsigned, forged, foreign, unknown)} == {403}
    async with store.account(world.dental.account.id) as scope:
        assert (await scope.attempts.get(attempt_id)).state is AttemptState.DIALING


async def test_a_report_of_the_end_ends_the_call_once(
    program: httpx.AsyncClient, store: Store, world: World, attempt_id: str
) -> None:
    for status in ("initiated", "no-answer", "ringing", "no-answer", "completed"):
        answer = await send(program, f"{attempt_id}/status", world.dental, CallStatus=status)
        assert answer.status_code == 200
    async with store.account(world.dental.account.id) as scope:
        attempt = await scope.attempts.get(attempt_id)
        call = await scope.calls.get(attempt.call_id)
    assert attempt.state is AttemptState.NO_ANSWER
    assert (call.status, call.end_reason) == (CallStatus.NO_ANSWER, EndReason.NOT_REACHED)


async def test_a_status_that_does_not_exist_is_refused(
    program: httpx.AsyncClient, world: World, attempt_id: str
) -> None:
    answer = await send(program, f"{attempt_id}/status", world.dental, CallStatus="gone")
    assert answer.status_code == 422


async def test_a_call_whose_placing_was_never_confirmed_is_adopted_by_its_address(
    program: httpx.AsyncClient, store: Store, world: World
) -> None:
    attempt_id = await dialing(store, world.dental, sid=None)
    await send(program, f"{attempt_id}/status", world.dental, CallStatus="ringing")
    async with store.account(world.dental.account.id) as scope:
        attempt = await scope.attempts.get(attempt_id)
        call = await scope.calls.get(attempt.call_id)
    assert attempt.carrier_call_id == call.carrier_call_id == SID


@pytest.mark.parametrize(
    ("answered_by", "hung_up"),
    [("human", False), ("unknown", False), ("machine_start", True), ("fax", True)],
)
async def test_a_machine_is_hung_up_on_and_a_person_is_not(
    program: httpx.AsyncClient,
    store: Store,
    world: World,
    attempt_id: str,
    answered_by: str,
    hung_up: bool,
) -> None:
    await send(program, f"{attempt_id}/answered", world.dental, CallStatus="in-progress")
    await send(program, f"{attempt_id}/machine", world.dental, AnsweredBy=answered_by)
    async with store.account(world.dental.account.id) as scope:
        call = await scope.calls.get((await scope.attempts.get(attempt_id)).call_id)
    assert (call.end_reason is EndReason.ANSWERING_MACHINE) is hung_up
