"""Whose a number is, asked of a server in Twilio's form (resources of API version 2010-04-01)."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from dialora.domain.errors import NotFound, ProviderError, ProviderRejected
from dialora.domain.numbers import CarrierCredentials, Ownership
from dialora.domain.phone import PhoneNumber
from dialora.providers.telephony.twilio_numbers import TwilioNumbers

ACCOUNT = "AC00000000000000000000000000000001"
OWNED, VERIFIED, FOREIGN = (PhoneNumber(f"+1212555010{n}") for n in range(3))
CREDENTIALS = CarrierCredentials(carrier_account_id=ACCOUNT, auth_token="right")


class _Server(ThreadingHTTPServer):
    changes: dict[str, list[str]]
    broken: bool = False


class _Twilio(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _refused(self) -> bool:
        if self.server.broken:
            self._answer(503, {"code": 20503})
            return True
        expected = "Basic " + base64.b64encode(f"{ACCOUNT}:right".encode()).decode()
        if self.headers["Authorization"] != expected:
            self._answer(401, {"code": 20003})
            return True
        return False

    def do_GET(self) -> None:
        if self._refused():
            return
        address = urlsplit(self.path)
        wanted = parse_qs(address.query)["PhoneNumber"]
        lists = {
            f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json": ("incoming_phone_numbers", OWNED),
            f"/2010-04-01/Accounts/{ACCOUNT}/OutgoingCallerIds.json": ("outgoing_caller_ids", VERIFIED),
        }
        name, number = lists[address.path]
        found = [{"sid": "PN01", "phone_number": str(number)}] if wanted == [str(number)] else []
        self._answer(200, {name: found})

    def do_POST(self) -> None:
        if self._refused():
            return
        length = int(self.headers["Content-Length"])
        self.server.changes = parse_qs(self.rfile.read(length).decode())
        self._answer(200, {"sid": "PN01"})


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Twilio) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def numbers(server: _Server) -> TwilioNumbers:
    return TwilioNumbers(api_url=f"http://127.0.0.1:{server.server_port}")


@pytest.mark.parametrize(
    ("number", "ownership"),
    [
        (OWNED, Ownership.INCOMING_PHONE_NUMBER),
        (VERIFIED, Ownership.VERIFIED_CALLER_ID),
        (FOREIGN, Ownership.NONE),
    ],
)
async def test_the_carrier_says_whose_a_number_is(
    numbers: TwilioNumbers, number: PhoneNumber, ownership: Ownership
) -> None:
    assert await numbers.ownership(number, CREDENTIALS) is ownership


async def test_a_number_is_pointed_at_our_webhooks(numbers: TwilioNumbers, server: _Server) -> None:
    await numbers.point_at(
        OWNED,
        CREDENTIALS,
        voice_url="https://a.example/v",
        status_url="https://a.example/s",
        message_url="https://a.example/m",
    )
    assert server.changes["VoiceUrl"] == ["https://a.example/v"]
    assert server.changes["StatusCallback"] == ["https://a.example/s"]
    assert server.changes["SmsUrl"] == ["https://a.example/m"]


async def test_a_number_of_another_account_is_not_touched(numbers: TwilioNumbers) -> None:
    with pytest.raises(NotFound):
        await numbers.point_at(
            FOREIGN,
            CREDENTIALS,
            voice_url="https://a.example",
            status_url="https://a.example",
            message_url="https://a.example",
        )


async def test_a_wrong_token_is_named_and_never_shown(numbers: TwilioNumbers) -> None:
    wrong = CarrierCredentials(carrier_account_id=ACCOUNT, auth_token="wrong-token")
    with pytest.raises(ProviderRejected) as refused:
        await numbers.ownership(OWNED, wrong)
    assert "wrong-token" not in f"{refused.value} {wrong!r}"


async def test_a_failing_carrier_may_be_asked_again(numbers: TwilioNumbers, server: _Server) -> None:
    server.broken = True
    with pytest.raises(ProviderError) as failed:
        await numbers.ownership(OWNED, CREDENTIALS)
    assert failed.value.retryable


async def test_a_carrier_that_is_away_may_be_asked_again(numbers: TwilioNumbers, server: _Server) -> None:
    server.server_close()
    with pytest.raises(ProviderError) as failed:
        await numbers.ownership(OWNED, CREDENTIALS)
    assert failed.value.retryable
