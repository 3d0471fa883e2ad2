"""Figures, dates and short forms to words, as a person reads them out in American English. Pure.

The voice drops every digit it is given, so nothing with a digit in it may be left.
"""

from __future__ import annotations

import re
from typing import Final

from dialora.providers.tts.reading import amounts, calendar, letters, numerals, shorts
from dialora.providers.tts.reading.rewrite import Rewrite

#: Each step relies on the ones before: what a telephone number is must be known before a range is.
_STEPS: Final[tuple[Rewrite, ...]] = (
    *shorts.TYPOGRAPHY,
    *letters.ADDRESSES,
    *numerals.TELEPHONE,
    *calendar.NUMERIC_DATES,
    *shorts.SHORT_FORMS,
    *calendar.TIMES,
    *calendar.DATES,
    *amounts.MONEY,
    *amounts.MEASURES,
    *letters.LETTERS,
    *numerals.NUMBERS,
)

_TIDY: Final = (
    (re.compile(r"[^\w\s.,;:!?'’-]"), " "),
    (re.compile(r"\s+([.,;:!?])"), r"\1"),
    (re.compile(r"([,;:])(?:\s*[,;:])+"), r"\1"),
    (re.compile(r"[,;:]+\s*([.!?])"), r"\1"),
    (re.compile(r"([.!?])[.]+"), r"\1"),
    (re.compile(r"_|\s+"), " "),
)


def read_out(text: str) -> str:
    """The text in words alone: no digit, no symbol, no short form that has a longer one."""
    for step in _STEPS:
        text = step.apply(text)
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    return text.strip(" ,;:")
