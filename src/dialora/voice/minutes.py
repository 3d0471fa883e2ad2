"""Exchanges as they happen, and the turns they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dialora.domain.calls import Latency, ToolUse, Turn
from dialora.ports.dialogue import HangUp
from dialora.voice.clip import Clip
from dialora.voice.scribe import Scribe


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the caller said, or keyed. Seconds since the call began."""

    text: str
    start: float
    end: float
    #: When the turn was taken to be over, and how much of that was waiting for the text.
    ended_at: float
    awaited_text: float = 0.0
    #: False where the caller was not waiting for an answer: keys were collected, a notice came first.
    timed: bool = True


@dataclass(slots=True, eq=False)
class Exchange:
    """What the caller said, if anything, and what the agent makes of it."""

    said: Said | None
    #: In event loop time, like all below.
    began: float
    clips: list[Clip] = field(default_factory=list)
    tools: list[ToolUse] = field(default_factory=list)
    first_say_at: float | None = None
    #: The dialogue has been asked.
    told: bool = False
    #: The dialogue has yielded its last act.
    complete: bool = False
    hang_up: HangUp | None = None
    interrupted: bool = False
    #: The dialogue could not go on; what follows is the engine's.
    failed: bool = False
    #: How often the caller was asked for patience.
    bridged: int = 0

    @property
    def heard_text(self) -> str:
        return " ".join(filter(None, (clip.heard_text for clip in self.clips)))


class Minutes:
    """Writes each exchange down once, when it is over. Loop times become milliseconds of the call."""

    def __init__(self, scribe: Scribe, began: float) -> None:
        self._scribe = scribe
        self._began = began
        self.written = 0

    def close(self, exchange: Exchange) -> None:
        """One that was taken back before it sounded, or came to nothing, is no turn."""
        begun = [clip for clip in exchange.clips if clip.began is not None]
        if exchange.said is None and not begun and not exchange.tools:
            return
        said = exchange.said
        turn = Turn(
            index=self.written,
            caller_text=said.text if said else "",
            caller_start_ms=_ms(said.start) if said else None,
            caller_end_ms=_ms(said.end) if said else None,
            agent_text=" ".join(clip.text for clip in exchange.clips),
            agent_heard_text=exchange.heard_text,
            agent_start_ms=self._call_ms(begun[0].began) if begun else None,
            agent_end_ms=self._call_ms(_last_end(begun)) if begun else None,
            interrupted=exchange.interrupted,
            latency=self._latency(exchange, begun),
            tools=tuple(exchange.tools),
        )
        self.written += 1
        self._scribe.write(turn)

    def _latency(self, exchange: Exchange, begun: Sequence[Clip]) -> Latency | None:
        said = exchange.said
        if (
            said is None
            or not said.timed
            or exchange.first_say_at is None
            or not begun
            or begun[0].began is None
        ):
            return None
        first_say = exchange.first_say_at - self._began
        return Latency(
            endpoint_ms=max(0, _ms(said.ended_at - said.end - said.awaited_text)),
            stt_ms=_ms(said.awaited_text),
            dialogue_ms=max(0, _ms(first_say - said.ended_at)),
            first_audio_ms=max(0, _ms(begun[0].began - self._began - first_say)),
        )

    def _call_ms(self, at: float | None) -> int | None:
        return None if at is None else _ms(at - self._began)


def _last_end(begun: Sequence[Clip]) -> float | None:
    ends = [clip.ended for clip in begun if clip.ended is not None]
    return max(ends) if ends else None


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
