"""A business that calls and is called: known to the operator, its number at a carrier that is really asked,
its programs with a live key. Everything goes through the doors that the world has."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from twilio.request_validator import RequestValidator
from typer.testing import CliRunner, Result

from dialling import bring
from dialora import app as product
from dialora.cli import app as commands
from dialora.domain.accounts import KeyMode
from dialora.domain.approvals import Approvals, Identity
from dialora.domain.attempts import CLEARANCE_LIFETIME
from dialora.domain.calls import CallStatus
from dialora.providers.telephony import CARRIERS
from dialora.providers.telephony.twilio_calls import TwilioCalls
from dialora.providers.telephony.twilio_numbers import TwilioNumbers
from dialora.services.agreeing import Agreeing
from dialora.services.bundle import Services
from dialora.services.identity import new_api_key
from dialora.store.scope import Store
from dialora.testing import FakePhone
from dialora.testing.carrier import Callee, CarrierDouble, CarrierNumber, carrier_double
from dialora.testing.carrier.resources import new_sid
from dialora.web.telephony import telephony_router
from dialora.web.telephony_outgoing import outgoing_router
from patience import comes_true
from serving.server import free_port
from sites import Clock, bearer, make_services, make_site
from worlds import NOW, SECRET, Tenancy

#: Monday 30 November 2026, 10:00 in New York: a day without a holiday, an hour at which people may be called.
MONDAY = NOW + timedelta(days=4, hours=1)
#: In New York, in California, and in the part of Florida that has two time zones.
ADA, CAL, FLO = "+12125550160", "+14155550160", "+18505550160"

#: A request in writing that has every element.
DISCLOSURE = (
    "May Bright Smile Dental LLC call me with marketing by an automated system with an artificial voice at"
    " this number? It is not a condition of any purchase, and I can stop it at any time."
)

Story = Callable[[FakePhone], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Firm:
    store: Store
    clock: Clock
    tenancy: Tenancy
    services: Services
    carrier: CarrierDouble
    number: CarrierNumber
    #: A program with the live key of the account.
    http: httpx.AsyncClient
    #: Of the operator's commands.
    environment: Mapping[str, str]

    # What a program of the business does

    async def call(self, to: str = ADA, **asked: object) -> httpx.Response:
        body = {"to": to, "agent_id": self.tenancy.agent.id, **asked}
        return await self.http.post("/v1/calls", json=body)

    async def check(self, to: str = ADA, purpose: str = "telemarketing", **asked: object) -> dict[str, Any]:
        """What would be decided now."""
        return await self.told("POST", "/v1/decisions/check", {"to": to, "purpose": purpose, **asked})

    async def agreed(self, number: str = ADA, **consent: object) -> dict[str, Any]:
        """The person has agreed to be called about what concerns them."""
        said = {
            "number": number,
            "name": "Ada Quill",
            "level": "express",
            "purpose": "informational",
            "channels": ["voice"],
            "obtained_at": (self.clock.now() - timedelta(days=3)).isoformat(),
            "disclosure_text": "May we call you about your appointments?",
            "words": "Yes",
        }
        return await self.told("POST", "/v1/consents", said | consent)

    async def agreed_in_writing(self, number: str = ADA, **consent: object) -> dict[str, Any]:
        """The person has signed that a machine may call them to sell."""
        proof = await self.http.post(
            "/v1/consent-evidence?name=signed.pdf",
            content=f"%PDF-1.7 {number}".encode(),
            headers={"Content-Type": "application/pdf"},
        )
        assert proof.status_code == 201, proof.text
        written = {
            "level": "express_written",
            "purpose": "telemarketing",
            "authorizes_artificial_voice": True,
            "not_condition_of_purchase": True,
            "signature": "ink",
            "disclosure_text": DISCLOSURE,
            "evidence": [proof.json()["id"]],
        }
        return await self.agreed(number, **written | consent)

    async def told(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """What the API answers where it does what it is asked."""
        answer = await self.http.request(method, path, json=body)
        assert answer.is_success, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def sells(self) -> None:
        """The agent is for sales outreach from now on."""
        at = f"/v1/agents/{self.tenancy.agent.id}"
        await self.told("PATCH", f"{at}/draft", {"purpose": "sales_outreach"})
        await self.told("POST", f"{at}/publish")

    async def command(self, *arguments: str) -> Result:
        """What the operator types, on the same database and at the same time."""
        ahead = self.clock.now() - datetime.now(UTC)
        Path(self.environment["DIALORA_CLOCK_OFFSET_PATH"]).write_text(str(ahead.total_seconds()))
        return await asyncio.to_thread(CliRunner().invoke, commands, arguments, env=self.environment)

    # What the carrier does

    @property
    def dialled(self) -> list[str]:
        """Whom the carrier was asked to call, by its own journal."""
        return [it.to.e164 for it in self.carrier.journal]

    def post(self, path: str, form: Mapping[str, str]) -> Awaitable[httpx.Response]:
        """A webhook as the carrier signs it."""
        url = path if path.startswith("http") else f"{self.services.site.public_url}/telephony/twilio/{path}"
        ours = {"AccountSid": self.number.account.sid, **form}
        signature = RequestValidator(self.number.account.auth_token).compute_signature(url, ours)
        return self.http.post(url, data=ours, headers={"X-Twilio-Signature": signature})

    async def rung(self, caller: str) -> Ringing:
        """Somebody calls the business."""
        sid = new_sid("CA")
        form = {"CallSid": sid, "From": caller, "To": str(self.number.number), "Direction": "inbound"}
        answer = await self.post("voice", form | {"CallStatus": "ringing"})
        assert answer.status_code == 200, answer.text
        return Ringing(sid=sid, told=answer.text)

    async def texted(self, sender: str, body: str) -> str:
        """Somebody texts the business; what is texted back, as the carrier is told."""
        form = {"MessageSid": new_sid("SM"), "From": sender, "To": str(self.number.number), "Body": body}
        answer = await self.post("message", form)
        assert answer.status_code == 200, answer.text
        return answer.text

    def picks_up(self, *numbers: str) -> None:
        """Where these ring, somebody will take the call."""
        for number in numbers:
            self.carrier.callees[replace(self.number.number, e164=number)] = Callee(rings_s=None)

    async def answered(self, number: str = ADA) -> Ringing:
        """The one who is being called takes the call."""
        dialled = next(it for it in reversed(self.carrier.journal) if it.to.e164 == number)
        form = {
            "CallSid": dialled.carrier_call_id,
            "From": str(dialled.caller_id),
            "To": str(dialled.to),
            "Direction": "outbound-api",
            "CallStatus": "in-progress",
        }
        answer = await self.post(dialled.url, form)
        assert answer.status_code == 200, answer.text
        return Ringing(sid=dialled.carrier_call_id, told=answer.text)

    async def talks(self, ringing: Ringing, story: Story) -> dict[str, Any]:
        """A conversation, as the person on the telephone tells it; what the API says of the call after it."""
        ticket = await self.services.calls.connect(ringing.token, carrier_call_id=ringing.sid)
        phone = FakePhone()
        line = asyncio.create_task(phone.carry())
        live = asyncio.create_task(self.services.live.run(ticket, phone))
        try:
            await story(phone)
        finally:
            phone.hangs_up()
            await live
            await line
        return await self.told("GET", f"/v1/calls/{ticket.call_id}")

    async def it_is_over(self, call_id: str) -> dict[str, Any]:
        """The call, once the carrier has told us its end."""

        async def over() -> bool:
            async with self.store.account(self.tenancy.account.id) as scope:
                return (await scope.calls.get(call_id)).status not in (
                    CallStatus.RINGING,
                    CallStatus.IN_PROGRESS,
                )

        await comes_true(over, "the call is over", within=20.0, every=0.02)
        return await self.told("GET", f"/v1/calls/{call_id}")

    async def every_dialled_call_was_decided_on(self) -> None:
        """The carrier's journal held against the ledger."""
        for dialled in self.carrier.journal:
            async with self.store.account(self.tenancy.account.id) as scope:
                attempt = await scope.attempts.get(dialled.url.rsplit("/", 2)[-2])
                decision = await scope.decisions.get(attempt.decision_id or "")
            assert decision.decision != "deny"
            assert timedelta(0) <= dialled.at - decision.at <= CLEARANCE_LIFETIME


