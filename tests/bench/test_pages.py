"""The page a comparison becomes, and when a number of calls counts as carried."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dialora.bench.blocks import Block
from dialora.bench.caller import Tally
from dialora.bench.contenders import ALL
from dialora.bench.engine import Comparison, Measured, Run
from dialora.bench.engine_page import page
from dialora.bench.engine_plot import plot


def _run(callers: int, answer_ms: float = 300.0, **seen: int) -> Run:
    tally = Tally(answers_ms=[answer_ms] * 100, clears_ms=[200.0], gaps_ms=[40.0], frames=10_000)
    for name, count in seen.items():
        setattr(tally, name, count)
    return Run(callers=callers, tally=tally, cpu=0.5, memory_before_mb=100.0, memory_mb=150.0)


def test_calls_are_carried_up_to_the_bar_and_no_further() -> None:
    assert _run(10, 400.0).carried(alone_ms=300.0)
    assert not _run(10, 401.0).carried(alone_ms=300.0)
    assert _run(10, underruns=50).carried(alone_ms=300.0)
    assert not _run(10, underruns=51).carried(alone_ms=300.0)
    assert not _run(10, unanswered=2).carried(alone_ms=300.0)
    assert not _run(10, dropped=1).carried(alone_ms=300.0)


def test_nobody_is_said_to_carry_calls_that_were_never_answered() -> None:
    silent = replace(_run(10), tally=Tally())
    assert not silent.carried(alone_ms=300.0)


def test_a_run_whose_callers_were_late_proves_nothing() -> None:
    run = _run(10)
    run.tally.late_ms = [11.0] * 100
    assert not run.carried(alone_ms=300.0)


@pytest.fixture
def comparison() -> Comparison:
    found = [
        Measured(
            contender=contender,
            versions={contender.name.lower(): "1.0"},
            ready_s=1.0,
            floor=_run(5),
            capacity=capacity,
            runs=[_run(capacity), _run(2 * capacity, 900.0)],
            half=_run(capacity // 2),
        )
        for contender, capacity in zip(ALL, (300, 20, 40), strict=True)
    ]
    return Comparison(all=found, growth_mb=3.0)


def test_the_page_says_how_many_calls_each_carries_beside_ours(comparison: Comparison) -> None:
    told = page(comparison, [Block(name="a part", cost_us=10.0, per_second=50.0)])
    assert "| Dialora | 300 | 1 |" in told
    assert "| Pipecat | 20 | 15.0 times fewer |" in told
    assert "| LiveKit | 40 | 7.5 times fewer |" in told
    assert "| a part | 10.0 µs | 50 | 0.05 % |" in told
    assert "pipecat 1.0" in told
    assert "3.0 MB" in told


def test_the_page_shows_every_step_and_whether_it_was_carried(comparison: Comparison) -> None:
    told = page(comparison, [])
    assert told.count("| yes |") == 9
    assert told.count("| no |") == 3


def test_the_bars_are_as_long_as_what_each_carries(comparison: Comparison) -> None:
    drawn = plot(comparison)
    ours, pipecat, livekit = (float(it) for it in re.findall(r'<rect [^>]*width="([\d.]+)"', drawn))
    assert pipecat / ours == pytest.approx(20 / 300, abs=0.001)
    assert livekit / ours == pytest.approx(40 / 300, abs=0.001)
    assert drawn.count(">300, 0.17 % of it each<") == 1
