"""A transcript as words: lower case, contractions opened, clock times and punctuation made uniform."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an utterance."""

    #: Lower case: "tuesday", "3:30", "26th", "o'brien".
    text: str
    #: As the transcript wrote it.
    said: str
    #: The punctuation that follows: "", ",", ".", "?", "-", …
    after: str = ""


Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and where in the words it was said: [start, end)."""

    value: T
    start: int
    end: int
    #: False where the word was only similar to the one it was taken for.
    sure: bool = True
    #: "not on Thursday", "Thursday doesn't work".
    negated: bool = False


_TOKEN = re.compile(
    r"""
    (?P<date>\d{1,2}/\d{1,2}(?:/\d{2,4})?)
  | (?P<clock>(?<![\d.])\d{1,2}\s?[:.]\s?\d{2}(?![\d]|\.\d))
  | (?P<ordinal>\d+\s?(?:st|nd|rd|th)\b)
  | (?P<digits>\d+)
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<plus>\+(?=\s?\d))
    """,
    re.VERBOSE,
)
_AM_PM = re.compile(r"(?<=[\d\sa-z])\s?\b([ap])\.\s?m\b\.?|(?<=\d)\s?([ap])\s?m\b\.?", re.IGNORECASE)

#: What a contraction says in full; the left side may have lost its apostrophe.
_WHOLE = {
    "can't": "can not", "cannot": "can not", "cant": "can not", "won't": "will not", "wont": "will not",
    "don't": "do not", "dont": "do not", "doesn't": "does not", "doesnt": "does not", "didn't": "did not",
    "isn't": "is not", "isnt": "is not", "aren't": "are not", "wasn't": "was not", "haven't": "have not",
    "wouldn't": "would not", "couldn't": "could not", "shouldn't": "should not", "i'm": "i am", "im": "i am",
    "let's": "let us", "lets": "let us", "its": "it is", "thats": "that is", "whats": "what is",
    "y'all": "you all", "gonna": "going to", "wanna": "want to", "gotta": "got to", "o'clock": "oclock",
}  # fmt: skip
_IS = frozenset(
    {"it", "that", "what", "who", "where", "when", "how", "there", "here", "he", "she", "name", "this"}
    | {"time", "which"}
)
_ENDINGS = {"'ll": "will", "'re": "are", "'ve": "have", "'d": "would"}


def split(text: str) -> Words:
    """The words of a transcript."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    plain = _AM_PM.sub(lambda m: f" {(m[1] or m[2]).lower()}m ", plain)
    words: list[Word] = []
    matches = list(_TOKEN.finditer(plain))
    starts = [match.start() for match in matches[1:]] + [len(plain)]
    for match, until in zip(matches, starts, strict=False):
        gap = plain[match.end() : until]
        words.extend(_opened(match, gap.strip()[:1]))
    return tuple(words)


def _opened(match: re.Match[str], after: str) -> Iterable[Word]:
    said = match[0]
    text = re.sub(r"\s", "", said.lower())
    if match["clock"]:
        return (Word(text.replace(".", ":"), said, after),)
    if match["word"] is None:
        return (Word(text, said, after),)
    parts = _parts(text)
    if len(parts) == 1:
        return (Word(parts[0], said, after),)
    return (*(Word(part, part) for part in parts[:-1]), Word(parts[-1], parts[-1], after))


def _parts(text: str) -> list[str]:
    if whole := _WHOLE.get(text):
        return whole.split()
    stem, apostrophe, _ = text.partition("'")
    if not apostrophe:
        return [text]
    for ending, meant in _ENDINGS.items():
        if text == stem + ending:
            return [stem, meant]
    if text == stem + "'s" and stem in _IS:
        return [stem, "is"]
    return [text]


def listed(text: str) -> tuple[str, ...]:
    """The words of a table that is written as text."""
    return tuple(text.split())


def texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


def joined(words: Sequence[Word]) -> str:
    """The words with single spaces, and one at either end: a phrase is looked for as f" {phrase} "."""
    return f" {' '.join(texts(words))} "


def says(words: Sequence[Word], *phrases: str) -> bool:
    """Whether one of the phrases is among the words, word for word."""
    line = joined(words)
    return any(f" {phrase} " in line for phrase in phrases)


def at(words: Sequence[Word], index: int) -> str:
    """The word at an index, or nothing beyond either end."""
    return words[index].text if 0 <= index < len(words) else ""


def places(words: Sequence[Word], phrase: Sequence[str]) -> list[int]:
    """Where a phrase begins in the words."""
    size = len(phrase)
    starts = range(len(words) - size + 1)
    return [start for start in starts if all(words[start + i].text == phrase[i] for i in range(size))]


#: A word that is in place of one already understood, so that nothing else reads it again.
GAP = Word("\N{HORIZONTAL ELLIPSIS}", "")


def without(words: Words, found: Iterable[Found[T]]) -> Words:
    """The words with gaps where something was found; positions stay."""
    left = list(words)
    for each in found:
        left[each.start : each.end] = [GAP] * (each.end - each.start)
    return tuple(left)


_NOT_BEFORE = (
    "not", "not on", "not at", "not the", "not in", "not this", "except", "except on", "except for",
    "anything but", "any day but", "instead of", "rather than", "can not do", "can not make",
    "can not come on", "can not come", "can not do on", "do not want", "not available on", "not free on",
    "not good on", "can not on",
)  # fmt: skip
_NOT_AFTER = (
    "does not work", "do not work", "will not work", "is not good", "is no good", "is not possible", "is out",
    "is bad", "does not suit", "is too early", "is too late", "is not going to work", "would not work",
    "is not", "was not",
)  # fmt: skip


def is_negated(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether what is said at [start, end) is ruled out by the words around it."""
    ahead = joined(words[max(0, start - 4) : start])
    behind = joined(words[end : end + 5])
    return any(ahead.endswith(f" {phrase} ") for phrase in _NOT_BEFORE) or any(
        behind.startswith(f" {phrase} ") for phrase in _NOT_AFTER
    )
