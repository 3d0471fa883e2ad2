"""A web server of somebody else's, on loopback: counts who comes, keeps what they bring, answers as told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody brought."""

    line: str
    #: By name in small letters.
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Listener:
    """Answers every request with `answer(request)`: bytes as they go over the wire."""

    answer: Callable[[Request], bytes]
    port: int = 0
    connections: int = 0
    requests: list[Request] = field(default_factory=list)
    #: The name that the last one asked for in TLS.
    asked_for: str | None = None
    #: Nobody is answered before this is set.
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *rest = head.split("\r\n")
            headers = dict(each.split(": ", 1) for each in rest if ": " in each)
            headers = {name.lower(): value for name, value in headers.items()}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            request = Request(line=line, headers=headers, body=body)
            self.requests.append(request)
            await self.open.wait()
            writer.write(self.answer(request))
            await writer.drain()
        writer.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"


def answering(status: int, text: str = "", **headers: str) -> Callable[[Request], bytes]:
    """Always the same."""
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    body = text.encode()
    head = f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{named}\r\n"
    return lambda request: head.encode() + body


@asynccontextmanager
async def listening(
    answer: Callable[[Request], bytes] | None = None, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Listener]:
    listener = Listener(answer or answering(200, "taken"))
    listener.open.set()
    if tls is not None:
        tls.sni_callback = lambda _, name, __: setattr(listener, "asked_for", name)
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0, ssl=tls)
    listener.port = server.sockets[0].getsockname()[1]
    async with server:
        try:
            yield listener
        finally:
            # Nobody waits for an answer any more.
            listener.open.set()
