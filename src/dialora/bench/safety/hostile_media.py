"""Media sockets that are let in and then say anything: broken JSON, wrong kinds, floods, nonsense."""

from __future__ import annotations

import asyncio
import base64
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import websockets
from websockets.asyncio.client import ClientConnection, connect

from dialora.bench.safety.target import Footing, Target
from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.testing.carrier.twiml import Stream
from dialora.testing.carrier.wire import CarrierCall

_MULAW: Final = bytes(range(256)) + b"\xff" * 64
_EVENTS: Final = ("connected", "start", "media", "dtmf", "mark", "stop", "clear", "unheard-of", "")
_VALUES: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 10**400, 1.5e308, "", "\u0000", "@@@", [], {}, [[[[]]]], "A" * 200_000,
    {"a": {"b": []}},
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    sessions: int
    #: Sockets that were let in: the others were turned away, or their call was.
    let_in: int
    #: Answers of 500 and above to the webhooks around them.
    failures: int
    still_open: int
    alive: bool
    before: Footing
    after: Footing


async def run(
    target: Target, count: int, seed: int, *, at_once: int = 6, settles_s: float = 180.0
) -> Outcome:
    draw = random.Random(seed)
    waiting = iter(range(count))
    tally = _Tally()
    async with httpx.AsyncClient(timeout=30) as http:
        warm = max(1, count // 10)
        await _crowd(target, http, random.Random(seed + 1), iter(range(warm)), at_once, _Tally())
        await target.at_rest(settles_s)
        before = await target.footing()
        await _crowd(target, http, draw, waiting, at_once, tally)
        # A call whose sound never began is closed after two minutes.
        left = await target.at_rest(settles_s)
        alive = (await http.get(f"{target.address}/healthz")).status_code == 200
    return Outcome(
        sessions=count,
        let_in=tally.let_in,
        failures=tally.failures,
        still_open=left,
        alive=alive,
        before=before,
        after=await target.footing(),
    )


@dataclass(slots=True)
class _Tally:
    let_in: int = 0
    failures: int = 0


async def _crowd(
    target: Target,
    http: httpx.AsyncClient,
    draw: random.Random,
    waiting: Iterator[int],
    at_once: int,
    tally: _Tally,
) -> None:
    async def sessions() -> None:
        for number in waiting:
            await _session(target, http, random.Random(f"{draw.random()}:{number}"), tally)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(sessions())


async def _session(target: Target, http: httpx.AsyncClient, draw: random.Random, tally: _Tally) -> None:
    line = draw.choice(target.lines)
    call = CarrierCall(
        http,
        server_url=target.address,
        account=line.account,
        caller=PhoneNumber(f"+1202555{draw.randrange(100, 200):04}"),
        called=line.number,
    )
    try:
        stream = (await call.ring()).stream
    except httpx.HTTPStatusError as refused:
        tally.failures += refused.response.status_code >= 500
        return
    if stream is not None:
        tally.let_in += 1
        await _misbehave(stream, call.ids.call_sid, draw)
        # A carrier that goes wrong may go wrong here too.
        if draw.random() < 0.7:
            await _report(call, tally)


async def _report(call: CarrierCall, tally: _Tally) -> None:
    try:
        await call.completed(1)
    except httpx.HTTPStatusError as refused:
        tally.failures += refused.response.status_code >= 500


async def _misbehave(stream: Stream, call_sid: str, draw: random.Random) -> None:
    """A script as a carrier sends it, with some of it wrong; then gone, one way or another."""
    try:
        async with connect(stream.url, compression=None, max_queue=None, max_size=None) as socket:
            reading = asyncio.create_task(_read(socket))
            try:
                for message in _script(stream, call_sid, draw):
                    await socket.send(message)
                    if draw.random() < 0.2:
                        await asyncio.sleep(draw.uniform(0, 0.05))
                if draw.random() < 0.3:
                    socket.transport.abort()
            finally:
                reading.cancel()
    except (OSError, websockets.WebSocketException, Invalid):
        return


async def _read(socket: ClientConnection) -> None:
    """Half of the time nobody would: here somebody does, and throws it away."""
    try:
        async for _ in socket:
            continue
    except websockets.ConnectionClosed:
        return


def _script(stream: Stream, call_sid: str, draw: random.Random) -> Iterator[str | bytes]:
    sid = "MZ" + "0" * 32
    start = {"streamSid": sid, "callSid": call_sid, "customParameters": dict(stream.parameters)}
    messages: list[dict[str, Any]] = [
        {"event": "connected", "protocol": "Call", "version": "1.0.0"},
        {"event": "start", "streamSid": sid, "sequenceNumber": "1", "start": start},
    ]
    for number in range(draw.randrange(0, 60)):
        messages.append(_frame(sid, number))
    messages.insert(draw.randrange(2, len(messages) + 1), _of("dtmf", {"digit": draw.choice("0123*#")}, sid))
    messages.insert(draw.randrange(2, len(messages) + 1), _of("mark", {"name": "heard-1"}, sid))
    messages.append(_of("stop", {"callSid": call_sid}, sid))
    # The first two let the call in: most sessions get so far.
    safe = 0 if draw.random() < 0.15 else 2
    wrong = {draw.randrange(safe, len(messages)) for _ in range(draw.randrange(0, 6))}
    for place, message in enumerate(messages):
        yield _mutated(message, draw) if place in wrong else json.dumps(message)


def _frame(sid: str, number: int) -> dict[str, Any]:
    sound = base64.b64encode(_MULAW[number % 200 :][:160]).decode()
    timing = {"track": "inbound", "chunk": str(number), "timestamp": str(number * 20)}
    return _of("media", timing | {"payload": sound}, sid)


def _of(event: str, content: dict[str, Any], sid: str) -> dict[str, Any]:
    return {"event": event, "streamSid": sid, event: content}


def _mutated(message: dict[str, Any], draw: random.Random) -> str | bytes:
    text = json.dumps(message)
    match draw.randrange(8):
        case 0:
            return text[: draw.randrange(len(text))]
        case 1:
            return text.encode()
        case 2:
            return draw.randbytes(draw.randrange(1, 400))
        case 3:
            place = draw.randrange(len(text))
            return text[:place] + chr(draw.randrange(1, 0xD7FF)) + text[place + 1 :]
        case 4:
            return json.dumps(message | {"event": draw.choice(_EVENTS)})
        case 5:
            message = dict(message)
            message[draw.choice(list(message))] = draw.choice(_VALUES)
        case 6:
            inner = dict(message.get(message["event"]) or {"payload": ""})
            inner[draw.choice(list(inner))] = draw.choice(_VALUES)
            message = message | {message["event"]: inner}
        case _:
            flood = base64.b64encode(b"\xff" * draw.choice((0, 1, 159, 8_000, 400_000))).decode()
            message = _of("media", {"track": draw.choice(("inbound", "outbound", "")), "payload": flood}, "")
    return json.dumps(message)
