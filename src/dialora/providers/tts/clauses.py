"""Where a text may be cut so that its first sound comes early: pure."""

from __future__ import annotations

import re
from typing import Final

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")
_BREATH: Final = re.compile(r"(?<=[,;:])\s+")
_JOINT: Final = re.compile(r"\s+(?=(?:and|or|but|because|so|which|that|to|at|on|for|with|in)\s)")
#: The first clause may be as short as "Yes,", since nothing is sounding yet; those after it are rendered
#: while the one before plays, and sound better whole.
_FIRST_CHARS: Final = 4
_CLAUSE_CHARS: Final = 40
_LONGEST_CHARS: Final = 140
#: A first clause longer than this is cut before "and", "or", "because", … if it leaves so much.
_LONGEST_FIRST_CHARS: Final = 50
_SHORTEST_FIRST_CHARS: Final = 20
_STRONG_JOINT: Final = re.compile(r"\s+(?=(?:and|or|but|because|so|which|that|if|when|then)\s)")


def clauses(spoken: str) -> tuple[str, ...]:
    """Cut a text that is already in words; joined by spaces the clauses are the text again."""
    found: list[str] = []
    for sentence in _SENTENCE_END.split(spoken.strip()):
        found += _within(sentence, first=not found)
    if found:
        found[:1] = _early(found[0])
    return tuple(clause for clause in found if any(character.isalpha() for character in clause))


def _early(clause: str) -> list[str]:
    """A first clause in two, if it is long and has a place to breathe."""
    if len(clause) <= _LONGEST_FIRST_CHARS:
        return [clause]
    cuts = (joint.start() for joint in _STRONG_JOINT.finditer(clause, _SHORTEST_FIRST_CHARS))
    cut = next((at for at in cuts if at <= len(clause) - _SHORTEST_FIRST_CHARS // 2), None)
    return [clause] if cut is None else [clause[:cut], clause[cut:].strip()]


def _within(sentence: str, *, first: bool) -> list[str]:
    found: list[str] = []
    part = ""
    for breath in _BREATH.split(sentence):
        part = f"{part} {breath}".strip()
        if len(part) >= (_FIRST_CHARS if first and not found else _CLAUSE_CHARS):
            found += _short_enough(part)
            part = ""
    if part and found and len(part) < _CLAUSE_CHARS // 3:
        found[-1] = f"{found[-1]} {part}"
    elif part:
        found += _short_enough(part)
    return found


def _short_enough(clause: str) -> list[str]:
    """A clause that would keep the listener waiting is cut where two parts join, or between words."""
    if len(clause) <= _LONGEST_CHARS:
        return [clause]
    half = len(clause) // 2
    cuts = [joint.start() for joint in _JOINT.finditer(clause, 1)] or [
        space.start() for space in re.finditer(r"\s+", clause)
    ]
    if not cuts:
        return [clause]
    cut = min(cuts, key=lambda at: abs(at - half))
    return _short_enough(clause[:cut]) + _short_enough(clause[cut:].strip())
