"""A call as one line: everything in its place, to scale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.domain.calls import EndReason, Latency, SpokenNotice, ToolUse, Turn
from dialora.web.dashboard.strip import LIST_SPAN_MS, Kind, Strip, strip

TURN = Turn(
    index=0,
    caller_text="I would like to book a cleaning.",
    caller_start_ms=2_000,
    caller_end_ms=4_000,
    agent_text="Sure.",
    agent_heard_text="Sure.",
    agent_start_ms=5_000,
    agent_end_ms=8_000,
    interrupted=False,
    latency=Latency(endpoint_ms=300, stt_ms=100, dialogue_ms=200, first_audio_ms=200),
)
NOTICE = SpokenNotice(
    kind="recording", text="This call is recorded.", language="en", start_ms=0, end_ms=1_500, audio_sha256=""
)


def _drawn(*turns: Turn, duration_ms: int = 10_000, end: EndReason = EndReason.GOODBYE, **more: int) -> Strip:
    return strip(turns, (NOTICE,), duration_ms=duration_ms, end_reason=end, **more)


def test_speech_stands_where_it_was_spoken() -> None:
    parts = {(part.kind, part.x, part.width) for part in _drawn(TURN).parts}
    assert (Kind.CALLER, 20, 20) in parts
    assert (Kind.PROMPT, 40, 10) in parts
    assert (Kind.AGENT, 50, 30) in parts
    assert (Kind.AGENT, 0, 15) in parts


@pytest.mark.parametrize(("dialogue_ms", "kind"), [(200, Kind.PROMPT), (201, Kind.SLOW)])
def test_an_answer_is_late_from_the_first_millisecond_over_the_budget(dialogue_ms: int, kind: Kind) -> None:
    latency = Latency(endpoint_ms=300, stt_ms=100, dialogue_ms=dialogue_ms, first_audio_ms=200)
    parts = _drawn(replace(TURN, latency=latency)).parts
    assert [part.kind for part in parts if part.kind in (Kind.PROMPT, Kind.SLOW)] == [kind]


def test_tools_stand_between_question_and_answer_in_order() -> None:
    tools = (
        ToolUse(tool="find_slots", ok=True, took_ms=4),
        ToolUse(tool="book_appointment", ok=False, took_ms=9),
    )
    drawn = [part for part in _drawn(replace(TURN, tools=tools)).parts if part.kind is Kind.TOOL]
    assert [part.title for part in drawn] == ["Looked up free times", "Booked the appointment: not done"]
    assert 40 < drawn[0].x < drawn[1].x < 50


def test_an_interruption_cuts_where_the_agent_stopped() -> None:
    (cut,) = (part for part in _drawn(replace(TURN, interrupted=True)).parts if part.kind is Kind.CUT)
    assert cut.x == 80


@pytest.mark.parametrize(
    ("end", "ends_the_line"),
    [
        (EndReason.OPTED_OUT, True),
        (EndReason.POLICY, True),
        (EndReason.LINE_LOST, True),
        (EndReason.GOODBYE, False),
        (EndReason.CALLER_HUNG_UP, False),
    ],
)
def test_only_refusal_opt_out_and_loss_end_the_line(end: EndReason, ends_the_line: bool) -> None:
    assert any(part.kind is Kind.END for part in _drawn(TURN, end=end).parts) is ends_the_line


def test_in_a_list_a_short_call_is_a_short_line_and_a_long_one_fills_it() -> None:
    assert _drawn(TURN, span_ms=LIST_SPAN_MS).length == pytest.approx(100 * 10_000 / LIST_SPAN_MS, abs=0.01)
    assert _drawn(TURN, duration_ms=1_800_000, span_ms=LIST_SPAN_MS).length == 100


def test_a_turn_the_agent_began_has_no_wait() -> None:
    greeting = replace(TURN, caller_start_ms=None, caller_end_ms=None, latency=None)
    kinds = {part.kind for part in _drawn(greeting).parts}
    assert not kinds & {Kind.CALLER, Kind.PROMPT, Kind.SLOW}


def test_parts_come_in_the_order_they_happened() -> None:
    later = replace(
        TURN, index=1, caller_start_ms=8_500, caller_end_ms=9_000, agent_start_ms=9_500, agent_end_ms=9_900
    )
    starts = [part.start_ms for part in _drawn(later, TURN).parts]
    assert starts == sorted(starts)


def test_a_refused_call_is_a_line_of_no_length_with_a_bar() -> None:
    drawn = strip((), (), duration_ms=0, end_reason=EndReason.AT_CAPACITY, span_ms=LIST_SPAN_MS)
    assert [part.kind for part in drawn.parts] == [Kind.END]
