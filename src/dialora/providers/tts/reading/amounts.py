"""Money, percentages and measures in words."""

from __future__ import annotations

import re
from typing import Final

from dialora.providers.tts.reading.numerals import cardinal, digits, number
from dialora.providers.tts.reading.rewrite import Rewrite, rewrite

#: One and many of the unit, one and many of its hundredth.
_CURRENCIES: Final = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
}
_CODES: Final = {"USD": "$", "EUR": "€", "GBP": "£"}
_SCALES: Final = {"k": "thousand", "m": "million", "bn": "billion"}
_FIGURES: Final = r"(?P<units>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d\d?)(?!\d))?"
_SCALE: Final = r"(?:\s?(?P<scale>thousand|million|billion)|(?P<letter>k|m|bn))?\b"

_MEASURES: Final = {
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "ft": ("foot", "feet"),
    "mi": ("mile", "miles"),
    "km": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "ml": ("milliliter", "milliliters"),
    "yr": ("year", "years"),
    "yrs": ("year", "years"),
}


def _money(match: re.Match[str]) -> str:
    parts = match.groupdict()
    symbol = parts.get("symbol") or _CODES[parts["code"]]
    one, many, cent, cents = _CURRENCIES[symbol]
    units, hundredths = int(parts["units"].replace(",", "")), parts["cents"]
    scale = parts["scale"] or _SCALES.get((parts["letter"] or "").lower())
    if scale:
        decimals = f" point {digits(hundredths)}" if hundredths else ""
        return f"{cardinal(units)}{decimals} {scale} {many}"
    rest = int(hundredths.ljust(2, "0")) if hundredths else 0
    spoken = f"{cardinal(units)} {one if units == 1 else many}"
    if not rest:
        return spoken
    small = f"{cardinal(rest)} {cent if rest == 1 else cents}"
    return f"{spoken} and {small}" if units else small


def _measure(match: re.Match[str]) -> str:
    one, many = _MEASURES[match["unit"].lower()]
    return f"{match['many']} {one if match['many'] == '1' else many}"


MONEY: Final[tuple[Rewrite, ...]] = (
    rewrite(r"(?<=\d)\s*[–-]\s*(?=[$€£]\s?\d)", " to "),
    rewrite(
        r"(?P<symbol>[$€£])\s?" + _FIGURES + r"\s*[–-]\s*(?=\d)",
        lambda match: f"{match['symbol']}{match['units']} to {match['symbol']}",
    ),
    rewrite(r"(?P<symbol>[$€£])\s?" + _FIGURES + _SCALE, _money, case=False),
    rewrite(r"\b(?P<code>USD|EUR|GBP)\s?" + _FIGURES + _SCALE, _money),
    rewrite(r"\b" + _FIGURES + r"(?P<scale>)(?P<letter>)\s?(?P<code>USD|EUR|GBP)\b", _money),
    rewrite(
        r"(?<=[a-z])\s?/\s?(?=(?:hour|hr|visit|day|week|month|year|person|session|night|mo|yr)\b)", " per "
    ),
)

MEASURES: Final[tuple[Rewrite, ...]] = (
    rewrite(r"\bper hr\b\.?", "per hour"),
    rewrite(r"\bper mo\b\.?", "per month"),
    rewrite(r"\bper yr\b\.?", "per year"),
    rewrite(r"(?<=\d)\s?%", " percent"),
    rewrite(r"(?<=\d)\s?°\s?F\b", " degrees Fahrenheit"),
    rewrite(r"(?<=\d)\s?°\s?C\b", " degrees Celsius"),
    rewrite(r"(?<=\d)\s?°", " degrees"),
    rewrite(
        r"\b(?P<many>\d[\d.,]*)\s?(?P<unit>"
        + "|".join(sorted(_MEASURES, key=len, reverse=True))
        + r")\b\.?(?=(?P<end>\s+(?-i:[A-Z])|\s*$)?)",
        lambda match: _measure(match) + ("." if match["end"] is not None and match[0].endswith(".") else ""),
        case=False,
    ),
    rewrite(r"#\s?(?=\d)", "number "),
    rewrite(r"\b(\d+)x\b", lambda match: f"{number(match[1])} times"),
)
