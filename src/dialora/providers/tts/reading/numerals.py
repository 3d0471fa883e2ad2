"""Numbers in words: how many, which one, which year, and digit by digit."""

from __future__ import annotations

import re
from typing import Final

from dialora.providers.tts.reading.rewrite import Rewrite, rewrite

_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES: Final = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
#: Beyond this a number is read digit by digit.
_LARGEST: Final = 10**12


def cardinal(number: int) -> str:
    """How many: 1250 is "one thousand two hundred fifty"."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    if number < 1_000:
        hundreds, rest = divmod(number, 100)
        return f"{_SMALL[hundreds]} hundred" + (f" {cardinal(rest)}" if rest else "")
    for scale, name in _SCALES:
        if number >= scale:
            many, rest = divmod(number, scale)
            return f"{cardinal(many)} {name}" + (f" {cardinal(rest)}" if rest else "")
    raise AssertionError("every number of four digits and more has a scale")


def ordinal(number: int) -> str:
    """Which one: 26 is "twenty-sixth"."""
    words = cardinal(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:cut], words[cut:]
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return head + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def year(number: int) -> str:
    """Four digits as years and house numbers are read: 2026 is "twenty twenty-six"."""
    high, low = divmod(number, 100)
    if low == 0:
        return cardinal(number) if high % 10 == 0 else f"{cardinal(high)} hundred"
    if 2000 < number < 2010:
        return cardinal(number)
    return f"{cardinal(high)} {pair(low)}"


def pair(number: int) -> str:
    """The last two digits of a year, a time or a price: 5 is "oh five"."""
    return f"oh {_SMALL[number]}" if number < 10 else cardinal(number)


def digits(figures: str) -> str:
    """One by one; whatever is not a digit is left out."""
    return " ".join(_SMALL[int(figure)] for figure in figures if figure in "0123456789")


def grouped(figures: str) -> str:
    """One by one, with a breath every three digits and four at the end."""
    groups: list[str] = []
    while len(figures) > 4:
        groups.append(figures[:3])
        figures = figures[3:]
    return ", ".join(digits(group) for group in (*groups, figures) if group)


def number(figures: str) -> str:
    """A bare row of digits, with or without commas, as it is most likely meant."""
    plain = figures.replace(",", "")
    value = int(plain)
    if plain != figures and value < _LARGEST:
        return cardinal(value)
    if len(plain) > 1 and plain.startswith("0"):
        return digits(plain) if len(plain) <= 4 else grouped(plain)
    if len(plain) == 4:
        return year(value)
    if len(plain) == 5 and value % 100:
        return digits(plain)  # a ZIP code
    if len(plain) >= 6 and value % 1_000:
        return grouped(plain)  # a reference
    return cardinal(value) if value < _LARGEST else grouped(plain)


def _telephone(match: re.Match[str]) -> str:
    figures = re.sub(r"\D", "", match["number"])
    if len(figures) == 11 and figures.startswith("1"):
        figures = figures[1:]
    plus = "plus " if match["number"].startswith("+") and len(figures) != 10 else ""
    extension = f", extension {digits(match['extension'])}" if match["extension"] else ""
    return f"{plus}{grouped(figures)}{extension}"


def _decimal(match: re.Match[str]) -> str:
    return f"{number(match[1])} point {digits(match[2])}"


#: "half", or "three quarters": the fractions people write with a stroke.
_PARTS: Final = {"1/2": "one half", "1/3": "one third", "2/3": "two thirds", "1/4": "one quarter"}
_PARTS_MORE: Final = {"3/4": "three quarters", "24/7": "twenty-four seven"}
_FRACTIONS: Final = _PARTS | _PARTS_MORE

_EXTENSION: Final = r"(?:,?\s*(?:ext\.?|extension|x)\s*(?P<extension>\d{1,6}))?"

TELEPHONE: Final[tuple[Rewrite, ...]] = (
    rewrite(
        r"(?<![\w+.-])(?P<number>(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4})(?![\w-])"
        + _EXTENSION,
        _telephone,
    ),
    rewrite(r"(?<![\w+])(?P<number>\+\d[\d\s-]{5,18}\d)\b" + _EXTENSION, _telephone),
    rewrite(r"(?<![\w.-])(?P<number>\d{3}-\d{4})(?![\w-])" + _EXTENSION, _telephone),
    rewrite(r"(?<![\w.,$€£-])(?P<number>\d{10})(?![\w-])" + _EXTENSION, _telephone),
)

NUMBERS: Final[tuple[Rewrite, ...]] = (
    rewrite(r"\b(?:\d/\d|24/7)\b", lambda match: _FRACTIONS.get(match[0], match[0].replace("/", " over "))),
    rewrite(r"\b(\d+)(?:st|nd|rd|th)\b", lambda match: ordinal(int(match[1])), case=False),
    rewrite(r"(?<=\d)\s*[–-]\s*(?=\d)", " to "),
    rewrite(r"(?<![\w.])[-−](?=\d)", "minus "),
    rewrite(r"\b(\d[\d,]*)\.(\d+)\b", _decimal),
    # The digits of "4B" and "B12" are read apart from their letters.
    rewrite(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " "),
    rewrite(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+", lambda match: number(match[0])),
)
