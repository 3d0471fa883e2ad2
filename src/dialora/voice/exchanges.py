"""The agent's side of a conversation: the exchange that is open, how it goes wrong, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from dialora.domain.calls import EndReason
from dialora.ports.dialogue import Act, HangUp, Say
from dialora.voice.answering import Acted, Answered, Answering, Failure, Impatient, each
from dialora.voice.clip import Clip
from dialora.voice.limits import Limits, Phrases
from dialora.voice.minutes import Exchange, Minutes, Said
from dialora.voice.mouth import Began, Mouth
from dialora.voice.moves import Hold
from dialora.voice.spare import Spare
from dialora.voice.turns import Agent, Turns

#: Failures in a row after which the dialogue is given up.
_MOST_FAILURES = 2
#: An answer is looked at by a timer, which may come a hair early.
_LOOK_LEEWAY_S = 0.01


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
        mouth: Mouth,
        minutes: Minutes,
        phrases: Phrases,
        spare: Spare,
        limits: Limits,
        began: float,
    ) -> None:
        self._group = group
        self._turns = turns
        self._answering = answering
        self._mouth = mouth
        self._minutes = minutes
        self._phrases = phrases
        self._spare = spare
        self._limits = limits
        self._began = began
        self._open: Exchange | None = None
        self._failures = 0
        #: The dialogue was told something whose answer was withdrawn since: what comes now replaces it.
        self.taken_back = False
        self.over: Over | None = None

    # Beginning and giving up

    def begin(self, acts: AsyncIterator[Act], said: Said | None = None, *, replaces: bool = False) -> None:
        """Answer what was said, or say something unasked; what was being said before is given up."""
        self._give_up_open()
        self.taken_back = self.taken_back and replaces
        self._open = Exchange(said, asyncio.get_running_loop().time())
        self._answering.begin(self._group, self._open, acts)

    def withdraw(self) -> None:
        """The answer has not sounded, and never will."""
        self._answering.give_up()
        self._mouth.drop()
        exchange, self._open = self._open, None
        if exchange is not None and exchange.said is not None and exchange.told:
            self.taken_back = True

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
        """Long silences in the middle of an answer are bridged."""
        exchange = event.exchange
        if exchange is not self._open or self._turns.agent is Agent.CUT:
            return
        now = asyncio.get_running_loop().time()
        waited = now - max(self._mouth.sounds_until, exchange.began)
        most = self._limits.patience_again_s if exchange.bridged else self._limits.patience_s
        if waited < most - _LOOK_LEEWAY_S:
            return
        clip = self.ask_patience()
        if clip is not None:
            exchange.bridged += 1
            exchange.clips.append(clip)
            if exchange.first_say_at is None:
                exchange.first_say_at = now

    def ask_patience(self) -> Clip | None:
        """Say what was rendered for this; None where that is not possible now."""
        sound = self._spare.sound(self._phrases.patience)
        if sound is None:
            return None
        clip = Clip.ready(self._phrases.patience, sound, Hold.NONE)
        return clip if self._mouth.add_before_all(clip) else None

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
        exchange = self._open = self._open or Exchange(None, asyncio.get_running_loop().time())
        exchange.complete = True
        exchange.hang_up = HangUp(EndReason.ERROR)
        sound = self._spare.sound(self._phrases.trouble)
        if sound is not None:
            clip = Clip.ready(self._phrases.trouble, sound, Hold.SENTENCE)
            exchange.clips.append(clip)
            self._turns.agent_thinks(drop=True)
            self._mouth.resume()
            self._mouth.add(clip)
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
