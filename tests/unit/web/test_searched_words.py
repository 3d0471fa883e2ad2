"""The words of a search are compared in one spelling, whoever wrote them."""

from __future__ import annotations

import pytest

from dialora.domain.call_filter import Search, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I'd like a Cleaning, please!", ["i", "like", "a", "cleaning", "please"]),
        ("Café résumés", ["cafe", "resume"]),
        ("Ada’s invoices: 1,500 dollars", ["ada", "invoice", "1", "500", "dollar"]),
        ("glass was his", ["glass", "was", "his"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("\x00 __ --", []),
    ],
)
def test_words_are_brought_to_one_spelling(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize("typed", ["0147", "212 555 0147", "+1 (212) 555-0147"])
def test_what_is_all_digits_is_a_telephone_number(typed: str) -> None:
    search = Search.of(typed)
    assert search is not None
    assert search.digits.endswith("0147")


@pytest.mark.parametrize("typed", ["", "   ", "!!!", '""', "\x00"])
def test_what_holds_no_word_asks_for_nothing(typed: str) -> None:
    assert Search.of(typed) is None


def test_every_word_must_occur_and_a_phrase_as_it_stands() -> None:
    texts = ("I would like to book a cleaning.", "Which day suits you?")
    for typed, found in {
        "cleaning day": True,
        "CLEANINGS": True,
        "cleaning invoice": False,
        '"book a cleaning"': True,
        '"a book cleaning"': False,
        '"cleaning which"': False,
    }.items():
        search = Search.of(typed)
        assert search is not None
        assert search.matches(texts) is found, typed
