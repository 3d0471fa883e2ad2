"""kill -9 of a process that holds calls: its callers are spoken to, the others' notice nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from dialora.domain.phone import PhoneNumber
from dialora.ports.media import FRAME_BYTES, SILENCE
from dialora.testing.carrier.resources import CarrierAccount
from dialora.testing.carrier.twiml import Stream
from dialora.testing.carrier.wire import CarrierCall
from serving.server import Server, until

#: What one machine takes at once.
MOST_CALLS = 12
#: How long the notices and the greeting take, and the turn that keeps them.
_GREETED_S = 60.0
_FINDS_OUT_S = 20.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    it = Server(data=tmp_path / "data")
    yield it
    it.kill()
    until(lambda: it.everything() == [], "nothing is left of the test")


@dataclass
class Listener:
    """Somebody who says nothing and listens."""

    hung_up: bool = False
    frames: int = 0

    def utter(self, now: float) -> bytes:
        return SILENCE * FRAME_BYTES

    def receive(self, mulaw: bytes, now: float) -> None:
        self.frames += 1

    def hear(self, mulaw: bytes, now: float) -> None:
        """Nothing to do with it."""


@dataclass
class Phone:
    """One listener's call."""

    call: CarrierCall
    stream: Stream
    listener: Listener = field(default_factory=Listener)
    cut_off: asyncio.Event = field(default_factory=asyncio.Event)

    async def hears_something(self) -> bool:
        return self.listener.frames > 0

    async def talk(self) -> None:
        await self.call.talk(self.stream, self.listener)
        self.cut_off.set()


async def _ring(http: httpx.AsyncClient, server: Server, account: dict[str, Any], number: int) -> Phone:
    call = CarrierCall(
        http,
        server_url=server.address,
        account=CarrierAccount(
            sid=account["twilio"]["account_sid"], auth_token=account["twilio"]["auth_token"]
        ),
        caller=PhoneNumber(f"+120255501{number:02}"),
        called=PhoneNumber(account["numbers"][0]),
    )
    stream = (await call.ring()).stream
    assert stream is not None
    return Phone(call=call, stream=stream)


async def _calls(http: httpx.AsyncClient, account: dict[str, Any]) -> list[dict[str, Any]]:
    """The account's calls, each with everything kept of it."""
    key = {"Authorization": f"Bearer {account['api_keys']['test']}"}
    listed = (await http.get("/v1/calls", params={"limit": MOST_CALLS}, headers=key)).raise_for_status()
    return [
        (await http.get(f"/v1/calls/{it['id']}", headers=key)).raise_for_status().json()
        for it in listed.json()["data"]
    ]


async def _until(what: str, seconds: float, happened: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + seconds
    while not await happened():
        assert time.monotonic() < deadline, f"not in time: {what}"
        await asyncio.sleep(0.1)


def test_a_killed_process_costs_only_its_own_calls_and_they_are_kept(server: Server) -> None:
    server.start()
    asyncio.run(_story(server))


async def _story(server: Server) -> None:
    first, second = server.children()
    account = server.run("seed", "--json")["agencies"][0]["accounts"][0]
    # Each request on a connection of its own: one that was kept would die with the process it leads to.
    alone = httpx.Limits(max_keepalive_connections=0)
    async with (
        httpx.AsyncClient(base_url=server.address, timeout=30, limits=alone) as http,
        asyncio.TaskGroup() as talking,
    ):
        phones: list[Phone] = []
        # Whichever process accepts first takes a call: ring until both hold some.
        while len(phones) < 4 or not (server.holds_calls(first) and server.holds_calls(second)):
            assert len(phones) < MOST_CALLS, "one process took every call"
            phones.append(await _ring(http, server, account, len(phones)))
            talking.create_task(phones[-1].talk())
            await _until("the call is connected", _FINDS_OUT_S, phones[-1].hears_something)

        async def greeted() -> bool:
            return all(it["turns"] for it in await _calls(http, account))

        await _until("all have been greeted", _GREETED_S, greeted)
        os.kill(first, signal.SIGKILL)

        async def found_out() -> bool:
            # The other process closes the lost calls; their callers' sockets have closed long before.
            lost = [it for it in await _calls(http, account) if it["end_reason"] == "process_lost"]
            return len(lost) == sum(it.cut_off.is_set() for it in phones) > 0

        await _until("the calls of the dead process are closed", _FINDS_OUT_S, found_out)
        cut_off = [it for it in phones if it.cut_off.is_set()]
        unharmed = [it for it in phones if not it.cut_off.is_set()]
        assert unharmed, "the calls of the other process go on"
        for phone in cut_off:
            # Asked to call again, or within the hours put through to a person.
            assert "cut off by a fault on our side" in (await phone.call.after(phone.stream)).said

        heard = [it.listener.frames for it in unharmed]

        async def still_spoken_to() -> bool:
            return all(it.listener.frames > before for it, before in zip(unharmed, heard, strict=True))

        await _until("the others are still spoken to", _FINDS_OUT_S, still_spoken_to)
        await asyncio.to_thread(until, lambda: len(server.children()) == 2, "the process is back", 30)

        calls = await _calls(http, account)
        lost = [it for it in calls if it["end_reason"] == "process_lost"]
        assert len(lost) == len(cut_off)
        for call in lost:
            assert call["status"] == "failed"
            assert call["turns"][0]["agent_text"], "what was said so far is kept"
        # Nobody said a word: a slow machine may have heard enough of that meanwhile.
        others = {it["end_reason"] for it in calls if it not in lost}
        assert others <= {None, "silence"}
        for phone in unharmed:
            phone.listener.hung_up = True
    server.command("audit", "verify")
