"""Whose turn it is: when the caller has finished, and who gives way. Pure.

Windows of sound, readings of what was said and the agent's own state go in; what is to be done comes out.
All instants are seconds since the call began, on the caller's audio: time passes with the windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from dialora.ports.dialogue import Pause, Urgent
from dialora.voice.ear import WINDOW_S
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """How patient the agent is. Measured on telephone speech of one synthetic and four human voices."""

    #: Probability from which a window is speech, and what keeps it speech once it has begun.
    starts_at: float = 0.5
    goes_on_at: float = 0.35
    #: Windows of speech that make an utterance (96 ms: shorter is a click), and that prolong one.
    onset_windows: int = 3
    prolong_windows: int = 2
    #: Windows of speech over the agent that silence it: 160 ms.
    barge_in_windows: int = 5
    #: Silence after which the text is asked for, on the chance that the turn is over.
    read_after_s: float = 0.2
    #: Silence that ends a turn, by how finished its text sounds.
    complete_s: float = 0.35
    open_s: float = 0.9
    capturing_s: float = 1.2
    #: Silence without a text after which the caller should be told to wait.
    stalled_after_s: float = 1.5
    #: The longest burst that can be a mere "mhm".
    backchannel_s: float = 0.6
    #: Speech that began at most this long after the agent did was the caller going on, not interrupting.
    goes_on_within_s: float = 0.1
    #: Silence of both that the agent breaks.
    prompt_after_s: float = 8.0

    def wait_after(self, pause: Pause) -> float:
        match pause:
            case Pause.COMPLETE:
                return self.complete_s
            case Pause.OPEN:
                return self.open_s
            case Pause.CAPTURING:
                return self.capturing_s


class Agent(Enum):
    IDLE = auto()
    #: An answer is being made; nothing of it has sounded.
    THINKING = auto()
    SPEAKING = auto()
    #: Cut by the caller: it either resumes or the caller gets the turn.
    CUT = auto()


@dataclass(slots=True)
class _Utterance:
    start: float
    last: float
    replaces: bool = False
    #: Said while an answer was being made that could not be taken back: its turn comes after that answer.
    early: bool = False
    asked: bool = False
    stalled: bool = False
    reading: Reading | None = None


class Turns:
    """The state of one conversation's turns."""

    def __init__(self, knobs: Knobs | None = None) -> None:
        self._knobs = knobs or Knobs()
        self._agent = Agent.IDLE
        self._hold = Hold.NONE
        self._at = 0.0
        self._run = 0
        self._take = 0
        self._utterance: _Utterance | None = None
        #: The utterance being answered, for as long as its answer can be taken back.
        self._answered: _Utterance | None = None
        self._can_withdraw = False
        self._agent_began = 0.0
        self._quiet_since = 0.0
        self._prompts = 0

    @property
    def agent(self) -> Agent:
        return self._agent

    @property
    def caller_speaks(self) -> bool:
        """An utterance has begun and is not yet closed."""
        return self._utterance is not None

    @property
    def sound_since(self) -> float:
        """Sound before this instant is not asked for any more."""
        spoken = self._utterance or self._answered
        return spoken.start if spoken else self._at - self._run * WINDOW_S

    # What the caller does

    def window(self, at: float, probability: float, hold: Hold = Hold.NONE) -> list[Action]:
        """The window that ended at `at`, and how firmly the agent keeps the word in it."""
        threshold = self._knobs.goes_on_at if self._run else self._knobs.starts_at
        self._at, self._hold = at, hold
        self._run = self._run + 1 if probability >= threshold else 0
        self._let_go()
        return self._sound() if self._run else self._silence()

    def understood(self, take: int, reading: Reading) -> list[Action]:
        """What was asked for by Read; an old take is ignored."""
        utterance = self._utterance
        if utterance is None or take != self._take or not utterance.asked:
            return []
        utterance.reading = reading
        if self._keeps_word:
            if reading.urgent is Urgent.OPT_OUT:
                return [BargeIn(), self._end_turn(utterance, reading, interrupts=True)]
            if reading.urgent is Urgent.REFUSE_RECORDING and self._hold is Hold.NOTICE:
                self._utterance = None
                return [RefuseRecording(reading, utterance.start, utterance.last)]
        if self._agent is Agent.CUT and self._was_nothing(utterance, reading):
            return self._resume()
        return [] if self._run else self._silence()

    def key_pressed(self) -> list[Action]:
        """Keys are the caller's turn as speech is."""
        self._quiet_since = self._at
        if self._agent is Agent.THINKING and self._can_withdraw:
            self._agent, self._answered = Agent.IDLE, None
            return [Withdraw()]
        if self._agent is Agent.SPEAKING and self._hold is Hold.NONE:
            self._agent = Agent.CUT
            return [BargeIn()]
        return []

    # What the agent does

    def agent_thinks(self, *, drop: bool = False) -> None:
        """Something is going to be said that the caller's speech does not take back.

        `drop`: instead of answering what the caller is saying just now.
        """
        self._agent, self._can_withdraw = Agent.THINKING, False
        self._answered = None
        if drop:
            self._utterance = None
        elif self._utterance is not None:
            self._utterance.early = True

    def agent_began(self, at: float) -> None:
        """The first of the answer is sounding."""
        if self._agent in (Agent.IDLE, Agent.THINKING):
            self._agent, self._agent_began = Agent.SPEAKING, at

    def agent_acted(self) -> None:
        """The answer has changed the world: it is not taken back any more."""
        self._answered, self._can_withdraw = None, False

    def agent_finished(self, at: float) -> None:
        """All of the answer has been heard, or there was nothing to say."""
        if self._agent is Agent.CUT:
            return
        self._agent, self._answered = Agent.IDLE, None
        self._quiet_since = max(at, self._quiet_since)

    # Sound

    def _sound(self) -> list[Action]:
        if self._interrupts:
            return self._barge_in()
        utterance = self._utterance
        if utterance is not None:
            if self._run >= self._knobs.prolong_windows:
                self._prolong(utterance)
            return []
        if self._run < self._knobs.onset_windows or (self._agent is Agent.SPEAKING and not self._keeps_word):
            return []
        withdraws = self._agent is Agent.THINKING and self._can_withdraw and not self._keeps_word
        self._open(merge=withdraws)
        if not withdraws:
            return []
        self._agent = Agent.IDLE
        return [Withdraw()]

    @property
    def _keeps_word(self) -> bool:
        return self._agent is not Agent.CUT and self._hold is not Hold.NONE

    @property
    def _interrupts(self) -> bool:
        enough = self._run >= self._knobs.barge_in_windows
        return enough and self._agent is Agent.SPEAKING and self._hold is Hold.NONE

    def _barge_in(self) -> list[Action]:
        self._agent = Agent.CUT
        if self._utterance is None:
            began = self._at - self._run * WINDOW_S
            self._open(merge=began <= self._agent_began + self._knobs.goes_on_within_s)
        else:
            self._prolong(self._utterance)
        return [BargeIn()]

    def _open(self, *, merge: bool) -> None:
        before, self._answered = self._answered, None
        if merge and before is not None:
            self._utterance = before
            before.replaces = True
            self._prolong(before)
        else:
            early = self._agent is Agent.THINKING and not self._can_withdraw
            start = self._at - self._run * WINDOW_S
            self._utterance = _Utterance(start=start, last=self._at, early=early)

    def _let_go(self) -> None:
        """Once the answer has been sounding for a while, what was answered is of the past."""
        late = self._knobs.goes_on_within_s + self._knobs.barge_in_windows * WINDOW_S
        if self._agent is Agent.SPEAKING and self._at > self._agent_began + late:
            self._answered = None

    def _prolong(self, utterance: _Utterance) -> None:
        """Whatever was read of it is of the past."""
        utterance.last = self._at
        utterance.asked = utterance.stalled = False
        utterance.reading = None

    # Silence

    def _silence(self) -> list[Action]:
        utterance = self._utterance
        if utterance is None:
            return self._nobody_speaks()
        pause = self._at - utterance.last
        if utterance.reading is not None:
            wait = self._knobs.wait_after(utterance.reading.pause)
            return self._conclude(utterance, utterance.reading) if pause >= wait else []
        if not utterance.asked and pause >= self._knobs.read_after_s:
            utterance.asked = True
            self._take += 1
            return [Read(self._take, utterance.start, self._at)]
        if utterance.asked and not utterance.stalled and pause >= self._knobs.stalled_after_s:
            utterance.stalled = True
            return [Stalled()]
        return []

    def _nobody_speaks(self) -> list[Action]:
        lasting = self._at - self._quiet_since
        idle = self._agent is Agent.IDLE and self._hold is Hold.NONE
        if not idle or lasting < self._knobs.prompt_after_s:
            return []
        self._prompts += 1
        self._agent, self._can_withdraw = Agent.THINKING, True
        return [BreakSilence(self._prompts)]

    def _conclude(self, utterance: _Utterance, reading: Reading) -> list[Action]:
        if self._agent is Agent.CUT:
            if self._was_nothing(utterance, reading):
                return self._resume()
            return [self._end_turn(utterance, reading, interrupts=True)]
        if self._agent is not Agent.IDLE or self._keeps_word:
            return self._conclude_over_agent(utterance, reading)
        if reading.nothing and not utterance.replaces:
            self._utterance = None
            self._quiet_since = self._at
            return []
        return [self._end_turn(utterance, reading)]

    def _conclude_over_agent(self, utterance: _Utterance, reading: Reading) -> list[Action]:
        if self._hold is Hold.NOTICE or not reading.text or reading.backchannel:
            self._utterance = None
            return []
        if self._hold is Hold.SENTENCE or utterance.early:
            return []
        return [BargeIn(), self._end_turn(utterance, reading, interrupts=True)]

    def _was_nothing(self, utterance: _Utterance, reading: Reading) -> bool:
        if utterance.replaces:
            return False
        short = utterance.last - utterance.start <= self._knobs.backchannel_s
        return reading.nothing or (short and (reading.backchannel or not reading.text))

    def _resume(self) -> list[Action]:
        self._agent, self._utterance = Agent.SPEAKING, None
        self._agent_began = self._at
        return [Resume()]

    def _end_turn(self, utterance: _Utterance, reading: Reading, *, interrupts: bool = False) -> EndTurn:
        self._utterance, self._answered = None, utterance
        self._agent, self._can_withdraw = Agent.THINKING, True
        if reading.text:
            self._prompts = 0
        return EndTurn(
            reading,
            utterance.start,
            utterance.last,
            replaces=utterance.replaces,
            interrupts=interrupts and not utterance.replaces,
        )
