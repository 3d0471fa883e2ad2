"""A call from the first notice to the last word: what happened comes in, one thing after the other,
and what follows from it is begun. Nothing here waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from dialora.domain.calls import EndReason
from dialora.ports.dialogue import Act, Dialogue, Heard, Source, Urgent
from dialora.ports.media import Digit, Ended, Played
from dialora.ports.sink import CallObserver
from dialora.voice.answering import Acted, Answered, Impatient, each, one_after_the_other
from dialora.voice.exchanges import Exchanges, Over
from dialora.voice.hearing import Hearing, Window
from dialora.voice.keypad import Keyed, Keypad
from dialora.voice.limits import Phrases
from dialora.voice.minutes import Said
from dialora.voice.mouth import Began, Mouth, Silent
from dialora.voice.moves import (
    Action,
    BargeIn,
    BreakSilence,
    EndTurn,
    Hold,
    Read,
    Reading,
    RefuseRecording,
    Resume,
    Stalled,
    Withdraw,
)
from dialora.voice.payments import Payments
from dialora.voice.prologue import Prologue, PrologueOver
from dialora.voice.recorder import Recorder
from dialora.voice.turns import Agent, Knobs, Turns
from dialora.voice.understanding import Understanding, Understood

#: Readings that fail so often in a row will not come back during this call.
_MOST_READING_FAILURES = 2
#: Keys pressed during a sentence that must be heard are looked at again so much later.
_KEYS_AGAIN_S = 0.25


@dataclass(frozen=True, slots=True)
class EndCall:
    """The call is to end for a reason of its own, after a sentence that is heard."""

    reason: EndReason
    sentence: str


Event = (
    Window
    | Understood
    | Began
    | Silent
    | Played
    | Digit
    | Keyed
    | Ended
    | Acted
    | Impatient
    | Answered
    | PrologueOver
    | EndCall
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Those who hear, understand, speak and write for a conversation."""

    hearing: Hearing
    understanding: Understanding
    keypad: Keypad
    mouth: Mouth
    prologue: Prologue
    recorder: Recorder
    exchanges: Exchanges


