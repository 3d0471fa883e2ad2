"""How much of a sentence has been heard when so much of its sound has been played."""

from __future__ import annotations

import re

_WORD = re.compile(r"\S+")
#: A sentence ends here unless what stands before the stop is a short form or a lone letter.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*(\s+)(?=[\"'“‘(]*[A-Z0-9À-Þ])")
_SHORT_FORM = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[A-Za-z]|Dr|Mr|Mrs|Ms|St|Prof|Inc|Ltd|No|vs|approx|e\.g|i\.e)\.$"
)


def sentences(text: str) -> list[str]:
    """A text in pieces that can be spoken one after the other."""
    pieces: list[str] = []
    begin = 0
    for end in _SENTENCE_END.finditer(text):
        if not _SHORT_FORM.search(text[begin : end.start(1)]):
            pieces.append(text[begin : end.start(1)].strip())
            begin = end.end()
    pieces.append(text[begin:].strip())
    return [piece for piece in pieces if piece]


def heard_of(text: str, share: float) -> str:
    """The words that were heard to their end when this share of the sound was."""
    if share >= 1:
        return text
    reached = share * len(text)
    end = 0
    for word in _WORD.finditer(text):
        if word.end() > reached:
            break
        end = word.end()
    return text[:end]


def resume_at(text: str, share: float) -> float:
    """The share of the sound at which the last word heard begins: where an interrupted sentence goes on."""
    reached = share * len(text)
    begin = 0
    for word in _WORD.finditer(text):
        if word.end() > reached:
            break
        begin = word.start()
    return begin / len(text) if text else 0.0
