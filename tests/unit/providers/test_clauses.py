"""Texts are cut so that the first sound comes early and the rest sounds whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialora.providers.tts.clauses import clauses
from dialora.providers.tts.rendered import Rendered


@pytest.mark.parametrize(
    ("spoken", "cut"),
    [
        ("Okay.", ("Okay.",)),
        ("Okay, let me check that.", ("Okay,", "let me check that.")),
        ("Hello. How can I help you?", ("Hello.", "How can I help you?")),
        ("", ()),
        ("...", ()),
        (
            "A cleaning takes forty-five minutes and costs one hundred twenty dollars.",
            ("A cleaning takes forty-five minutes", "and costs one hundred twenty dollars."),
        ),
        (
            "On Thursday, I have nine, ten fifteen, or half past three in the afternoon.",
            ("On Thursday,", "I have nine, ten fifteen, or half past three in the afternoon."),
        ),
    ],
)
def test_is_cut_at_breaths(spoken: str, cut: tuple[str, ...]) -> None:
    assert clauses(spoken) == cut


def test_no_clause_keeps_a_listener_waiting() -> None:
    long = "we are open from nine in the morning to five in the afternoon " * 8
    assert all(len(clause) <= 140 for clause in clauses(long))


@given(st.lists(st.text("abc ,.;?!", min_size=1), max_size=20).map("".join))
def test_no_word_is_lost_or_moved(text: str) -> None:
    letters = [character for character in text if character.isalpha()]
    assert [character for clause in clauses(text) for character in clause if character.isalpha()] == letters


def test_what_was_not_said_for_longest_makes_room() -> None:
    kept = Rendered(10)
    kept.put("a", b"1234")
    kept.put("b", b"5678")
    assert kept.get("a") == b"1234"
    kept.put("c", b"90")
    kept.put("d", b"xy")
    assert kept.get("b") is None
    assert (kept.get("a"), kept.get("c"), kept.get("d")) == (b"1234", b"90", b"xy")
    assert kept.size == 8


def test_a_text_said_again_takes_no_more_room() -> None:
    kept = Rendered(10)
    for _ in range(5):
        kept.put("a", b"1234")
    assert kept.size == 4


def test_a_sound_larger_than_everything_is_not_kept() -> None:
    kept = Rendered(3)
    kept.put("a", b"1234")
    assert kept.get("a") is None
    assert kept.size == 0


def test_the_same_words_said_faster_are_another_sound() -> None:
    kept = Rendered(10)
    kept.put("a", b"1234")
    kept.put("a", b"123", speed=1.25)
    assert (kept.get("a"), kept.get("a", speed=1.25), kept.get("a", speed=0.8)) == (b"1234", b"123", None)
