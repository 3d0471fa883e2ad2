"""What a speech model says when it has lost the thread is recognised."""

from __future__ import annotations

import pytest

from dialora.providers.stt import doubt


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry I'm sorry I'm sorry",
        "the same the same the same thing",
        "he is an easy, he is an easy, he is an easy, and more",
    ],
)
def test_going_round_in_circles_is_noticed(text: str) -> None:
    assert doubt.loops(text)


@pytest.mark.parametrize(
    "text", ["", "five 5 5 5", "5 5 5 0 1 3 8", "S, S, S", "no no", "I'd like a cleaning and then a cleaning"]
)
def test_people_repeat_digits_letters_and_themselves(text: str) -> None:
    assert not doubt.loops(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Is there parking? Is there parking?", "Is there parking?"),
        ("Yes. Yes. Yes.", "Yes."),
        ("Yes, please.", "Yes, please."),
        ("5. 5. 5.", "5. 5. 5."),
        ("A. A. B.", "A. A. B."),
        ("", ""),
        (
            "S as in Sam, H as in Henry, A as in Adam, W. S as in Sam, H as in Henry, A as in Adam, W.",
            "S as in Sam, H as in Henry, A as in Adam, W.",
        ),
    ],
)
def test_a_sentence_written_twice_was_said_once(written: str, meant: str) -> None:
    assert doubt.without_echo(written) == meant


def test_what_subtitles_put_in_brackets_was_not_said() -> None:
    assert doubt.without_asides("[BLANK_AUDIO]") == ""
    assert doubt.without_asides("(coughs) Hello ♪") == "Hello"


def test_what_is_written_over_noise_is_not_believed() -> None:
    assert doubt.invented("Thanks for watching!", 0.1)
    assert doubt.invented("Thank you.", 0.9)
    assert not doubt.invented("Thank you.", 0.1)
    assert not doubt.invented("Thank you, that's all.", 0.5)


@pytest.mark.parametrize(
    ("text", "hints", "found"),
    [
        ("A check up, please.", ("check-up", "crown"), {"check-up"}),
        ("Root canal.", ("root canal",), {"root canal"}),
        ("scrap it up", ("rapi",), set()),
        ("a crowned king", ("crown",), set()),
        ("", ("crown", ""), set()),
    ],
)
def test_likely_words_are_found_however_they_are_spaced(
    text: str, hints: tuple[str, ...], found: set[str]
) -> None:
    assert doubt.mentions(text, hints) == found
