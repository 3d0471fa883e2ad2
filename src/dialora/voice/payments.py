"""Nothing of a card is kept: while a payment is spoken of, recorder and transcript pause."""

from __future__ import annotations

from typing import Final

from dialora.compliance.payment_words import goes_on_paying, speaks_of_payment
from dialora.voice.recorder import Recorder

#: So many of the caller's turns in a row without a digit, and the payment is over.
_CLEAN_TURNS: Final = 2


class Payments:
    """Listens to both sides. Instants are seconds since the call began."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._clean = 0

    @property
    def spoken_of(self) -> bool:
        return self._recorder.paused

    def heard(self, text: str, *, since: float) -> None:
        """The caller has said or keyed this, from `since` on; perhaps they go on."""
        if speaks_of_payment(text):
            self._pause(since)

    def said(self, text: str, *, since: float) -> None:
        """The agent begins to say this."""
        if speaks_of_payment(text):
            self._pause(since)

    def turn_over(self, text: str, *, now: float) -> None:
        """The caller's turn has ended with these words."""
        if not self.spoken_of:
            return
        self._clean = 0 if goes_on_paying(text) else self._clean + 1
        if self._clean >= _CLEAN_TURNS:
            self._recorder.resume(now)

    def _pause(self, since: float) -> None:
        self._clean = 0
        self._recorder.pause(since)
