"""When a turn is over and who gives way, by tables and over many random conversations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from dialora.voice.turns import Agent, Knobs, Turns

DONE = Reading(text="a cleaning")
MHM = Reading(text="mhm", backchannel=True)
COUGH = Reading(text="")
DOUBT = Reading(text="", doubtful=True)


class Line:
    """Feeds windows to the turns and keeps what they decide, with the time."""

    def __init__(self, turns: Turns | None = None) -> None:
        self.turns = turns or Turns()
        self.windows = 0
        self.hold = Hold.NONE
        self.decided: list[tuple[float, Action]] = []

    @property
    def at(self) -> float:
        return self.windows * WINDOW_S

    def _keep(self, actions: list[Action]) -> None:
        self.decided += [(self.at, action) for action in actions]

    def speech(self, seconds: float) -> None:
        self._feed(seconds, 0.9)

    def quiet(self, seconds: float) -> None:
        self._feed(seconds, 0.05)

    def _feed(self, seconds: float, probability: float) -> None:
        for _ in range(round(seconds / WINDOW_S)):
            self.windows += 1
            self._keep(self.turns.window(self.at, probability, self.hold))

    def reads(self, reading: Reading) -> None:
        """The answer to the last Read."""
        takes = [action.take for _, action in self.decided if isinstance(action, Read)]
        self._keep(self.turns.understood(takes[-1], reading))

    def agent_begins(self) -> None:
        self.turns.agent_began(self.at)

    def of(self, kind: type[Action]) -> list[Action]:
        return [action for _, action in self.decided if isinstance(action, kind)]

    def when(self, kind: type[Action]) -> float:
        return next(at for at, action in self.decided if isinstance(action, kind))


@pytest.mark.parametrize(
    ("pause", "wait"), [(Pause.COMPLETE, 0.35), (Pause.OPEN, 0.9), (Pause.CAPTURING, 1.2)]
)
def test_a_turn_ends_after_a_silence_that_depends_on_how_finished_it_sounds(
    pause: Pause, wait: float
) -> None:
    line = Line()
    line.speech(1.0)
    ended = line.at
    line.quiet(0.25)
    line.reads(Reading(text="it is five five", pause=pause))
    line.quiet(3)
    assert wait <= line.when(EndTurn) - ended <= wait + WINDOW_S
    assert 0.2 <= line.when(Read) - ended <= 0.2 + WINDOW_S


def test_a_turn_whose_text_comes_late_ends_when_it_comes() -> None:
    line = Line()
    line.speech(1.0)
    line.quiet(1.0)
    assert not line.of(EndTurn)
    line.reads(DONE)
    assert line.of(EndTurn)


def test_a_text_that_does_not_come_is_noticed_once() -> None:
    line = Line()
    line.speech(1.0)
    line.quiet(4)
    assert line.of(Stalled) == [Stalled()]


def test_speech_that_goes_on_makes_the_text_old() -> None:
    line = Line()
    line.speech(1.0)
    line.quiet(0.25)
    first = line.of(Read)[0]
    line.speech(0.5)
    assert line.turns.understood(first.take, DONE) == []
    line.quiet(0.5)
    assert not line.of(EndTurn)
    line.reads(DONE)
    (end,) = line.of(EndTurn)
    assert end.start == first.start


def test_a_text_that_comes_as_the_caller_goes_on_does_not_end_the_turn() -> None:
    line = Line()
    line.speech(1.0)
    line.quiet(0.5)
    line.speech(WINDOW_S)
    line.reads(DONE)
    assert not line.of(EndTurn)


@pytest.mark.parametrize("seconds", [0.03, 0.06])
def test_a_click_is_no_utterance(seconds: float) -> None:
    line = Line()
    line.speech(seconds)
    line.quiet(2)
    assert line.decided == []


def test_an_utterance_in_which_nothing_was_said_is_forgotten() -> None:
    line = Line()
    line.speech(0.4)
    line.quiet(0.25)
    line.reads(COUGH)
    line.quiet(1)
    assert not line.of(EndTurn)
    assert not line.turns.caller_speaks


def test_an_utterance_that_was_not_understood_is_a_turn() -> None:
    line = Line()
    line.speech(0.8)
    line.quiet(0.25)
    line.reads(DOUBT)
    line.quiet(1)
    assert line.of(EndTurn)


@pytest.mark.parametrize(("seconds", "cuts"), [(0.128, False), (0.16, True), (0.5, True)])
def test_the_agent_is_cut_by_160_ms_of_speech(seconds: float, cuts: bool) -> None:
    line = Line()
    line.turns.agent_thinks()
    line.agent_begins()
    line.quiet(1)
    began = line.at
    line.speech(seconds)
    assert bool(line.of(BargeIn)) is cuts
    if cuts:
        assert line.when(BargeIn) - began == pytest.approx(0.16)


@pytest.mark.parametrize(
    ("burst", "reading", "resumes"),
    [
        (0.3, MHM, True),
        (0.3, COUGH, True),
        (0.3, DOUBT, True),
        (2.0, COUGH, True),
        (0.3, DONE, False),
        (1.0, MHM, False),
        (1.0, DOUBT, False),
    ],
)
def test_the_agent_goes_on_only_after_nothing_or_a_short_backchannel(
    burst: float, reading: Reading, resumes: bool
) -> None:
    line = _interrupted(burst)
    line.quiet(0.25)
    line.reads(reading)
    line.quiet(2)
    assert bool(line.of(Resume)) is resumes
    assert bool(line.of(EndTurn)) is not resumes
    assert line.turns.agent is (Agent.SPEAKING if resumes else Agent.THINKING)


def test_the_agent_goes_on_as_soon_as_it_is_known_that_nothing_was_said() -> None:
    line = _interrupted(0.3)
    ended = line.at
    line.quiet(0.25)
    line.reads(MHM)
    assert line.when(Resume) - ended <= 0.26


def test_an_interruption_says_that_it_was_one() -> None:
    line = _interrupted(1.0)
    line.quiet(0.25)
    line.reads(DONE)
    line.quiet(1)
    (end,) = line.of(EndTurn)
    assert end.interrupts
    assert not end.replaces


def test_speech_before_the_answer_sounds_withdraws_it_and_prolongs_the_turn() -> None:
    line = _answered()
    line.quiet(0.2)
    line.speech(0.5)
    assert line.of(Withdraw) == [Withdraw()]
    line.quiet(0.25)
    line.reads(Reading(text="a cleaning on friday"))
    line.quiet(1)
    first, second = line.of(EndTurn)
    assert second.replaces
    assert second.start == first.start


def test_speech_as_the_answer_begins_to_sound_is_the_caller_going_on() -> None:
    line = _answered()
    line.speech(0.064)
    line.agent_begins()
    line.speech(0.5)
    assert line.of(BargeIn) == [BargeIn()]
    line.quiet(0.25)
    line.reads(Reading(text="a cleaning on friday"))
    line.quiet(1)
    second = line.of(EndTurn)[1]
    assert second.replaces
    assert not second.interrupts


def test_an_answer_that_has_acted_is_not_withdrawn() -> None:
    line = _answered()
    line.turns.agent_acted()
    line.speech(0.5)
    line.quiet(0.25)
    line.reads(Reading(text="thank you"))
    line.quiet(1)
    assert not line.of(Withdraw)
    assert len(line.of(EndTurn)) == 1
    line.agent_begins()
    line.quiet(1)
    line.turns.agent_finished(line.at)
    line.quiet(0.1)
    assert line.of(EndTurn)[1].reading.text == "thank you"


def test_nothing_but_what_is_urgent_is_heard_during_a_notice() -> None:
    line = Line()
    line.hold = Hold.NOTICE
    line.agent_begins()
    line.speech(2)
    line.quiet(0.25)
    line.reads(Reading(text="hello who is there"))
    line.quiet(2)
    assert not line.of(BargeIn)
    assert not line.of(EndTurn)


def test_an_opt_out_ends_a_notice_and_a_refusal_does_not() -> None:
    for urgent, expected in (
        (Urgent.OPT_OUT, [BargeIn, EndTurn]),
        (Urgent.REFUSE_RECORDING, [RefuseRecording]),
    ):
        line = Line()
        line.hold = Hold.NOTICE
        line.agent_begins()
        line.speech(1)
        line.quiet(0.25)
        line.reads(Reading(text="urgent", urgent=urgent))
        assert [type(action) for _, action in line.decided if not isinstance(action, Read)] == expected


def test_what_is_said_over_a_sentence_that_must_be_heard_is_answered_after_it() -> None:
    line = Line()
    line.agent_begins()
    line.hold = Hold.SENTENCE
    line.speech(1)
    line.quiet(0.25)
    line.reads(DONE)
    line.quiet(2)
    assert not line.of(EndTurn)
    line.hold = Hold.NONE
    line.turns.agent_finished(line.at)
    line.quiet(0.1)
    assert line.of(EndTurn)


def test_long_silence_is_broken_every_eight_seconds_and_speech_starts_the_count_again() -> None:
    line = Line()
    for expected in (1, 2):
        line.quiet(8.1)
        assert line.of(BreakSilence)[-1] == BreakSilence(expected)
        line.agent_begins()
        line.turns.agent_finished(line.at)
    line.speech(1)
    line.quiet(0.25)
    line.reads(DONE)
    line.quiet(1)
    line.agent_begins()
    line.turns.agent_finished(line.at)
    line.quiet(8.1)
    assert line.of(BreakSilence)[-1] == BreakSilence(1)


def test_a_key_silences_the_agent_but_not_a_notice() -> None:
    line = Line()
    line.agent_begins()
    line.quiet(0.1)
    assert line.turns.key_pressed() == [BargeIn()]
    notice = Line()
    notice.agent_begins()
    notice.hold = Hold.NOTICE
    notice.quiet(0.1)
    assert notice.turns.key_pressed() == []


def _answered() -> Line:
    line = Line()
    line.speech(1)
    line.quiet(0.25)
    line.reads(DONE)
    line.quiet(0.2)
    assert line.of(EndTurn)
    return line


def _interrupted(burst: float) -> Line:
    line = Line()
    line.turns.agent_thinks()
    line.agent_begins()
    line.quiet(1)
    line.speech(burst)
    assert line.of(BargeIn)
    return line


# Random conversations: a stretch of sound or silence, what it is read as, and how the agent behaves.
_STRETCH = st.tuples(
    st.booleans(),
    st.integers(1, 60),
    st.sampled_from([DONE, MHM, COUGH, DOUBT, Reading(text="my number is 5", pause=Pause.CAPTURING)]),
    st.integers(1, 12),
    st.integers(1, 80),
    st.sampled_from([Hold.NONE, Hold.NONE, Hold.NONE, Hold.SENTENCE]),
)


class Conversation:
    """Plays agent and reader as the engine does, and checks what must always hold."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.windows = 0
        self.loud = False
        self.read_due: tuple[int, int] | None = None
        self.begins_at = self.finishes_at = -1
        self.cut_at: int | None = None
        self.cuts_since_begin = 0
        self.actions: list[Action] = []

    def stretch(self, part: tuple[bool, int, Reading, int, int, Hold]) -> None:
        loud, windows, reading, delay, length, hold = part
        for _ in range(windows):
            self.windows += 1
            self.loud = loud
            speaking = self.begins_at <= self.windows < self.finishes_at and self.cut_at is None
            held = hold if speaking else Hold.NONE
            self._carry_out(self.turns.window(self.windows * WINDOW_S, float(loud), held), delay, length)
            self._agent()
            if self.read_due is not None and self.windows >= self.read_due[1]:
                take, self.read_due = self.read_due[0], None
                self._carry_out(self.turns.understood(take, reading), delay, length)

    def _agent(self) -> None:
        if self.cut_at is not None:
            return
        if self.windows == self.begins_at:
            self.turns.agent_began(self.windows * WINDOW_S)
            self.cuts_since_begin = 0
        if self.windows == self.finishes_at:
            self.turns.agent_finished(self.windows * WINDOW_S)

    def _carry_out(self, actions: list[Action], delay: int, length: int) -> None:
        for action in actions:
            self.actions.append(action)
            match action:
                case Read(take, _, _):
                    self.read_due = (take, self.windows + delay)
                case BargeIn():
                    assert self.begins_at <= self.windows, "only an agent that speaks can be cut"
                    self.cuts_since_begin += 1
                    assert self.cuts_since_begin == 1, "cut once, until it speaks again"
                    self.cut_at = self.windows
                case EndTurn() | BreakSilence():
                    assert not self.loud, "a turn never ends while there is speech"
                    self.cut_at = None
                    self.begins_at = self.windows + delay
                    self.finishes_at = self.begins_at + length
                case Resume():
                    self.cut_at = None
                    self.cuts_since_begin = 0
                    self.begins_at, self.finishes_at = self.windows, self.windows + length
                case Withdraw():
                    assert self.windows <= self.begins_at, "what has sounded cannot be withdrawn"
                    self.begins_at = self.finishes_at = -1


