"""How the processes of one installation speak with each other: about calls that only one of them holds.

Each listens on a socket of its own and writes the address beside its lease. Both ends hold the key of the
account, and nothing else lets anybody in: what is asked, what is answered and every piece of sound is sealed
under it, and what is asked is believed for seconds only.

    length (4 bytes), message      first, in clear: the call; then sealed messages both ways
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from dialora.domain.calls import EndReason
from dialora.domain.errors import Conflict, Unavailable
from dialora.ports.clock import Clock
from dialora.services.running_call import RunningCall, Side, Sound
from dialora.store.keyring import AccountSeal, SealBroken

_LENGTH: Final = struct.Struct(">I")
_SOUND: Final = struct.Struct(">BI")
_LARGEST: Final = 64_000
#: For one answer, and between two pieces of sound: a line that says nothing is filled with silence.
_PATIENCE_S: Final = 3.0
#: What is asked is worth nothing later.
_BELIEVED: Final = timedelta(seconds=10)

_ASKED: Final = "neighbour asks"
_ANSWERED: Final = "neighbour answers"
_HEARD: Final = "neighbour hears"


class Verb(StrEnum):
    END = "end"
    LISTEN = "listen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the process that holds a call is to do with it."""

    verb: Verb
    asked_at: datetime
    reason: EndReason = EndReason.ENDED_BY_MEMBER
    sentence: str = ""
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Done, or why not."""

    code: str | None = None
    problem: str = ""


_encoder = msgspec.json.Encoder()
_orders = msgspec.json.Decoder(Order)
_answers = msgspec.json.Decoder(Answer)


class Neighbours:
    """This process, as the others reach it."""

    def __init__(self, clock: Clock, running: dict[str, RunningCall]) -> None:
        self._clock = clock
        self._running = running
        #: Where the others reach us, once we listen.
        self.address: str | None = None

    @asynccontextmanager
    async def listening(self, host: str) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._serve, host, 0, limit=_LARGEST)
        try:
            name, port = server.sockets[0].getsockname()[:2]
            self.address = f"{name} {port}"
            yield
        finally:
            self.address = None
            server.close()

    # Asked by others

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError, TimeoutError, SealBroken, Conflict, msgspec.MsgspecError):
            async with asyncio.timeout(_PATIENCE_S):
                call = self._running.get((await _receive(reader)).decode(errors="replace"))
                if call is None:
                    return
                order = _orders.decode(call.seal.open(_ASKED, await _receive(reader)))
            if abs(self._clock.now() - order.asked_at) < _BELIEVED:
                await self._carry_out(call, order, writer)
        await _close(writer)

    async def _carry_out(self, call: RunningCall, order: Order, writer: asyncio.StreamWriter) -> None:
        answer = Answer()
        try:
            if order.verb is Verb.END:
                call.end(order.reason, order.sentence, order.outcome)
            else:
                call.may_be_heard()
        except Conflict as refused:
            answer = Answer(code=refused.code, problem=refused.message)
        await _send(writer, call.seal.seal(_ANSWERED, _encoder.encode(answer)))
        if order.verb is Verb.LISTEN and answer.code is None:
            async with aclosing(call.listen()) as sounds:
                async for sound in sounds:
                    async with asyncio.timeout(_PATIENCE_S):
                        await _send(writer, call.seal.seal(_HEARD, _packed(sound)))

    # Asking others

    async def ask(self, address: str, call_id: str, seal: AccountSeal, order: Order) -> bool:
        """Have it done; False where that process does not hold the call any more. Raises Conflict with the
        other's words, Unavailable where it cannot be reached."""
        async with _connected(address) as (reader, writer):
            return await self._asked(reader, writer, call_id, seal, order)

    async def listen(self, address: str, call_id: str, seal: AccountSeal) -> AsyncGenerator[Sound | None]:
        """Both sides of a call that another process holds, None first once it is heard, until it is over or
        nobody may listen any more. Raises Conflict, Unavailable."""
        order = Order(verb=Verb.LISTEN, asked_at=self._clock.now())
        async with _connected(address) as (reader, writer):
            if not await self._asked(reader, writer, call_id, seal, order):
                raise Conflict("This call is over.", code="call_over")
            yield None
            while True:
                try:
                    async with asyncio.timeout(_PATIENCE_S):
                        sealed = await _receive(reader)
                except EOFError:
                    return
                yield _unpacked(seal.open(_HEARD, sealed))

    async def _asked(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        call_id: str,
        seal: AccountSeal,
        order: Order,
    ) -> bool:
        async with asyncio.timeout(_PATIENCE_S):
            await _send(writer, call_id.encode())
            await _send(writer, seal.seal(_ASKED, _encoder.encode(order)))
            try:
                answer = _answers.decode(seal.open(_ANSWERED, await _receive(reader)))
            except EOFError:
                return False
        if answer.code is not None:
            raise Conflict(answer.problem, code=answer.code)
        return True


@asynccontextmanager
async def _connected(address: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, port = address.split(" ")
    try:
        async with asyncio.timeout(_PATIENCE_S):
            reader, writer = await asyncio.open_connection(host, int(port), limit=_LARGEST)
        try:
            yield reader, writer
        finally:
            await _close(writer)
    except (OSError, TimeoutError, SealBroken, msgspec.MsgspecError) as error:
        raise Unavailable(
            "The process that holds this call does not answer. Try again in a moment.",
            code="call_unreachable",
        ) from error


async def _receive(reader: asyncio.StreamReader) -> bytes:
    """Raises EOFError where the other side has finished, or says something too long."""
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > _LARGEST:
        raise EOFError
    return await reader.readexactly(length)


async def _send(writer: asyncio.StreamWriter, message: bytes) -> None:
    writer.write(_LENGTH.pack(len(message)) + message)
    await writer.drain()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


def _packed(sound: Sound) -> bytes:
    return _SOUND.pack(sound.side, sound.position) + sound.mulaw


def _unpacked(message: bytes) -> Sound:
    side, position = _SOUND.unpack_from(message)
    return Sound(Side(side), position, message[_SOUND.size :])
