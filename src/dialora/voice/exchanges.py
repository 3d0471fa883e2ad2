"""The agent's side of a conversation: the exchange that is open, how it goes wrong, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from dialora.domain.calls import EndReason
from dialora.domain.errors import ProviderError
from dialora.ports.dialogue import Act, HangUp, Say
from dialora.voice.answering import Acted, Answered, Answering, Failure, Impatient, each
from dialora.voice.clip import Clip
from dialora.voice.limits import Phrases
from dialora.voice.minutes import Exchange, Minutes, Said
from dialora.voice.mouth import Began, Mouth
from dialora.voice.speaking import Speaking
from dialora.voice.turns import Agent, Hold, Turns

#: Failures in a row after which the dialogue is given up.
_MOST_FAILURES = 2


@dataclass(frozen=True, slots=True)
class Over:
    """How the call ended."""

    reason: EndReason
    outcome: str | None = None


class Exchanges:
    """At most one exchange is open. It closes when the agent has been heard to the end, or was cut."""

    def __init__(
        self,
        group: asyncio.TaskGroup,
        turns: Turns,
        answering: Answering,
        speaking: Speaking,
        mouth: Mouth,
        minutes: Minutes,
        phrases: Phrases,
        last_resort: bytes | None,
        began: float,
    ) -> None:
        self._group = group
        self._turns = turns
        self._answering = answering
        self._speaking = speaking
        self._mouth = mouth
        self._minutes = minutes
        self._phrases = phrases
        self._last_resort = last_resort
        self._began = began
        self._open: Exchange | None = None
        self._failures = 0
        self.over: Over | None = None

    # Beginning and giving up

    def begin(self, acts: AsyncIterator[Act], said: Said | None = None) -> None:
        """Answer what was said, or say something unasked; what was being said before is given up."""
        self._give_up_open()
        self._open = Exchange(said)
        self._answering.begin(self._group, self._open, acts)

    def withdraw(self) -> None:
        """The answer has not sounded, and never will."""
        self._answering.give_up()
        self._mouth.drop()
        self._open = None

    def interrupt(self) -> str | None:
        """The agent does not get the word back; what was heard of what it was saying."""
        if self._open is None:
            return None
        heard = self._open.heard_text
        self._give_up_open()
        return heard

    def _give_up_open(self) -> None:
        self._answering.give_up()
        self._mouth.drop()
        exchange, self._open = self._open, None
        if exchange is not None:
            exchange.interrupted = any(not clip.all_heard for clip in exchange.clips)
            self._minutes.close(exchange)

    def end(self, reason: EndReason, sentence: str) -> None:
        """Say this last sentence to the end, and hang up."""
        self._turns.agent_thinks(drop=True)
        self.begin(each([Say(sentence, to_the_end=True), HangUp(reason)]))

    def lost(self, reason: EndReason) -> None:
        """There is nobody to talk to any more."""
        self.over = Over(reason)

    def close(self) -> None:
        """The call is over: write down what was still open."""
        self._give_up_open()

    # What happens to the open one

    def clip_began(self, event: Began) -> None:
        if self._open is not None and event.clip in self._open.clips:
            self._turns.agent_began(self._now())

    def acted(self, event: Acted) -> None:
        if event.exchange is self._open:
            self._turns.agent_acted()

    def impatient(self, event: Impatient) -> None:
        exchange = event.exchange
        if exchange is self._open and exchange.said is not None and not exchange.clips:
            exchange.first_say_at = asyncio.get_running_loop().time()
            self.ask_patience(exchange.clips)

    def ask_patience(self, clips: list[Clip]) -> None:
        self._group.create_task(self._ask_patience(clips))

    async def _ask_patience(self, clips: list[Clip]) -> None:
        try:
            await self._speaking.say(self._phrases.patience, Hold.NONE, clips.append)
        except ProviderError:
            # The answer itself will meet the same fate, and end the call politely.
            return

    def answered(self, event: Answered) -> None:
        exchange = event.exchange
        if exchange is not self._open:
            return
        if event.failure is Failure.VOICE:
            self.voice_is_dead()
        elif event.failure is Failure.DIALOGUE:
            self._failures += 1
            exchange.failed = True
            self._answering.begin(self._group, exchange, each(self._instead()))
        else:
            exchange.complete = True
            if not exchange.failed:
                self._failures = 0
            self.settle()

    def _instead(self) -> list[Act]:
        """What is said when the dialogue does not know."""
        if self._failures < _MOST_FAILURES:
            return [Say(self._phrases.say_again)]
        return [Say(self._phrases.trouble, to_the_end=True), HangUp(EndReason.ERROR)]

    def voice_is_dead(self) -> None:
        """Say what was rendered beforehand, if anything, and hang up."""
        exchange = self._open = self._open or Exchange(None)
        exchange.complete = True
        exchange.hang_up = HangUp(EndReason.ERROR)
        if self._last_resort is not None:
            clip = self._speaking.play(self._phrases.trouble, self._last_resort, Hold.SENTENCE)
            exchange.clips.append(clip)
            self._turns.agent_thinks(drop=True)
            self._mouth.resume()
        self.settle()

    def settle(self) -> None:
        """Close the open exchange if all of it has been heard."""
        exchange = self._open
        if exchange is None or not exchange.complete or not self._mouth.silent:
            return
        if self._turns.agent is Agent.CUT:
            return
        self._open = None
        self._minutes.close(exchange)
        self._turns.agent_finished(self._now())
        if exchange.hang_up is not None:
            self.over = Over(exchange.hang_up.reason, exchange.hang_up.outcome)

    def _now(self) -> float:
        return asyncio.get_running_loop().time() - self._began
