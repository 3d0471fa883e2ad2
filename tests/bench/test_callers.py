"""What a caller of the load measures, told on a clock that stands still until it is moved."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from dialora.bench.caller import PATIENCE_S, LoadCaller, Tally, payloads
from dialora.bench.load import percentile

FRAME_S = 0.02


class Line:
    """Both ends of one call: moves time on and keeps what the caller sent."""

    def __init__(self) -> None:
        self.now = 100.0
        self.sent: list[dict[str, Any]] = []
        self.tally = Tally()
        said = [payloads(b"\x10" * 160 * 5)]
        self.caller = LoadCaller(1, said, self.tally, 1, lambda: self.now)
        self.caller.begin(self)

    def send(self, text: bytes) -> None:
        self.sent.append(json.loads(text))

    def close(self) -> None: ...

    def agent_says(self, frames: int = 2) -> None:
        payload = base64.b64encode(b"\x20" * 160 * frames).decode()
        self.caller.received(json.dumps({"event": "media", "media": {"payload": payload}}).encode())

    def passes(self, seconds: float) -> None:
        for _ in range(round(seconds / FRAME_S)):
            self.now += FRAME_S
            self.caller.tick(self.now)

    def speaks(self) -> bool:
        """Whether the caller's last 20 ms were speech."""
        last = [it for it in self.sent if it["event"] == "media"][-1]
        return base64.b64decode(last["media"]["payload"]) != b"\xff" * 160

    def asks(self) -> None:
        """The agent greets; the caller thinks, and says something to its end."""
        self.agent_says()
        while not (self.sent[-1]["event"] == "media" and self.speaks()):
            self.passes(FRAME_S)
        while self.speaks():
            self.passes(FRAME_S)


def test_a_call_begins_as_the_carrier_begins_one() -> None:
    line = Line()
    assert [it["event"] for it in line.sent] == ["connected", "start"]
    assert line.sent[1]["start"]["mediaFormat"]["encoding"] == "audio/x-mulaw"


def test_nobody_speaks_before_the_agent_has_greeted_and_finished() -> None:
    line = Line()
    line.passes(2.0)
    assert not line.speaks()
    line.agent_says(frames=50)
    line.passes(1.4)
    assert not line.speaks()


def test_an_answer_is_timed_from_the_last_sample_of_speech() -> None:
    line = Line()
    line.asks()
    line.passes(0.28)
    line.agent_says()
    assert line.tally.answers_ms == [pytest.approx(280, abs=1)]


def test_a_turn_that_nobody_answers_is_counted() -> None:
    line = Line()
    line.asks()
    line.passes(PATIENCE_S + 0.1)
    assert line.tally.unanswered == 1
    assert line.tally.unanswered_share() == 1.0


def test_a_hole_within_a_sentence_is_an_underrun_and_a_pause_after_it_is_not() -> None:
    line = Line()
    line.agent_says()
    line.passes(0.04)
    line.agent_says()
    assert line.tally.underruns == 0
    line.passes(0.06)
    line.agent_says()
    assert line.tally.underruns == 1
    line.passes(0.5)
    line.agent_says()
    assert line.tally.underruns == 1
    assert line.tally.underruns_per_thousand() == 125


def test_an_interruption_is_timed_to_the_clear() -> None:
    line = Line()
    while not line.tally.clears_ms:
        line.asks()
        line.passes(0.2)
        line.agent_says(frames=100)
        for _ in range(100):
            line.passes(FRAME_S)
            if line.speaks():
                line.passes(0.16)
                line.caller.received(b'{"event":"clear"}')
                break
    assert line.tally.clears_ms == [pytest.approx(160, abs=1)]


def test_marks_come_back_when_what_was_before_them_has_been_played() -> None:
    line = Line()
    line.agent_says(frames=10)
    line.caller.received(b'{"event":"mark","mark":{"name":"m1"}}')
    line.passes(0.18)
    assert "mark" not in [it["event"] for it in line.sent]
    line.passes(0.04)
    assert line.sent[-1] == {"event": "mark", "streamSid": "MZ" + "1".zfill(32), "mark": {"name": "m1"}}


def test_who_is_cut_off_is_dropped_and_stays_dropped() -> None:
    line = Line()
    line.caller.lost()
    line.tally.clear()
    line.passes(0.1)
    assert line.tally.dropped == 1
    assert [it["event"] for it in line.sent] == ["connected", "start"]


def test_a_percentile_is_a_value_that_was_seen() -> None:
    assert percentile([], 0.95) == 0.0
    assert percentile([5.0], 0.95) == 5.0
    assert percentile(range(1, 101), 0.5) == 51
    assert percentile(range(1, 101), 0.95) == 96