@dataclass(frozen=True, slots=True)
class Ringing:
    """What the carrier was told to do with a call, by its id there."""

    sid: str
    told: str

    @property
    def token(self) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.told)
        assert found, self.told
        return found[1]


@asynccontextmanager
async def open_firm(
    store: Store, tenancy: Tenancy, folder: Path, database_url: str, now: datetime = MONDAY
) -> AsyncIterator[Firm]:
    """It has opened: the server listens, and the carrier and it find each other."""
    CARRIERS.discover("dialora.providers.telephony")
    clock, address = Clock(now), f"http://127.0.0.1:{free_port()}"
    services = _with_receptionists(make_services(store, clock, folder, address))
    app = make_site(services)
    for router in (telephony_router(), outgoing_router()):
        app.include_router(router)
    secret = await _approved(store, tenancy, now)
    async with (
        _served(app, address),
        carrier_double(server_url=address) as carrier,
        httpx.AsyncClient(base_url=address, headers=bearer(secret), timeout=30) as http,
    ):
        carrier.now = clock.now
        number = carrier.add_number(carrier.add_account(), tenancy.number.number)
        await bring(store, tenancy, number, checked_at=now)
        services.outgoing.caller_ids.registries["twilio"] = TwilioNumbers(  # type: ignore[index]
            api_url=carrier.api_url
        )
        services.outgoing.dialing.carriers["twilio"] = TwilioCalls(  # type: ignore[index]
            api_url=carrier.api_url
        )
        firm = Firm(
            store=store,
            clock=clock,
            tenancy=tenancy,
            services=services,
            carrier=carrier,
            number=number,
            http=http,
            environment={
                "DIALORA_DATABASE_URL": database_url,
                "DIALORA_DATA": str(folder),
                "DIALORA_SECRET_KEY": SECRET.decode(),
                "DIALORA_CLOCK_OFFSET_PATH": str(folder / "offset"),
            },
        )
        yield firm
        await firm.every_dialled_call_was_decided_on()


