"""Somebody wants to be left alone: in English or Spanish, whatever the agent speaks, or with a key."""

from __future__ import annotations

import re
from typing import Final, Literal

from dialora.compliance import phrases
from dialora.compliance.phrases import Wish
from dialora.dialogue.receptionist.state import Ask, State
from dialora.dialogue.receptionist.turn import Turn
from dialora.domain import wrong_numbers
from dialora.domain.calls import EndReason
from dialora.domain.plain_words import plain_words

Via = Literal["call", "keypad"]

_LANGUAGES: Final = ("en", "es")
_KEYS: Final = ("9", "*9")
_NUMBERS: Final = frozenset({Ask.PHONE, Ask.PHONE_SAME, Ask.PHONE_RIGHT, Ask.MESSAGE_RIGHT})
_SPANISH: Final = re.compile(r"\b(?:numero|aqui|vive|nadie|equivoc\w+)\b")


def wish(text: str, *, offered: bool) -> Wish:
    """How clearly this asks not to be called any more. A lone "stop" counts where that was `offered`."""
    return max(phrases.stop_wish(text, language, offered=offered) for language in _LANGUAGES)


def is_key(keys: str) -> bool:
    return keys in _KEYS


def refuses_recording(text: str) -> bool:
    return any(phrases.refuses_recording(text, language) for language in _LANGUAGES)


async def record(turn: Turn, *, via: Via, text: str) -> None:
    """Recorded first, said second in one sentence, and the call is over."""
    result = await turn.use("record_opt_out", {"via": via})
    if result.ok:
        turn.came_of_it("Asked not to be called again")
        turn.tell("opted_out_es" if _spanish(text) else "opted_out", to_the_end=True)
    else:
        unknown = result.problem == "number_unknown"
        turn.tell("opted_out_unknown" if unknown else "opt_out_failed", to_the_end=True)
    turn.hang_up(EndReason.OPTED_OUT)


def is_wrong_number(text: str, state: State) -> bool:
    """Somebody else has answered; not where a number is being given that may be wrong."""
    return state.ask not in _NUMBERS and wrong_numbers.is_wrong_number(text)


async def record_wrong_number(turn: Turn, *, text: str) -> None:
    """As a stop: written down first, then said, and the call is over."""
    result = await turn.use("record_wrong_number", {})
    if result.ok:
        turn.came_of_it("Wrong number: somebody else answered")
        turn.tell(
            "wrong_number_es" if _SPANISH.search(plain_words(text)) else "wrong_number", to_the_end=True
        )
    else:
        turn.tell("opt_out_failed", to_the_end=True)
    turn.hang_up(EndReason.WRONG_NUMBER)


def _spanish(text: str) -> bool:
    said = {language: phrases.stop_wish(text, language, offered=True) for language in _LANGUAGES}
    return said["es"] > said["en"]
