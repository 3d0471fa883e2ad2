"""A call's turns as lines and bars, and its sound as an outline."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

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


PROMPT = replace(TURN, latency=Latency(endpoint_ms=300, stt_ms=200, dialogue_ms=100, first_audio_ms=100))
SLOW = replace(TURN, latency=Latency(endpoint_ms=300, stt_ms=900, dialogue_ms=800, first_audio_ms=200))


@pytest.mark.parametrize(
    ("turns", "sentence"),
    [
        ([PROMPT, PROMPT, SLOW], "2 of 3 answers came within 0.8 s, the slowest after 2.2 s."),
        ([PROMPT, PROMPT], "All 2 answers came within 0.8 s."),
        ([SLOW, SLOW], "None of 2 answers came within 0.8 s, the slowest after 2.2 s."),
        ([SLOW], "The one answer came after 2.2 s."),
    ],
)
def test_the_plot_says_the_one_thing_it_shows(turns: list[Turn], sentence: str) -> None:
    plot = latency_plot(turns)
    assert plot is not None
    assert plot.sentence.replace("\xa0", " ") == sentence


def test_the_parts_of_an_answer_stand_end_to_end_on_the_scale_of_the_budget() -> None:
    plot = latency_plot([PROMPT, SLOW])
    assert plot is not None
    for bar in plot.bars:
        for before, after in pairwise(bar.stages):
            assert after.x == pytest.approx(before.x + before.width, abs=0.02)
    late = plot.bars[1].stages[-1]
    assert late.x + late.width <= 100
    assert plot.budget_x / (late.x + late.width) == pytest.approx(800 / 2200, abs=0.001)
    assert [tick.ms for tick in plot.ticks] == [0, 400, 800, 1200, 1600, 2000]


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
