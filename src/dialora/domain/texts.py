"""What a text says when it is a keyword: stop, start again, help. EN and ES.

Sources: 47 CFR 64.1200(a)(10) for the words that are a stop whatever we think of them; Twilio's own words;
CTIA's Messaging Principles for HELP; the words other carriers ask for, and their Spanish sisters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Keyword(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A keyword, and the language it is in."""

    keyword: Keyword
    language: str


_WORDS: dict[tuple[Keyword, str], tuple[str, ...]] = {
    (Keyword.STOP, "en"): (
        *("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe", "stopall", "optout"),
        *("stop all", "opt-out", "remove", "remove me", "td", "arret", "stop please", "please stop"),
        *("stop texting", "no more", "unsub"),
    ),
    (Keyword.STOP, "es"): (
        *("alto", "parar", "pare", "detener", "cancelar", "baja", "darme de baja", "dar de baja"),
        *("no más", "basta", "terminar", "salir", "eliminar", "remover", "no enviar"),
    ),
    (Keyword.START, "en"): ("start", "unstop", "yes", "subscribe"),
    (Keyword.START, "es"): ("iniciar", "alta"),
    (Keyword.HELP, "en"): ("help", "info"),
    (Keyword.HELP, "es"): ("ayuda", "información"),
}

#: Said to other questions too: it starts nothing where nothing was stopped.
YES = "yes"


def plain(text: str) -> str:
    """Words only: case, accents and punctuation gone."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = ("" if unicodedata.combining(each) else each if each.isalnum() else " " for each in folded)
    return " ".join("".join(kept).split())


def keyword_of(text: str) -> Said | None:
    """The keyword that is the whole text, if it is one."""
    return _KEYWORDS.get(plain(text))


_KEYWORDS = {
    plain(word): Said(keyword=keyword, language=language)
    for (keyword, language), words in _WORDS.items()
    for word in words
}
