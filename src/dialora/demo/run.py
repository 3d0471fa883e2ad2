"""`dialora demo`: a simulated caller phones the product, and what came of it is shown."""

from __future__ import annotations

import asyncio
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx
import websockets

from dialora.demo import report
from dialora.demo.api import Api
from dialora.demo.caller import Caller, Exchange
from dialora.demo.drawing import Drawn, draw
from dialora.demo.line import Line
from dialora.demo.outcome import Outcome, paired
from dialora.demo.server import Server, own_server
from dialora.demo.world import Today, World
from dialora.domain.errors import DialoraError, Unavailable
from dialora.domain.phone import PhoneNumber
from dialora.providers.stt.whisper import Whisper
from dialora.providers.tts.piper import Voice
from dialora.settings import Settings
from dialora.testing.carrier.wire import CarrierCall

_HTTP_TIMEOUT_S: Final = 30.0
#: A call is on record this long after its audio has ended, at the latest.
_SETTLED_S: Final = 10.0
_ASK_EVERY_S: Final = 0.2
_ENDED: Final = frozenset({"completed", "failed", "no_answer", "canceled", "busy", "refused"})

#: What a server that is in trouble makes of a call.
_BROKEN: Final = (httpx.HTTPError, OSError, websockets.WebSocketException)

Print = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What every simulated caller shares: ears and a voice, loaded once."""

    ears: Whisper
    voice: Voice
    voice_pool: ThreadPoolExecutor


def demo(seed: int | None, *, as_json: bool) -> int:
    """One call; the exit status."""
    chosen = random.SystemRandom().randrange(1_000_000) if seed is None else seed
    say: Print = (lambda _: None) if as_json else (lambda line: print(line, flush=True))
    # Always, and before anything can fail: whoever sees a failure must be able to draw it again.
    print(f"seed {chosen}", file=sys.stderr, flush=True)
    with _server() as server, _body() as body:
        outcome = asyncio.run(phone(chosen, server, body, say))
    print(report.as_json(outcome) if as_json else report.summary(outcome))
    return 0 if outcome.ok else 1


def campaign(seeds: Sequence[int], page: Path) -> int:
    """Many calls to one server, one after the other, and a page about them; the exit status."""
    outcomes: list[Outcome] = []
    failed: list[tuple[int, str]] = []
    with _server() as server, _body() as body:
        for seed in seeds:
            try:
                outcome = asyncio.run(phone(seed, server, body, lambda line: print(line, flush=True)))
            except DialoraError as problem:
                failed.append((seed, str(problem)))
                continue
            outcomes.append(outcome)
            print(report.summary(outcome), flush=True)
            # After every call: half an hour of measuring is not lost to what comes later.
            page.write_text(report.page(outcomes, failed, _machine()), encoding="utf-8")
    return 0 if not failed and all(outcome.ok for outcome in outcomes) else 1


async def phone(seed: int, server: Server, body: Body, say: Print) -> Outcome:
    """One simulated call to a running server, from the first ring to what it left behind.

    Raises NotFound, Unavailable.
    """
    try:
        return await _phoned(seed, server, body, say)
    except _BROKEN as problem:
        raise Unavailable(f"The call broke: {problem}", code="demo_broken") from problem
    except ExceptionGroup as problems:
        if problems.subgroup(lambda problem: not isinstance(problem, _BROKEN)) is not None:
            raise
        raise Unavailable(f"The call broke: {problems.exceptions[0]}", code="demo_broken") from problems


async def _phoned(seed: int, server: Server, body: Body, say: Print) -> Outcome:
    world = World.read(server.data / "sample-world.json")
    async with httpx.AsyncClient(timeout=_HTTP_TIMEOUT_S) as http:
        api = Api(http, server.url, world.api_key)
        zone = ZoneInfo(await api.zone())
        drawn = draw(seed, world, Today(date=datetime.now(UTC).astimezone(zone).date(), zone=zone))
        say(report.announced(drawn))
        carrier = CarrierCall(
            http,
            server_url=server.url,
            public_url=world.public_url,
            account=world.account,
            caller=drawn.phone,
            called=world.number,
        )
        caller = await _talked(carrier, drawn, body, _Witness(api=api, phone=drawn.phone, say=say))
        return await _outcome(api, drawn, caller)


async def _talked(carrier: CarrierCall, drawn: Drawn, body: Body, witness: _Witness) -> Caller:
    line = Line(body.voice, drawn.manner, seed=drawn.seed)
    caller = Caller(drawn.errand, line, body.ears, voice_pool=body.voice_pool, told=witness.told)
    instructions = await carrier.ring()
    if instructions.stream is None:
        raise Unavailable(f"The call was not answered: {instructions.said}", code="demo_not_answered")
    began = time.monotonic()
    async with asyncio.TaskGroup() as call:
        person = call.create_task(caller.run())
        watching = call.create_task(witness.watch())
        they_hung_up = await carrier.talk(instructions.stream, caller)
        person.cancel()
        watching.cancel()
    if they_hung_up:
        await caller.last_words()
        await carrier.after(instructions.stream)
    await carrier.completed(time.monotonic() - began)
    await witness.look()
    return caller


class _Witness:
    """Tells of the call while it goes on: what the caller lived, and then what the product made of it."""

    def __init__(self, *, api: Api, phone: PhoneNumber, say: Print) -> None:
        self._api = api
        self._phone = phone
        self._say = say
        self._waiting = asyncio.Event()
        self._seen = 0

    def told(self, exchange: Exchange) -> None:
        self._say(report.line_of(exchange))
        self._waiting.set()

    async def watch(self) -> None:
        """Look after every exchange."""
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            await self.look()

    async def look(self) -> None:
        call = await self._api.call(await self._api.latest_call(self._phone))
        for turn in call.turns[self._seen :]:
            self._say(report.stages_of(turn))
        self._seen = len(call.turns)


async def _outcome(api: Api, drawn: Drawn, caller: Caller) -> Outcome:
    call_id = await api.latest_call(drawn.phone)
    call = await api.call(call_id)
    deadline = time.monotonic() + _SETTLED_S
    while call.status not in _ENDED and time.monotonic() < deadline:
        await asyncio.sleep(_ASK_EVERY_S)
        call = await api.call(call_id)
    return Outcome(
        seed=drawn.seed,
        asked=drawn.errand.wish,
        call=call,
        turns=paired(caller.exchanges, call.turns),
        appointment=await api.booked_in(call_id),
        recording=_saved(await api.recording(call_id), drawn.seed),
        decision=await api.decision(call.decision_id) if call.decision_id else None,
        spellings=drawn.errand.spellings,
        corrections=drawn.errand.corrections,
    )


def _saved(wav: bytes | None, seed: int) -> Path | None:
    if wav is None:
        return None
    file = Path(tempfile.gettempdir()) / f"dialora-demo-{seed}.wav"
    file.write_bytes(wav)
    return file


@contextmanager
def _server() -> Iterator[Server]:
    """The one that is named in the settings, or one of our own."""
    settings = Settings.read()
    if settings.url is not None:
        yield Server(url=settings.url, data=settings.data)
        return
    with own_server() as server:
        yield server


@contextmanager
def _body() -> Iterator[Body]:
    with ThreadPoolExecutor(1, thread_name_prefix="caller-voice") as pool:
        ears = Whisper()
        try:
            yield Body(ears=ears, voice=Voice(), voice_pool=pool)
        finally:
            ears.close()


def _machine() -> str:
    return f"{platform.machine()}, Python {platform.python_version()}"