@settings(max_examples=150, deadline=None)
@given(st.lists(_STRETCH, min_size=1, max_size=25))
def test_in_any_conversation_turns_end_in_silence_and_the_agent_is_cut_once(parts: list) -> None:  # type: ignore[type-arg]
    conversation = Conversation()
    for part in parts:
        conversation.stretch(part)


@settings(max_examples=150, deadline=None)
@given(st.lists(_STRETCH, min_size=1, max_size=25))
def test_after_any_conversation_silence_leads_to_somebody_speaking(parts: list) -> None:  # type: ignore[type-arg]
    """Never "speaking" and silent: whatever came before, the agent resumes, answers or asks."""
    conversation = Conversation()
    for part in parts:
        conversation.stretch(part)
    before = len(conversation.actions)
    was_speaking = conversation.finishes_at > conversation.windows and conversation.cut_at is None
    conversation.stretch((False, 600, DONE, 3, 20, Hold.NONE))
    assert conversation.cut_at is None, "it was cut, and nobody has the word"
    moves = [action for action in conversation.actions[before:] if not isinstance(action, Read)]
    assert moves or was_speaking


def test_every_knob_can_be_turned() -> None:
    line = Line(Turns(Knobs(complete_s=0.2, read_after_s=0.1, barge_in_windows=2)))
    line.speech(1.0)
    ended = line.at
    line.quiet(0.13)
    line.reads(DONE)
    line.quiet(1)
    assert line.when(EndTurn) - ended <= 0.2 + WINDOW_S
