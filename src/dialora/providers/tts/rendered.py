"""Sound that was made before, kept for the next time the same words are said as fast."""

from __future__ import annotations

from collections import OrderedDict


class Rendered:
    """A bounded store of sound by its text and speed; what has not been said for longest goes first.

    Used from one event loop only.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._sounds: OrderedDict[tuple[str, float], bytes] = OrderedDict()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes of sound kept."""
        return self._size

    def get(self, text: str, *, speed: float = 1.0) -> bytes | None:
        sound = self._sounds.get((text, speed))
        if sound is not None:
            self._sounds.move_to_end((text, speed))
        return sound

    def put(self, text: str, sound: bytes, *, speed: float = 1.0) -> None:
        self._size += len(sound) - len(self._sounds.pop((text, speed), b""))
        self._sounds[(text, speed)] = sound
        while self._size > self._most:
            _, dropped = self._sounds.popitem(last=False)
            self._size -= len(dropped)
