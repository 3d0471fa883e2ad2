"""A call's turns as lines and bars, and its sound as an outline."""

from __future__ import annotations

from dataclasses import replace

from dialora.domain.calls import Latency, Turn
from dialora.services.sealed_sound import Loudness
from dialora.web.dashboard.latency import latency_plot
from dialora.web.dashboard.transcript import transcript
from dialora.web.dashboard.waveform import waveforms

TURN = Turn(
    index=0,
    caller_text="Are you open on Saturday?",
    caller_start_ms=2_000,
    caller_end_ms=4_000,
    agent_text="On Saturdays we are open from nine until noon.",
    agent_heard_text="On Saturdays we are open from nine until noon.",
    agent_start_ms=5_000,
    agent_end_ms=8_000,
    interrupted=False,
    latency=Latency(endpoint_ms=300, stt_ms=300, dialogue_ms=200, first_audio_ms=200),
)


def test_what_was_not_heard_is_kept_apart() -> None:
    _, agent = transcript([replace(TURN, interrupted=True, agent_heard_text="On Saturdays we")], "Robin")
    assert (agent.text, agent.unheard) == ("On Saturdays we", " are open from nine until noon.")


def test_a_turn_whose_words_may_not_be_kept_leaves_no_line() -> None:
    silent = replace(TURN, caller_text="", agent_text="", agent_heard_text="")
    assert transcript([silent], "Robin") == ()


def test_the_plot_says_the_one_thing_it_shows() -> None:
    slow = replace(TURN, latency=Latency(endpoint_ms=300, stt_ms=900, dialogue_ms=800, first_audio_ms=200))
    plot = latency_plot([TURN, TURN, slow])
    assert plot is not None
    said = plot.sentence.replace("\xa0", " ")
    assert said == "Half of the 3 answers began within 1.0 s, 1 after more than 1.5 s."
    assert max(stage.x + stage.width for bar in plot.bars for stage in bar.stages) < 100


def test_without_a_timed_answer_there_is_no_plot() -> None:
    assert latency_plot([replace(TURN, latency=None)]) is None


def test_a_loud_second_is_drawn_at_its_place_and_on_its_side() -> None:
    loud = Loudness(caller=(0, 0.9, 0, 0), agent=(0, 0, 0, 0.9))
    (drawn,) = waveforms(loud, rows=1)
    assert _columns(drawn.caller_path) == [1]
    assert _columns(drawn.agent_path) == [3]


def test_each_row_of_a_long_call_draws_its_own_stretch() -> None:
    loud = Loudness(caller=(0, 0.9, 0, 0), agent=(0, 0, 0, 0.9))
    first, second = waveforms(loud, rows=2)
    assert (_columns(first.caller_path), _columns(second.caller_path)) == ([1], [])
    assert (_columns(first.agent_path), _columns(second.agent_path)) == ([], [1])


def _columns(path: str) -> list[int]:
    return [int(float(bar.split()[0])) for bar in path.split("M")[1:]]
