"""What the list of calls is asked for, and how the words of a search are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialora.domain.calls import CallLength, CallResult, CallStatus, Direction, EndReason, RecordingState
from dialora.domain.phone import PhoneNumber

#: As many words as a search may have; what follows is not looked at.
MOST_WORDS = 12
#: Digits and what people write between them; from four on it is a telephone number, or the end of one.
_NUMBER = re.compile(r"\+?[\d\s().\-/]+")
_FEWEST_DIGITS, _MOST_DIGITS = 4, 15
_QUOTED = re.compile(r'"([^"]*)"')
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_PLURAL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls are wanted. What is None is not asked about."""

    #: From the first to before the second.
    since: datetime | None = None
    until: datetime | None = None
    status: CallStatus | None = None
    result: CallResult | None = None
    end_reason: EndReason | None = None
    direction: Direction | None = None
    agent_id: str | None = None
    #: Ours.
    number: PhoneNumber | None = None
    #: The other party's.
    peer: PhoneNumber | None = None
    recording: RecordingState | None = None
    length: CallLength | None = None
    tag: str | None = None
    test: bool | None = None
    #: Words that were said or written in the call, a name, or a number's last digits.
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search, understood. All of its words must occur, and its phrases as they stand."""

    words: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    #: The last digits of a telephone number, where that is all that was typed.
    digits: str

    @classmethod
    def of(cls, text: str) -> Search | None:
        """None where there is nothing to search for."""
        plain = text.strip()
        digits = "".join(c for c in plain if c in "0123456789")
        if _NUMBER.fullmatch(plain) and _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
            # The zero that some countries dial before a number is no part of it.
            national = digits.lstrip("0")
            kept = national if len(national) >= _FEWEST_DIGITS else digits
            return cls(words=frozenset(), phrases=(), digits=kept)
        words = words_of(plain)[:MOST_WORDS]
        phrases = tuple(tuple(words_of(quoted)[:MOST_WORDS]) for quoted in _QUOTED.findall(plain))
        if not words:
            return None
        several = tuple(phrase for phrase in phrases if len(phrase) > 1)
        return cls(words=frozenset(words), phrases=several, digits="")

    def matches(self, texts: Iterable[str]) -> bool:
        """Whether texts hold every word, and each phrase within one of them."""
        spoken = [words_of(text) for text in texts]
        heard = {word for words in spoken for word in words}
        return self.words <= heard and all(
            any(_holds(words, phrase) for words in spoken) for phrase in self.phrases
        )


def words_of(text: str) -> list[str]:
    """The words of a text in the form they are compared in: no capitals, no accents, no plural s."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    # "it's" and "Ada's" are found by "it" and "Ada".
    return [_singular(word) for word in _WORD.findall(re.sub(r"['\u2019]\w*", "", bare.casefold()))]


def _singular(word: str) -> str:
    plural = len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def _holds(words: Sequence[str], phrase: Sequence[str]) -> bool:
    width = len(phrase)
    return any(tuple(words[i : i + width]) == tuple(phrase) for i in range(len(words) - width + 1))
