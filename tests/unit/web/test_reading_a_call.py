"""A call's turns as lines and bars, and its sound as an outline."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from dataclasses import replace

from dialora.domain.calls import Latency, Turn
from dialora.web.dashboard.latency import latency_plot
from dialora.web.dashboard.transcript import transcript
from dialora.web.dashboard.waveform import waveform

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


async def test_a_loud_second_is_drawn_at_its_place_and_on_its_side() -> None:
    drawn = await waveform(_wav(caller=(0, 1, 0, 0), agent=(0, 0, 0, 1)), span_ms=8_000, columns=8)
    assert _columns(drawn.caller_path) == [1]
    assert _columns(drawn.agent_path) == [3]


async def _wav(caller: tuple[int, ...], agent: tuple[int, ...]) -> AsyncIterator[bytes]:
    """Seconds of silence and of full loudness, in pieces that tear frames apart."""
    sound = b"\0" * 44 + b"".join(
        struct.pack("<hh", 32_000 * left, 32_000 * right) * 8_000
        for left, right in zip(caller, agent, strict=True)
    )
    for at in range(0, len(sound), 5_001):
        yield sound[at : at + 5_001]


def _columns(path: str) -> list[int]:
    return [int(float(bar.split()[0])) for bar in path.split("M")[1:]]
