"""Sentences, and how much of them was heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialora.voice import words


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("We open at nine. Do you want to come?", ["We open at nine.", "Do you want to come?"]),
        ("Dr. Smith is in. Mr. Lee is not.", ["Dr. Smith is in.", "Mr. Lee is not."]),
        ("It costs $12.50 with tax.", ["It costs $12.50 with tax."]),
        ("Ask for J. Doe at St. Mary.", ["Ask for J. Doe at St. Mary."]),
        ("“Yes.” She agreed!  Fine…", ["“Yes.”", "She agreed!", "Fine…"]),
        ("  ", []),
        ("no stop at all", ["no stop at all"]),
        ("Wait... what?", ["Wait... what?"]),
    ],
)
def test_texts_are_spoken_sentence_by_sentence(text: str, pieces: list[str]) -> None:
    assert words.sentences(text) == pieces


@given(st.text(alphabet="aB. ?!'1", max_size=60))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert "".join(words.sentences(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("share", "heard"),
    [
        (0.0, ""),
        (0.1, ""),
        (0.2, "Two"),
        (0.55, "Two three"),
        (0.99, "Two three four"),
        (1.0, "Two three four five"),
    ],
)
def test_only_whole_words_were_heard(share: float, heard: str) -> None:
    assert words.heard_of("Two three four five", share) == heard


@given(st.text(alphabet="ab ", max_size=40), st.floats(0, 1), st.floats(0, 1))
def test_more_sound_never_means_fewer_words(text: str, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert words.heard_of(text, more).startswith(words.heard_of(text, less))


@given(st.text(alphabet="ab ", min_size=1, max_size=40), st.floats(0, 1))
def test_an_interrupted_sentence_goes_on_before_the_place_it_was_cut(text: str, share: float) -> None:
    assert words.resume_at(text, share) <= share + 1e-9


def test_an_interrupted_sentence_goes_on_with_the_last_word_heard() -> None:
    text = "Two three four five"
    assert text[round(words.resume_at(text, 0.6) * len(text)) :] == "three four five"
