"""A record of a call in memory, which forgets what it must."""

from __future__ import annotations

from dataclasses import replace

from dialora.domain.calls import RecordingState, SpokenNotice, Turn
from dialora.ports.sink import AudioBlock
from dialora.testing import sound


class MemorySink:
    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.blocks: list[AudioBlock] = []
        self.notices: list[SpokenNotice] = []
        self.states: list[RecordingState] = []

    async def turn(self, turn: Turn) -> None:
        self.turns.append(turn)

    async def audio(self, block: AudioBlock) -> None:
        self.blocks.append(block)

    async def notice(self, notice: SpokenNotice) -> None:
        self.notices.append(notice)

    async def recording(self, state: RecordingState) -> None:
        self.states.append(state)
        if state is RecordingState.REFUSED:
            self.blocks.clear()
            self.turns = [
                replace(turn, caller_text="", agent_text="", agent_heard_text="") for turn in self.turns
            ]

    @property
    def caller_words(self) -> str:
        """What is said on the caller's track."""
        return sound.words_in(b"".join(block.caller for block in self.blocks))

    @property
    def agent_words(self) -> str:
        return sound.words_in(b"".join(block.agent for block in self.blocks))

    @property
    def kept_nothing(self) -> bool:
        """Neither a byte of sound nor a word of any turn."""
        words = "".join(turn.caller_text + turn.agent_text + turn.agent_heard_text for turn in self.turns)
        return not self.blocks and not words
