"""The carrier, whole: accounts with numbers, calls that ring at whoever a number is pointed at, and the
REST API that changes them while they last.

    async with carrier_double(server_url="http://127.0.0.1:8080") as carrier:
        number = carrier.add_number(account, PhoneNumber("+12125550123"))
        …                                       # point its voice_url somewhere, over the REST API
        leg = carrier.ring(number, caller=PhoneNumber("+12025550147"), person=person)
        await leg.over
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import uvicorn

from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier.handset import Breaks, Person
from dialora.testing.carrier.leg import ONLY_THE_END, Leg
from dialora.testing.carrier.outgoing import Callee, DialFault, Dialled, DialOrder, Nobody, OutgoingLeg
from dialora.testing.carrier.post import Faults, Post
from dialora.testing.carrier.resources import CarrierAccount, CarrierNumber, CarrierRecord, new_sid
from dialora.testing.carrier.rest import rest_api


def _wall_time() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class CarrierDouble:
    """What the carrier knows. Only calls in progress have legs that can be acted on."""

    post: Post
    #: Where its REST API is, once it is served.
    api_url: str = ""
    accounts: dict[str, CarrierAccount] = field(default_factory=dict)
    numbers: list[CarrierNumber] = field(default_factory=list)
    legs: dict[str, Leg] = field(default_factory=dict)
    #: The next requests to the REST API are answered like this instead: 429, 500, 503.
    refuses_with: list[int] = field(default_factory=list)
    #: What befalls the next requests to call somebody, one each.
    dial_faults: list[DialFault] = field(default_factory=list)
    #: A request is being held, and until when.
    holding: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    #: Whoever is at a number; at every other, it rings and nobody takes it.
    callees: dict[PhoneNumber, Callee] = field(default_factory=dict)
    #: Everybody who was called: the truth of what was dialled.
    journal: list[Dialled] = field(default_factory=list)
    #: The time that the journal is kept in.
    now: Callable[[], datetime] = _wall_time

    def add_account(self) -> CarrierAccount:
        account = CarrierAccount(sid=new_sid("AC"), auth_token=new_sid(""))
        self.accounts[account.sid] = account
        return account

    def add_number(
        self,
        account: CarrierAccount,
        number: PhoneNumber,
        *,
        webhooks: str | None = None,
        verified_only: bool = False,
    ) -> CarrierNumber:
        """A number; `webhooks` is the address that its calls and their ends are sent to, if any yet."""
        added = CarrierNumber(account=account, number=number, verified_only=verified_only)
        if webhooks is not None:
            added.voice_url, added.status_callback = f"{webhooks}/voice", f"{webhooks}/status"
        self.accounts[account.sid] = account
        self.numbers.append(added)
        return added

    def ring(
        self,
        number: CarrierNumber,
        *,
        caller: PhoneNumber,
        person: Person,
        breaks: Breaks | None = None,
        told_of: frozenset[str] = ONLY_THE_END,
    ) -> Leg:
        """Somebody calls a number. The call goes on by itself; `leg.over` is done when it has ended.
        `told_of` are the states that the status webhook hears of."""
        record = CarrierRecord(account=number.account, caller=caller, called=number.number)
        leg = Leg(number=number, record=record, person=person, post=self.post, breaks=breaks, told_of=told_of)
        self.legs[record.sid] = leg
        leg.begin()
        return leg

    def dial(self, account: CarrierAccount, order: DialOrder) -> OutgoingLeg:
        """Call somebody, as the REST API asks for it."""
        caller_id = CarrierNumber(
            account=account,
            number=order.caller_id,
            voice_url=order.url,
            status_callback=order.status_callback,
        )
        callee = self.callees.get(order.to, Callee())
        record = CarrierRecord(
            account=account,
            caller=order.caller_id,
            called=order.to,
            direction="outbound-api",
            status="queued",
            began=self.now(),
        )
        leg = OutgoingLeg(
            number=caller_id,
            record=record,
            person=callee.person or Nobody(),
            post=self.post,
            told_of=order.told_of,
            order=order,
            callee=callee,
        )
        self.legs[record.sid] = leg
        self.journal.append(
            Dialled(
                at=record.began,
                carrier_call_id=record.sid,
                account_sid=account.sid,
                to=order.to,
                caller_id=order.caller_id,
                url=order.url,
            )
        )
        leg.begin()
        return leg

    async def everything_told(self) -> None:
        """Until every call is over and every callback delivered."""
        await asyncio.gather(*(leg.over for leg in self.legs.values()), return_exceptions=True)
        await self.post.arrived()


@asynccontextmanager
async def carrier_double(
    *, server_url: str, public_url: str | None = None, faults: Faults | None = None
) -> AsyncIterator[CarrierDouble]:
    """A carrier whose REST API listens on loopback, and which knows us at `public_url`."""
    alone = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=alone, timeout=15) as http:
        public = (public_url or server_url).rstrip("/")
        post = Post(
            http=http, public_url=public, server_url=server_url.rstrip("/"), faults=faults or Faults()
        )
        carrier = CarrierDouble(post=post)
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            carrier.api_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            config = uvicorn.Config(rest_api(carrier), log_level="warning", lifespan="off")
            server = uvicorn.Server(config)
            serving = asyncio.get_running_loop().create_task(server.serve([listening]))
            try:
                yield carrier
                await carrier.post.arrived()
            finally:
                carrier.let_go.set()
                for leg in carrier.legs.values():
                    leg.drop()
                server.should_exit = True
                await serving
