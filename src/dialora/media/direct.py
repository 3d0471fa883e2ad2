"""The WebSocket under the audio doors: uvicorn's, with a short way for the frames of a call.

uvicorn hands each message over in a queue, stops reading until it is taken, and wakes a task for it: right
for a chat, and most of what 20 ms of sound would cost. Here a door may take a socket over. From then on whole
text messages reach it as they arrive, and what it writes goes out as it is. Handshake, control frames,
fragments, limits and farewells stay uvicorn's.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from fastapi import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.speedups import apply_mask

#: Where the application finds its socket, in the ASGI scope.
_EXTENSION = "dialora.direct"
#: First byte of a text message in one frame, and how frames tell their length (RFC 6455, section 5.2).
_WHOLE_TEXT = 0x81
_MASKED = 0x80
_LENGTH = 0x7F
_TWO_MORE = 126
_EIGHT_MORE = 127
_KEY_BYTES = 4


class DirectSocket(WebSocketsSansIOProtocol):
    """Give it to uvicorn as `ws`."""

    _take: Callable[[bytes], None] | None = None
    _gone: Callable[[], None] | None = None
    #: The beginning of a frame whose end has not come.
    _rest = b""
    #: A frame was too long to be a call's: the library says so, and ends the connection.
    _given_up = False

    # For the door

    def hand_over(self, take: Callable[[bytes], None], gone: Callable[[], None]) -> None:
        """Every message from now on goes to `take`, those that wait first; `gone` is called at the end."""
        self._take, self._gone = take, gone
        while not self.queue.empty():
            message = self.queue.get_nowait()
            if message["type"] == "websocket.receive":
                take(message.get("bytes") or (message.get("text") or "").encode())
        if self.disconnected:
            gone()
        elif self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    async def write(self, text: bytes) -> None:
        """Send a message; waits only while the other side reads too slowly. Lost once it is closed."""
        if not self.writable.is_set():
            await self.writable.wait()
        if self.disconnected or self.close_sent or self.transport.is_closing():
            return
        size = len(text)
        if size < _TWO_MORE:
            head = struct.pack("!BB", _WHOLE_TEXT, size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", _WHOLE_TEXT, _TWO_MORE, size)
        else:
            head = struct.pack("!BBQ", _WHOLE_TEXT, _EIGHT_MORE, size)
        self.transport.write(head + text)

    # For uvicorn

    async def run_asgi(self) -> None:
        self.scope["extensions"] = {**(self.scope.get("extensions") or {}), _EXTENSION: {"socket": self}}
        await super().run_asgi()

    def data_received(self, data: bytes) -> None:
        if self._given_up or not self.handshake_initiated:
            super().data_received(data)
            return
        if self._rest:
            data = self._rest + data
        begin = 0
        while begin < len(data) and (end := self._end_of_frame(data, begin)):
            self._frame(data[begin:end])
            begin = end
        self._rest = data[begin:]
        if self._given_up:
            super().data_received(self._rest)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._gone is not None:
            self._gone()

    def send_receive_event_to_app(self) -> None:
        """A message in several frames, or a binary one."""
        if self._take is None:
            super().send_receive_event_to_app()
        elif not self.close_sent:
            self._take(b"".join(self.frames))

    # Frames

    def _end_of_frame(self, data: bytes, begin: int) -> int:
        """Where the frame that begins here ends; 0 where that has not come."""
        if len(data) < begin + 2:
            return 0
        length, head = data[begin + 1] & _LENGTH, 2
        if length >= _TWO_MORE:
            head = 4 if length == _TWO_MORE else 10
            if len(data) < begin + head:
                return 0
            length = int.from_bytes(data[begin + 2 : begin + head])
        if data[begin + 1] & _MASKED:
            head += _KEY_BYTES
        if length > (self.config.ws_max_size or 0):
            self._given_up = True
            return 0
        end = begin + head + length
        return end if end <= len(data) else 0

    def _frame(self, frame: bytes) -> None:
        mask = frame[1]
        if self._take is None or frame[0] != _WHOLE_TEXT or not mask & _MASKED or self.close_sent:
            super().data_received(frame)
            return
        length = mask & _LENGTH
        key = 2 if length < _TWO_MORE else 4 if length == _TWO_MORE else 10
        sound = key + _KEY_BYTES
        self._take(apply_mask(frame[sound:], frame[key:sound]))


def direct(socket: WebSocket) -> DirectSocket:
    """The socket itself, under what the framework makes of it."""
    found = socket.scope["extensions"][_EXTENSION]["socket"]
    assert isinstance(found, DirectSocket)
    return found
