"""Spelled names are told from sentences, so that the ear reads them again."""

from __future__ import annotations

import pytest

from dialora.providers.stt import spelling


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("He is an eagle, he is in Sam, A is in apple.", (spelling.WITH_WORDS,)),
        ("Elas in lion, why isn't yellow", (spelling.WITH_WORDS,)),
        ("M.S. and Mary, I.S. and N.B. E.S. and Edward", (spelling.WITH_WORDS, spelling.BARE)),
        ("Romeo Oscar Sierra", (spelling.RADIO,)),
        ("K-O-V-A-C-S", (spelling.BARE,)),
        ("I'd like to book a cleaning, please.", ()),
        ("Tuesday at 9 a.m. or 3 p.m.", ()),
        ("", ()),
    ],
)
def test_a_spelled_name_is_recognised(text: str, ways: tuple[spelling.Way, ...]) -> None:
    assert spelling.ways_spelled(text, 2.0) == ways


def test_a_text_too_short_for_its_sound_was_not_all_read() -> None:
    assert spelling.sparse("I have Ada Quill.", 9.0)
    assert not spelling.sparse("I have Ada Quill, that is A, D, A.", 4.0)
    assert not spelling.sparse("Yes.", 1.0)


@pytest.mark.parametrize(
    ("way", "text", "letters"),
    [
        (spelling.WITH_WORDS, "Q as in queen, U as in umbrella", 2),
        (spelling.WITH_WORDS, "he is an eagle", 0),
        (spelling.RADIO, "Kilo Oscar Victor", 3),
        (spelling.BARE, "A, D, A, Q", 4),
        (spelling.BARE, "a nice day", 0),
        (spelling.BARE, "8 a.m.", 0),
    ],
)
def test_letters_are_counted(way: spelling.Way, text: str, letters: int) -> None:
    assert way.count(text) == letters


def test_a_second_reading_is_believed_where_it_spells_more_and_not_too_much() -> None:
    heard = "he is an eagle, he is in Sam"
    assert spelling.believable(spelling.WITH_WORDS, heard, "E as in eagle, S as in Sam", 3.0)
    assert not spelling.believable(spelling.WITH_WORDS, heard, "E as in eagle and so on", 3.0)
    assert not spelling.believable(spelling.BARE, "R O W E", ", ".join("ROZNWZZZZZZZZZZZ"), 4.0)
