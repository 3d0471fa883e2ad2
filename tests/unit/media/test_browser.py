"""A browser that stops reading holds on to no more than a moment of sound."""

from __future__ import annotations

from typing import Any

from dialora.media.browser import BrowserStream

FRAME = b"\xff" * 160


class ReadsAtLast:
    """A socket nobody reads from until the call is over."""

    def __init__(self) -> None:
        self.sent: list[bytes | str] = []

    async def send_bytes(self, sound: bytes) -> None:
        self.sent.append(sound)

    async def send_text(self, told: str) -> None:
        self.sent.append(told)


async def test_what_waits_is_bounded_and_the_newest_is_kept() -> None:
    socket: Any = ReadsAtLast()
    stream = BrowserStream(socket)
    for _ in range(10_000):
        await stream.send(FRAME)
    await stream.mark("last")
    stream.finish()
    await stream.write()
    assert len(socket.sent) < 600
    assert socket.sent[-1] == '{"type":"mark","name":"last"}'
