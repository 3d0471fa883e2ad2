"""A dialogue that says what the story wants it to say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from dialora.compliance import phrases
from dialora.domain.calls import EndReason
from dialora.ports.dialogue import Act, HangUp, Heard, Pause, Say, Urgent

_BACKCHANNELS = frozenset({"mhm", "uh huh", "okay", "ok", "yeah", "right", "i see"})
_UNFINISHED = (" and", " but", " um", " to", " the", " my")


@dataclass(frozen=True, slots=True)
class Thinks:
    """A slow tool, a slow model: nothing for so long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Fails:
    """The dialogue raises."""

    error: Exception


Step = str | Act | Thinks | Fails
Reply = Step | Sequence[Step]

_SILENCES: tuple[Sequence[Act], ...] = (
    (Say("Are you still there?"),),
    (Say("Hello? Can you hear me?"),),
    (Say("I'll hang up now. Goodbye."), HangUp(EndReason.SILENCE)),
)


class ScriptedDialogue:
    """`answers` maps words of the caller to what follows: a sentence, an act, or several."""

    def __init__(
        self,
        answers: Mapping[str, Reply] | None = None,
        *,
        greeting: str = "How can I help you?",
        otherwise: Reply = "Okay.",
        outcome: str | None = None,
    ) -> None:
        self._answers = dict(answers or {})
        self._greeting = greeting
        self._otherwise = otherwise
        self._outcome = outcome
        #: Everything it was told, in order.
        self.heard: list[Heard] = []
        #: Answers that were closed before their end.
        self.closed_early = 0

    def opening(self) -> Sequence[Say]:
        return (Say(self._greeting),) if self._greeting else ()

    def pause_after(self, text: str) -> Pause:
        if text[-1:].isdigit():
            return Pause.CAPTURING
        return Pause.OPEN if text.casefold().endswith(_UNFINISHED) else Pause.COMPLETE

    def urgent(self, text: str) -> Urgent | None:
        if phrases.opts_out(text, "en"):
            return Urgent.OPT_OUT
        return Urgent.REFUSE_RECORDING if phrases.refuses_recording(text, "en") else None

    def backchannel(self, text: str) -> bool:
        return text.casefold().strip(" .,!") in _BACKCHANNELS

    async def respond(self, heard: Heard) -> AsyncIterator[Act]:
        self.heard.append(heard)
        finished = False
        try:
            for step in self._reply(heard.text):
                if isinstance(step, Thinks):
                    await asyncio.sleep(step.seconds)
                elif isinstance(step, Fails):
                    raise step.error
                else:
                    yield Say(step) if isinstance(step, str) else step
            finished = True
        finally:
            self.closed_early += not finished

    def silence(self, times: int) -> Sequence[Act]:
        return _SILENCES[min(times, len(_SILENCES)) - 1]

    def outcome(self) -> str | None:
        return self._outcome

    def _reply(self, text: str) -> Sequence[Step]:
        said = text.casefold()
        found = (reply for words, reply in self._answers.items() if words.casefold() in said)
        reply = next(found, self._otherwise)
        return reply if isinstance(reply, Sequence) and not isinstance(reply, str) else (reply,)