def _with_receptionists(services: Services) -> Services:
    """The receptionist of the product speaks."""
    agreeing = Agreeing.over(services.suppression.revocations, services.consenting)
    speaks = product._receptionists(services.clock, services.appointments, services.messages, agreeing)
    object.__setattr__(services.live, "dialogue_for", speaks)
    # Lines for all calls of a story: shares are not what the clauses are about.
    object.__setattr__(services.calls, "capacity", 16)
    return services


async def _approved(store: Store, tenancy: Tenancy, now: datetime) -> str:
    """The operator knows who the business is; the secret of its live key."""
    async with store.platform() as platform:
        approvals = Approvals(identity=Identity.VERIFIED, policy_accepted=True)
        await platform.approvals.put(tenancy.account.id, approvals)
    key, secret = new_api_key(tenancy.account.id, KeyMode.LIVE, now)
    async with store.account(tenancy.account.id) as scope:
        await scope.api_keys.add(key)
    return secret


@asynccontextmanager
async def _served(app: Any, address: str) -> AsyncIterator[None]:
    port = int(address.rsplit(":", 1)[1])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", lifespan="off"))
    serving = asyncio.create_task(server.serve())

    async def listens() -> bool:
        return server.started

    await comes_true(listens, "the server listens", every=0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await serving
