"""Whoever answers says that we have reached somebody else."""

from __future__ import annotations

import pytest

from dialora.domain.wrong_numbers import is_wrong_number


@pytest.mark.parametrize(
    "text",
    [
        "Wrong number.",
        "I think you have the wrong number",
        "Sorry, you've got the wrong person.",
        "There's no one here by that name.",
        "Nobody by that name lives here.",
        "He doesn’t live here any more.",
        "She no longer lives here.",
        "This isn't her number any more.",
        "I've never heard of him.",
        "Número equivocado.",
        "Se equivocó de número, señora.",
        "Aquí no vive.",
        "No hay nadie con ese nombre.",
        "Está equivocado de número.",
    ],
)
def test_it_is_noticed(text: str) -> None:
    assert is_wrong_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes, this is Ada.",
        "No, it's not the wrong number.",
        "I gave you the wrong number last time.",
        "Do I have the wrong number?",
        "What number is this?",
        "That is the wrong day.",
        "No es un número equivocado.",
        "Les di un número equivocado la otra vez.",
        "Mi número es otro.",
    ],
)
def test_other_words_about_numbers_are_none(text: str) -> None:
    assert not is_wrong_number(text)
