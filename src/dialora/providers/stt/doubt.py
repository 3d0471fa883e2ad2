"""What a speech model says when it has lost the thread: loops, and sentences nobody spoke. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_WORDS = re.compile(r"[a-z0-9']+")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
#: [music], (coughs), and notes of a song: marks of a subtitle, never speech.
_ASIDES = re.compile(r"\[[^\]]*\]|\([^)]*\)|[♪*]+")

#: What Whisper, which learned from subtitles, writes over noise and silence. No caller opens with these.
_NEVER_SAID: Final = (
    "thanks for watching",
    "thank you for watching",
    "thank you so much for watching",
    "please subscribe",
    "like and subscribe",
    "see you in the next video",
    "see you next time",
    "subtitles by",
    "transcribed by",
    "i don't know what i'm doing",
)
#: Words in a sentence that nobody says twice in a row: more than a telephone number has digits.
_NEVER_TWICE: Final = 12
#: Also said by people, so only disbelieved where the model itself suspects that nobody spoke.
_SELDOM_SAID: Final = frozenset({"you", "thank you", "thank you very much", "bye", "okay", "so", "oh", "i"})


def words(text: str) -> list[str]:
    """Lower-case words and numbers, punctuation dropped."""
    return _WORDS.findall(text.lower().replace("’", "'"))


def without_asides(text: str) -> str:
    """The text without what subtitles put in brackets."""
    return " ".join(_ASIDES.sub(" ", text).split())


def loops(text: str) -> bool:
    """Whether the model went round in circles: the same two to eight words three times in a row.

    Digits and letters are left alone, since people do say "five five five".
    """
    spoken = words(text)
    for size in range(1, 9):
        for start in range(len(spoken) - 3 * size + 1):
            turn = spoken[start : start + size]
            if all(len(word) == 1 or word.isdigit() for word in turn):
                continue
            if turn == spoken[start + size : start + 2 * size] == spoken[start + 2 * size : start + 3 * size]:
                return True
    return False


def without_echo(text: str) -> str:
    """The text with a sentence that was written twice in a row written once.

    A short window makes Whisper say "Is there parking? Is there parking?" for one question. Numbers and
    letters stay as they are, unless they are more than anybody says twice in the same words.
    """
    kept: list[str] = []
    for sentence in _SENTENCE_ENDS.split(text):
        spoken = words(sentence)
        same = bool(kept) and words(kept[-1]) == spoken
        dictated = any(word.isdigit() or len(word) == 1 for word in spoken)
        if not same or (dictated and len(spoken) < _NEVER_TWICE):
            kept.append(sentence)
    return " ".join(kept)


def invented(text: str, no_speech: float) -> bool:
    """Whether these are words the model makes up when there are none."""
    spoken = " ".join(words(text))
    if any(phrase in spoken for phrase in _NEVER_SAID):
        return True
    return no_speech > 0.45 and spoken in _SELDOM_SAID


def mentions(text: str, hints: Sequence[str]) -> frozenset[str]:
    """Which of the likely words are in the text, however they are spaced ("check-up", "checkup")."""
    spoken = words(text)
    starts = {len("".join(spoken[:index])) for index in range(len(spoken) + 1)}
    joined = "".join(spoken)
    found = set()
    for hint in hints:
        wanted = "".join(words(hint))
        at = joined.find(wanted) if wanted else -1
        if at >= 0 and at in starts and at + len(wanted) in starts:
            found.add(hint)
    return frozenset(found)
