"""Keywords in texts."""

from __future__ import annotations

import pytest

from dialora.domain.texts import Keyword, keyword_of


@pytest.mark.parametrize(
    "text",
    [
        *("stop", "STOP.", " Stop! ", "quit", "end", "revoke", "opt out", "opt-out", "optout", "cancel"),
        *("unsubscribe", "stopall", "stop all", "remove", "remove me", "td", "arret", "arrêt", "stop please"),
        *("please stop", "stop texting", "no more", "unsub", "alto", "parar", "pare", "detener", "cancelar"),
        *("baja", "darme de baja", "dar de baja", "no más", "no mas", "basta", "terminar", "salir"),
        *("eliminar", "remover", "no enviar", "ＳＴＯＰ"),
    ],
)
def test_a_stop_is_one_however_it_is_written(text: str) -> None:
    said = keyword_of(text)
    assert said is not None
    assert said.keyword is Keyword.STOP


@pytest.mark.parametrize(
    ("text", "keyword", "language"),
    [
        ("START", Keyword.START, "en"),
        ("unstop", Keyword.START, "en"),
        ("Yes", Keyword.START, "en"),
        ("Iniciar", Keyword.START, "es"),
        ("alta", Keyword.START, "es"),
        ("help?", Keyword.HELP, "en"),
        ("INFO", Keyword.HELP, "en"),
        ("ayuda", Keyword.HELP, "es"),
        ("información", Keyword.HELP, "es"),
        ("Alto", Keyword.STOP, "es"),
    ],
)
def test_start_and_help_have_their_words_too(text: str, keyword: Keyword, language: str) -> None:
    said = keyword_of(text)
    assert said is not None
    assert (said.keyword, said.language) == (keyword, language)


@pytest.mark.parametrize("text", ["", "   ", "Stop by the office", "I want to cancel my appointment", "!"])
def test_a_keyword_is_the_whole_text_or_none(text: str) -> None:
    assert keyword_of(text) is None
