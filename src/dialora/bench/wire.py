"""The carrier's end of an audio socket, as lean as it can be: a load must not cost what it measures."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import struct
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_FINAL = 0x80
_MASKED = 0x80
#: Servers unmask whatever the key is; with this one, masking costs the client nothing.
_KEY = bytes(4)
#: From this length on, two bytes tell it; from the other on, eight.
_SHORT = 126
_LONG = 65_536


class Wire(asyncio.Protocol):
    """One WebSocket. Text that comes in goes to `heard`; `lost` is called once, when nothing more will."""

    def __init__(self, heard: Callable[[bytes], None], lost: Callable[[], None]) -> None:
        self._heard = heard
        self._lost = lost
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, url: str, heard: Callable[[bytes], None], lost: Callable[[], None]) -> Wire:
        """Raises OSError where nobody takes the call."""
        place = urlsplit(url)
        loop = asyncio.get_running_loop()
        to = (place.hostname or "127.0.0.1", place.port or 80)
        transport, wire = await loop.create_connection(lambda: cls(heard, lost), *to)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        transport.write(request.encode())
        await wire._opened
        return wire

    def send(self, text: bytes) -> None:
        self._send(_TEXT, text)

    def close(self) -> None:
        """Say goodbye and go."""
        self._lost = _nobody
        self._send(_CLOSE, struct.pack("!H", 1000))
        if self._transport is not None:
            self._transport.close()

    def _send(self, kind: int, payload: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        size = len(payload)
        if size < _SHORT:
            head = struct.pack("!BB", _FINAL | kind, _MASKED | size)
        else:
            head = struct.pack("!BBH", _FINAL | kind, _MASKED | _SHORT, size)
        self._transport.write(head + _KEY + payload)

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._opened.done() and not self._answered():
            return
        for kind, payload in self._frames():
            if kind == _TEXT:
                self._heard(payload)
            elif kind == _PING:
                self._send(_PONG, payload)
            elif kind == _CLOSE and self._transport is not None:
                self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._opened.done():
            self._opened.set_exception(ConnectionError("the server did not take the call"))
        self._lost()

    def _answered(self) -> bool:
        """Whether the server's answer to the upgrade is complete."""
        head, end, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        if not end:
            return False
        self._buffer[:] = rest
        if head.split(b" ", 2)[1] == b"101":
            self._opened.set_result(None)
        elif self._transport is not None:
            self._transport.close()
        return self._opened.done()

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        """Whole frames, one after the other. Servers of audio do not split them."""
        buffer = self._buffer
        while len(buffer) >= 2:
            size, head = buffer[1], 2
            if size == _SHORT:
                size, head = int.from_bytes(buffer[2:4]), 4
            elif size > _SHORT:
                size, head = int.from_bytes(buffer[2:10]), 10
            if len(buffer) < head + size:
                return
            kind, payload = buffer[0] & 0x0F, bytes(buffer[head : head + size])
            del buffer[: head + size]
            yield kind, payload


def _nobody() -> None:
    """Whom an end that was wanted surprises."""
