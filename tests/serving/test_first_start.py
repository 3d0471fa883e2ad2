"""A real installation from nothing, as somebody does who reads deploy/README.md: no sample world, a public
address, commands beside the running server, until a call is answered."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from twilio.request_validator import RequestValidator

from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier import CarrierDouble, carrier_double
from serving.server import PATIENCE, free_port, until

PUBLIC = "https://phone.example.com"
OURS = PhoneNumber("+12125550163")
_DIALORA = (sys.executable, "-m", "dialora.cli")


@dataclass(kw_only=True)
class Installation:
    """A server without models: whoever answers the webhook does not hear."""

    environment: dict[str, str]
    said: Path
    server: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.environment['DIALORA_PORT']}"

    async def dialora(self, *words: str, typed: str = "") -> Any:
        """In a thread: the carrier is asked meanwhile."""
        done = await asyncio.to_thread(
            subprocess.run,
            [*_DIALORA, *words, "--json"],
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
async def carrier() -> AsyncIterator[CarrierDouble]:
    async with carrier_double(server_url="http://127.0.0.1:1", public_url=PUBLIC) as it:
        yield it


@pytest.fixture
def installation(tmp_path: Path, carrier: CarrierDouble) -> Iterator[Installation]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("DIALORA_")}
    environment = known | {
        "DIALORA_DATA": str(tmp_path / "installation"),
        "DIALORA_HOST": "0.0.0.0",
        "DIALORA_PORT": str(free_port()),
        "DIALORA_PUBLIC_URL": PUBLIC,
        "DIALORA_TWILIO_API_URL": carrier.api_url,
    }
    said = tmp_path / "said"
    with said.open("wb") as out:
        server = subprocess.Popen(
            [*_DIALORA, "serve", "--role", "web"], env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        until(lambda: "Dialora is ready" in said.read_text(), "the server is ready")
        yield Installation(environment=environment, said=said, server=server)
    finally:
        server.terminate()
        server.wait(PATIENCE)


async def test_a_stranger_gets_from_nothing_to_an_answered_call(
    installation: Installation, carrier: CarrierDouble
) -> None:
    command = "dialora operator create you@example.com"
    assert command in installation.said.read_text()
    async with httpx.AsyncClient(
        base_url=installation.address, headers={"Host": "phone.example.com"}, timeout=30
    ) as world:
        first = await world.get("/", follow_redirects=True)
        assert command in first.text
        assert not (Path(installation.environment["DIALORA_DATA"]) / "sample-world.json").exists()

        operator = await installation.dialora("operator", "create", "ops@example.com")
        page = urlsplit(operator["link"])
        token = page.query.partition("token=")[2]
        opened = await world.get(f"{page.path}?{page.query}")
        assert "ops@example.com" in opened.text
        set_it = await world.post(page.path, data={"token": token, "password": "a password of theirs"})
        assert set_it.headers["location"] == "/sign-in"
        assert command not in (await world.get("/sign-in")).text
        form = {"email": "ops@example.com", "password": "a password of theirs"}
        assert (await world.post("/sign-in", data=form)).status_code == 303

        await installation.dialora("agency", "create", "Own")
        account = await installation.dialora(
            *("account", "create", "Lark Bakery", "--agency", "Own", "--country", "US", "--state", "NY"),
            *("--zone", "America/New_York", "--owner", "owner@lark.example.com"),
        )
        number = carrier.add_number(carrier.add_account(), OURS)
        await installation.dialora(
            *("number", "add", str(OURS), "--account", account["id"]),
            typed=f"{number.account.sid}\n{number.account.auth_token}\n",
        )
        assert number.voice_url == f"{PUBLIC}/telephony/twilio/voice"

        rings = {
            "AccountSid": number.account.sid,
            "CallSid": "CA" + "0" * 32,
            "To": str(OURS),
            "From": "+12025550147",
            "CallStatus": "ringing",
        }
        signature = RequestValidator(number.account.auth_token).compute_signature(number.voice_url, rings)
        answer = await world.post(
            urlsplit(number.voice_url).path, data=rings, headers={"X-Twilio-Signature": signature}
        )
    assert answer.status_code == 200
    assert 'url="wss://phone.example.com/telephony/twilio/media"' in answer.text
