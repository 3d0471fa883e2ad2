"""One rule of reading: what it looks for, and the words it puts there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Everywhere the pattern matches, its words take the place of what was written."""

    pattern: re.Pattern[str]
    words: str | Callable[[re.Match[str]], str]

    def apply(self, text: str) -> str:
        return self.pattern.sub(self.words, text)


def rewrite(pattern: str, words: str | Callable[[re.Match[str]], str], *, case: bool = True) -> Rewrite:
    """A rule; `case` says whether capitals matter."""
    return Rewrite(re.compile(pattern, 0 if case else re.IGNORECASE), words)
