"""A sentence being spoken: its sound as far as it has been made, sent and heard."""

from __future__ import annotations

from dialora.ports.media import FRAME_BYTES, SILENCE
from dialora.voice import words
from dialora.voice.moves import Hold

#: How long speech of unknown length is taken to be: 15 characters a second.
_BYTES_PER_CHARACTER = 533


class Clip:
    """Offsets are bytes of mu-law into its sound."""

    def __init__(self, text: str, hold: Hold = Hold.NONE) -> None:
        self.text = text
        self.hold = hold
        self.complete = False
        #: How far it has been handed to the carrier, and where the present stretch of that began.
        self.sent = 0
        self.resumed_at = 0
        self.heard = 0
        #: When its first sound reached and its last sound left the caller, in event loop time.
        self.began: float | None = None
        self.ended: float | None = None
        self._sound = bytearray()

    @staticmethod
    def ready(text: str, mulaw: bytes, hold: Hold) -> Clip:
        """A sentence whose sound was made before."""
        clip = Clip(text, hold)
        clip.add(mulaw)
        clip.finish()
        return clip

    def add(self, mulaw: bytes) -> None:
        self._sound += mulaw

    def finish(self) -> None:
        """No more sound comes; made up to whole frames, as carriers want them."""
        self._sound += SILENCE * (-len(self._sound) % FRAME_BYTES)
        self.complete = True

    def take(self, most: int) -> bytes:
        """The next whole frames to send, up to so many bytes; none while they are being made."""
        ready = min(len(self._sound) - self.sent, most)
        piece = bytes(self._sound[self.sent : self.sent + ready - ready % FRAME_BYTES])
        self.sent += len(piece)
        return piece

    @property
    def sounds(self) -> bool:
        """Some of it has been made."""
        return bool(self._sound)

    @property
    def unsent(self) -> int:
        return len(self._sound) - self.sent

    @property
    def all_sent(self) -> bool:
        return self.complete and self.sent == len(self._sound)

    @property
    def all_heard(self) -> bool:
        return self.complete and self.heard == len(self._sound)

    @property
    def heard_text(self) -> str:
        return words.heard_of(self.text, 1.0 if self.all_heard else self.heard / self._length)

    @property
    def sound(self) -> bytes:
        """All of it; for a clip heard to its end, what was sent."""
        return bytes(self._sound)

    def rewind(self) -> None:
        """Back to the last word heard."""
        begin = int(words.resume_at(self.text, self.heard / self._length) * self._length)
        self.sent = self.resumed_at = self.heard = min(begin - begin % FRAME_BYTES, self.heard)

    @property
    def _length(self) -> int:
        """Of the whole sound; a guess while it is being made."""
        made = len(self._sound)
        return max(1, made if self.complete else max(made, len(self.text) * _BYTES_PER_CHARACTER))