class Conversation:
    """Carries events to the turns, and what the turns decide to the parts."""

    def __init__(
        self,
        group: asyncio.TaskGroup,
        parts: Parts,
        turns: Turns,
        knobs: Knobs,
        dialogue: Dialogue,
        phrases: Phrases,
        observer: CallObserver | None,
        post: Callable[[Event], None],
        began: float,
    ) -> None:
        self._group = group
        self._parts = parts
        self._turns = turns
        self._knobs = knobs
        self._dialogue = dialogue
        self._phrases = phrases
        self._onlooker = observer
        self._post = post
        self._began = began
        self._payments = Payments(parts.recorder)
        self._prologue: asyncio.Task[None] | None = None
        #: Said against the recording during the notices, and answered after them.
        self._refusal: RefuseRecording | None = None
        self._read_at = 0.0
        self._shown = (False, False)

    def begin(self) -> None:
        prologue = self._parts.prologue
        self._prologue = self._group.create_task(prologue.run(lambda: self._turns.caller_speaks))

    def take(self, event: Event) -> Over | None:
        """One thing that happened; how the call ended, once it has."""
        match event:
            case Window():
                self._window(event)
            case Understood():
                self._understood(event)
            case Began():
                self._clip_began(event)
            case Silent():
                self._silent()
            case Played(mark):
                self._parts.mouth.played(mark)
            case Digit(key):
                self._carry_out(self._turns.key_pressed())
                self._parts.keypad.press(key)
            case Keyed():
                self._keyed(event)
            case Ended(lost):
                self._parts.exchanges.lost(EndReason.LINE_LOST if lost else EndReason.CALLER_HUNG_UP)
            case Acted():
                self._parts.exchanges.acted(event)
            case Impatient():
                self._parts.exchanges.impatient(event)
            case Answered():
                self._parts.exchanges.answered(event)
            case PrologueOver():
                self._prologue_over(event)
            case EndCall(reason, sentence):
                self._end_prologue()
                self._parts.exchanges.end(reason, sentence)
        self._show_state()
        return self._parts.exchanges.over

    @property
    def _observer(self) -> CallObserver | None:
        """Whoever looks on; nobody does while a card is spoken of."""
        return None if self._payments.spoken_of else self._onlooker

    # Hearing

    def _window(self, window: Window) -> None:
        if self._prologue is not None:
            self._parts.prologue.window(window.at, window.probability)
        self._carry_out(self._turns.window(window.at, window.probability, self._hold))
        self._parts.hearing.forget(self._turns.sound_since)

    def _understood(self, event: Understood) -> None:
        self._read_at = event.at - self._began
        if self._parts.understanding.failures >= _MOST_READING_FAILURES:
            self._end_prologue()
            self._parts.exchanges.end(EndReason.ERROR, self._phrases.cannot_hear)
            return
        self._payments.heard(event.reading.text, since=self._turns.sound_since)
        if self._observer is not None and event.reading.text:
            self._observer.heard(event.reading.text, final=False)
        self._carry_out(self._turns.understood(event.take, event.reading))

    def _keyed(self, event: Keyed) -> None:
        if self._prologue is not None:
            if self._dialogue.urgent(event.keys) is not Urgent.OPT_OUT:
                return
            self._end_prologue()
        elif self._hold is not Hold.NONE and self._dialogue.urgent(event.keys) is not Urgent.OPT_OUT:
            asyncio.get_running_loop().call_later(_KEYS_AGAIN_S, self._post, event)
            return
        self._turns.agent_thinks(drop=True)
        began, ended = event.began - self._began, event.ended - self._began
        self._payments.heard(event.keys, since=began)
        said = Said(text=event.keys, start=began, end=ended, ended_at=ended, timed=False)
        interrupted = self._parts.exchanges.interrupt()
        heard = Heard(text=event.keys, source=Source.KEYPAD, interrupted=interrupted)
        self._parts.exchanges.begin(self._dialogue.respond(heard), said)

    # Turns

    def _carry_out(self, actions: list[Action]) -> None:
        for action in actions:
            self._act(action)

    def _act(self, action: Action) -> None:
        match action:
            case Read(take, start, end):
                begin = self._parts.understanding.begin_of(start)
                sound = self._parts.hearing.sound(begin, end)
                self._parts.understanding.read(self._group, take, start, end, sound)
            case EndTurn():
                self._end_turn(action)
            case BargeIn():
                self._parts.mouth.cut()
            case Resume():
                self._parts.mouth.resume()
            case Withdraw():
                self._parts.exchanges.withdraw()
            case Stalled():
                self._parts.exchanges.ask_patience()
            case BreakSilence(times):
                self._parts.exchanges.begin(each(self._dialogue.silence(times)))
            case RefuseRecording():
                self._refusal = action
                self._group.create_task(self._parts.recorder.refuse())

    def _end_turn(self, turn: EndTurn) -> None:
        self._payments.turn_over(turn.reading.text, now=self._now())
        if self._observer is not None:
            self._observer.heard(turn.reading.text, final=True)
        if self._parts.prologue.asks and turn.reading.urgent is not Urgent.OPT_OUT:
            self._parts.prologue.replied(turn.reading)
            return
        self._end_prologue()
        exchanges = self._parts.exchanges
        if turn.replaces:
            exchanges.withdraw()
        replaces = turn.replaces and exchanges.taken_back
        interrupted = exchanges.interrupt() if turn.interrupts else None
        acts = self._respond(turn.reading, interrupted=interrupted, replaces=replaces)
        exchanges.begin(acts, self._said(turn), replaces=turn.replaces)

    def _respond(
        self, reading: Reading, *, interrupted: str | None = None, replaces: bool = False
    ) -> AsyncIterator[Act]:
        return self._dialogue.respond(
            Heard(
                text=reading.text,
                confidence=reading.confidence,
                doubtful=reading.doubtful or not reading.text,
                interrupted=interrupted,
                replaces=replaces,
            )
        )

    def _said(self, turn: EndTurn) -> Said:
        now = self._now()
        # The pause was long enough before the text was there: the rest was waiting for it.
        long_enough = turn.end + self._knobs.wait_after(turn.reading.pause)
        awaited = max(0.0, min(self._read_at, now) - long_enough)
        return Said(
            text=turn.reading.text, start=turn.start, end=turn.end, ended_at=now, awaited_text=awaited
        )

    # The prologue

    @property
    def _hold(self) -> Hold:
        if self._prologue is not None and not self._parts.prologue.asks:
            return Hold.NOTICE
        return self._parts.mouth.hold

    def _prologue_over(self, event: PrologueOver) -> None:
        self._prologue = None
        self._turns.agent_thinks()
        exchanges = self._parts.exchanges
        if event.failed:
            exchanges.voice_is_dead()
        elif event.machine:
            exchanges.lost(EndReason.ANSWERING_MACHINE)
        elif event.not_now is not None:
            exchanges.end(EndReason.NOT_NOW, event.not_now)
        elif self._refusal is not None:
            refusal, said = self._refusal, self._refusal.reading
            acts = one_after_the_other(self._respond(said), self._dialogue.opening())
            exchanges.begin(acts, self._untimed(said.text, refusal.start, refusal.end))
        elif event.unanswered is not None:
            now = self._now()
            exchanges.begin(self._respond(event.unanswered), self._untimed(event.unanswered.text, now, now))
        else:
            exchanges.begin(each(self._dialogue.opening()))

    def _untimed(self, text: str, start: float, end: float) -> Said:
        return Said(text=text, start=start, end=end, ended_at=end, timed=False)

    def _end_prologue(self) -> None:
        if self._prologue is not None:
            self._prologue.cancel()
            self._prologue = None

    # Speaking

    def _clip_began(self, event: Began) -> None:
        self._payments.said(event.clip.text, since=self._now())
        if self._observer is not None:
            self._observer.said(event.clip.text)
        self._parts.exchanges.clip_began(event)

    def _silent(self) -> None:
        if not self._parts.mouth.silent:
            return
        if self._prologue is not None:
            self._parts.prologue.heard()
            self._turns.agent_finished(self._now())
        else:
            self._parts.exchanges.settle()

    def _show_state(self) -> None:
        speaking = not self._parts.mouth.silent and self._turns.agent is not Agent.CUT
        shown = (self._turns.caller_speaks, speaking)
        if self._observer is not None and shown != self._shown:
            self._shown = shown
            self._observer.state(*shown)

    def _now(self) -> float:
        return asyncio.get_running_loop().time() - self._began
