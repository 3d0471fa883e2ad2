"""A handset plays in order, answers marks when they are reached, and forgets what is cleared."""

from __future__ import annotations

import pytest

from dialora.domain.errors import Invalid
from dialora.testing.carrier.handset import Playout
from dialora.testing.carrier.twiml import Stream, parse

FRAME = 160


def test_sound_is_played_in_frames_and_then_silence() -> None:
    playout = Playout()
    playout.add(b"\x01" * 200)
    assert playout.frame() == (b"\x01" * FRAME, [])
    assert playout.frame() == (b"\x01" * 40 + b"\xff" * 120, [])
    assert playout.frame() == (b"\xff" * FRAME, [])


def test_a_mark_is_reached_when_all_before_it_was_played() -> None:
    playout = Playout()
    playout.add(b"\x01" * FRAME)
    playout.mark("end")
    playout.add(b"\x02" * FRAME)
    assert playout.frame() == (b"\x01" * FRAME, [])
    assert playout.frame() == (b"\x02" * FRAME, ["end"])


def test_a_mark_after_nothing_is_reached_at_once() -> None:
    playout = Playout()
    playout.mark("now")
    assert playout.frame() == (b"\xff" * FRAME, ["now"])


def test_what_is_cleared_is_not_played_but_its_marks_are_answered() -> None:
    playout = Playout()
    playout.add(b"\x01" * 500)
    playout.mark("one")
    playout.add(b"\x02" * 500)
    playout.mark("two")
    playout.frame()
    assert playout.clear() == ["one", "two"]
    assert playout.frame() == (b"\xff" * FRAME, [])


def test_twiml_says_where_the_audio_goes() -> None:
    read = parse(
        '<?xml version="1.0"?><Response><Connect action="https://a.example.com/action"><Stream url="wss://a/m">'
        '<Parameter name="token" value="t1"/></Stream></Connect></Response>'
    )
    assert read.stream == Stream(
        url="wss://a/m", action="https://a.example.com/action", parameters={"token": "t1"}
    )
    assert read.said == ""


def test_twiml_says_what_is_said_and_who_is_rung() -> None:
    read = parse("<Response><Say>We are closed.</Say><Dial>+12125550199</Dial></Response>")
    assert (read.said, read.dialled, read.stream) == ("We are closed.", "+12125550199", None)


@pytest.mark.parametrize("body", ["", "not xml", "<Other/>"])
def test_anything_else_is_no_twiml(body: str) -> None:
    with pytest.raises(Invalid):
        parse(body)
