"""Spelled names are told from sentences, so that the ear reads them again."""

from __future__ import annotations

import pytest

from dialora.providers.stt import spelling


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("He is an eagle, he is in Sam, A is in apple.", spelling.EXAMPLES),
        ("Elas in lion, why isn't yellow", spelling.EXAMPLES),
        ("Romeo Oscar Sierra", spelling.ALPHABET),
        ("K-O-V-A-C-S", spelling.LETTERS),
        ("I'd like to book a cleaning, please.", None),
        ("Tuesday at 9 a.m. or 3 p.m.", None),
        ("", None),
    ],
)
def test_a_spelled_name_is_recognised(text: str, shown: tuple[str, ...] | None) -> None:
    assert spelling.looks_spelled(text, 2.0) == shown


def test_a_text_too_short_for_its_sound_was_not_all_read() -> None:
    assert spelling.sparse("I have Ada Quill.", 9.0)
    assert not spelling.sparse("I have Ada Quill, that is A, D, A.", 4.0)
    assert not spelling.sparse("Yes.", 1.0)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Q as in queen, U as in umbrella", 2),
        ("Q as in queen, U as in victor", 1),
        ("Kilo Oscar Victor", 3),
        ("A, D, A, Q", 4),
        ("a nice day", 0),
        ("8 a.m.", 0),
    ],
)
def test_letters_are_counted(text: str, letters: int) -> None:
    assert spelling.spelled_count(text) == letters
