"""The carrier's double says what Twilio would: every answer is held against Twilio's own document."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl

import httpx
import pytest
import uvicorn
from openapi_core.exceptions import OpenAPIError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from dialora.domain.errors import NotFound, ProviderError, ProviderRejected
from dialora.domain.numbers import CarrierCredentials, Ownership
from dialora.domain.phone import PhoneNumber
from dialora.ports.media import FRAME_BYTES, SILENCE
from dialora.providers.telephony.twilio_numbers import TwilioNumbers
from dialora.testing.carrier import CarrierDouble, CarrierNumber, Faults, carrier_double
from patience import becomes
from serving.server import free_port
from testing.conftest import Judge

OURS, CALLER, FOREIGN = (PhoneNumber(f"+1212555012{n}") for n in range(3))
PUBLIC = "https://phone.example.com"


@dataclass
class Patient:
    """Somebody who holds the line until told otherwise."""

    hung_up: bool = False

    def utter(self, now: float) -> bytes:
        return SILENCE * FRAME_BYTES

    def receive(self, mulaw: bytes, now: float) -> None:
        """Nothing to do with it."""

    def hear(self, mulaw: bytes, now: float) -> None:
        """Nothing to do with it."""


class Answering:
    """A server that says the same to every question, and keeps what it was asked."""

    def __init__(self, twiml: str) -> None:
        self.twiml = twiml
        self.asked: list[tuple[str, dict[str, str], str]] = []

    async def say(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        self.asked.append((request.url.path, form, request.headers["x-twilio-signature"]))
        return Response(self.twiml, media_type="text/xml")


@asynccontextmanager
async def answering(twiml: str) -> AsyncIterator[tuple[Answering, str]]:
    answer, port = Answering(twiml), free_port()
    app = Starlette(routes=[Route("/{path:path}", answer.say, methods=["POST"])])
    config = uvicorn.Config(app, port=port, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await becomes(lambda: server.started, "the server listens")
    try:
        yield answer, f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


@pytest.fixture
async def carrier() -> AsyncIterator[CarrierDouble]:
    async with carrier_double(server_url="http://127.0.0.1:1", public_url=PUBLIC) as it:
        yield it


@pytest.fixture
def number(carrier: CarrierDouble) -> CarrierNumber:
    return carrier.add_number(carrier.add_account(), OURS)


def resources(number: CarrierNumber, call: str = "") -> list[str]:
    paths = ["IncomingPhoneNumbers.json", f"IncomingPhoneNumbers/{number.sid}.json"]
    return [*paths, "OutgoingCallerIds.json", "Calls.json", *([f"Calls/{call}.json"] if call else [])]


def asking(carrier: CarrierDouble, number: CarrierNumber) -> httpx.AsyncClient:
    account = number.account
    return httpx.AsyncClient(
        base_url=f"{carrier.api_url}/2010-04-01/Accounts/{account.sid}/",
        auth=(account.sid, account.auth_token),
    )


async def test_every_answer_is_as_twilios_document_says(
    carrier: CarrierDouble, number: CarrierNumber, twilio_says: Judge
) -> None:
    carrier.add_number(number.account, CALLER, verified_only=True)
    number.voice_url = number.status_callback = f"{PUBLIC}/somewhere"
    leg = carrier.ring(number, caller=CALLER, person=Patient())
    await leg.over
    async with asking(carrier, number) as http:
        for path in resources(number, leg.record.sid):
            answer = await http.get(path)
            assert answer.status_code == 200
            twilio_says(answer)
        urls = {"VoiceUrl": f"{PUBLIC}/voice", "StatusCallback": f"{PUBLIC}/status"}
        twilio_says(await http.post(f"IncomingPhoneNumbers/{number.sid}.json", data=urls))


async def test_the_judge_finds_an_answer_that_twilio_would_not_give(
    carrier: CarrierDouble, number: CarrierNumber, twilio_says: Judge
) -> None:
    number.sid = "PN-not-a-sid"
    async with asking(carrier, number) as http:
        with pytest.raises(OpenAPIError):
            twilio_says(await http.get("IncomingPhoneNumbers.json"))


async def test_our_own_client_brings_a_number_and_points_it_at_us(
    carrier: CarrierDouble, number: CarrierNumber
) -> None:
    registry = TwilioNumbers(api_url=carrier.api_url)
    account = number.account
    ours = CarrierCredentials(carrier_account_id=account.sid, auth_token=account.auth_token)
    assert await registry.ownership(OURS, ours) is Ownership.INCOMING_PHONE_NUMBER
    assert await registry.ownership(FOREIGN, ours) is Ownership.NONE
    voice, status, message = (f"{PUBLIC}/{path}" for path in ("voice", "status", "message"))
    await registry.point_at(OURS, ours, voice_url=voice, status_url=status, message_url=message)
    assert (number.voice_url, number.status_callback) == (voice, status)
    with pytest.raises(NotFound):
        await registry.point_at(FOREIGN, ours, voice_url=voice, status_url=status, message_url=message)
    guessed = CarrierCredentials(carrier_account_id=account.sid, auth_token="guessed")
    with pytest.raises(ProviderRejected):
        await registry.ownership(OURS, guessed)
    carrier.refuses_with.append(503)
    with pytest.raises(ProviderError) as away:
        await registry.ownership(OURS, ours)
    assert away.value.retryable


async def test_a_call_asks_signed_for_the_address_that_the_world_knows() -> None:
    said = "<Response><Say>All lines are busy.</Say><Hangup/></Response>"
    async with answering(said) as (server, address):
        async with carrier_double(server_url=address, public_url=PUBLIC) as carrier:
            number = carrier.add_number(carrier.add_account(), OURS, webhooks=f"{PUBLIC}/telephony")
            leg = carrier.ring(number, caller=CALLER, person=Patient())
            await carrier.everything_told()
        assert leg.said == ["All lines are busy."]
        assert leg.record.status == "completed"
        [(path, asked, signature), (told_at, told, _)] = server.asked
        assert (path, asked["CallStatus"], asked["From"]) == ("/telephony/voice", "ringing", str(CALLER))
        assert RequestValidator(number.account.auth_token).validate(f"{PUBLIC}{path}", asked, signature)
        assert (told_at, told["CallStatus"]) == ("/telephony/status", "completed")


async def test_a_call_can_be_forwarded_or_ended_from_outside_while_it_lasts(twilio_says: Judge) -> None:
    dials = "<Response><Dial>+12125550199</Dial></Response>"
    async with answering(dials) as (_, address), carrier_double(server_url=address) as carrier:
        number = carrier.add_number(carrier.add_account(), OURS, webhooks=address)
        leg = carrier.ring(number, caller=CALLER, person=Patient())
        async with asking(carrier, number) as http:
            await becomes(lambda: leg.dialled == ["+12125550199"], "somebody is rung")
            call = f"Calls/{leg.record.sid}.json"
            elsewhere = {"Twiml": "<Response><Dial>+12125550198</Dial></Response>"}
            twilio_says(await http.post(call, data=elsewhere))
            await becomes(lambda: leg.dialled[1:] == ["+12125550198"], "somebody else is rung")
            twilio_says(await http.post(call, data={"Status": "completed"}))
            await asyncio.wait_for(leg.over, 5)
            over = await http.post(call, data={"Status": "completed"})
        assert over.json()["code"] == 21220


async def test_what_befalls_callbacks_is_drawn_from_the_seed() -> None:
    def drawn(seed: int) -> list[int]:
        faults = Faults(seed=seed, doubled=0.5, missing=0.3)
        return [faults.times() for _ in range(50)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert set(drawn(1)) == {0, 1, 2}
