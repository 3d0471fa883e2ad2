"""Whether this call may be kept: the recording rule as a state machine. Pure."""

from __future__ import annotations

from typing import Final

from dialora.domain.calls import RecordingState
from dialora.ports.notices import RecordingRule

#: Kinds of notices that decide about the recording.
ANNOUNCEMENT: Final = "recording"
QUESTION: Final = "recording_question"

_ANNOUNCED = (RecordingRule.ANNOUNCE, RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL)


class RecordingGate:
    """Opens once, closes for good. Nothing leaves the engine unless `keeps`."""

    def __init__(self, rule: RecordingRule) -> None:
        self._rule = rule
        self._announcing = False
        #: Something is said that nobody may keep, such as a card's number.
        self.paused = False
        #: Asked for with every frame of every call, so they are facts and not questions: what is heard may
        #: be handed on; what is heard may be held in memory.
        self.keeps = self.holds = False
        self._settle(RecordingState.NOT_WANTED if rule is RecordingRule.OFF else RecordingState.AWAITING)

    def _settle(self, state: RecordingState) -> None:
        self._state = state
        self.keeps = self.kept and not self.paused
        awaited = self._announcing and state is RecordingState.AWAITING
        self.holds = self.keeps or (awaited and not self.paused)

    @property
    def state(self) -> RecordingState:
        return self._state

    @property
    def kept(self) -> bool:
        """What was handed on before stays, whether or not it is paused now."""
        return self._state is RecordingState.KEPT

    def pause(self, paused: bool) -> None:
        """Keep nothing of what is said now; or go on keeping."""
        self.paused = paused
        self._settle(self._state)

    def announcing(self) -> None:
        """The announcement begins: where no yes is needed, the recording may begin with it."""
        self._announcing = self._rule in _ANNOUNCED
        self._settle(self._state)

    def announced(self) -> None:
        """The announcement was heard to its end."""
        if self._announcing and self._state is RecordingState.AWAITING:
            self._settle(RecordingState.KEPT)

    def answered(self, *, yes: bool) -> None:
        """The question for consent was answered; silence is no."""
        if self._rule is RecordingRule.EXPLICIT_YES and self._state is RecordingState.AWAITING:
            self._settle(RecordingState.KEPT if yes else RecordingState.REFUSED)

    def refuse(self) -> bool:
        """The caller does not want it, at any time and under any rule. False where nothing changes."""
        if self._state in (RecordingState.NOT_WANTED, RecordingState.REFUSED):
            return False
        self._settle(RecordingState.REFUSED)
        return True
