"""Spoken telephone numbers: digits with "oh", "double five" and pauses."""

from __future__ import annotations

import phonenumbers

from dialora.dialogue.spoken.numbers import HOMOPHONES, SMALL, UNITS, cardinal
from dialora.dialogue.spoken.words import Found, Words, at
from dialora.domain.phone import PhoneNumber

_ZERO = frozenset({"oh", "o", "zero", "null", "nought", "owe"})
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_FILLERS = frozenset(
    {"and", "uh", "um", "area", "code", "dash", "hyphen", "then", "space", "the", "is", "er", "again"}
)
#: Fewer digits are something else: a time, a date, a price.
_SHORTEST = 5


def find_digits(words: Words) -> Found[str] | None:
    """The longest run of digits that is long enough to be part of a telephone number."""
    best: Found[str] | None = None
    index = 0
    while index < len(words):
        run = _run(words, index)
        if run and (best is None or len(run.value) > len(best.value)):
            best = run
        index = run.end if run else index + 1
    return best if best and len(best.value.lstrip("+")) >= _SHORTEST else None


def all_digits(words: Words) -> str:
    """Every digit that was said, however few: where digits are being given and nothing else."""
    digits = ""
    index = 0
    while index < len(words):
        read = _digits(words, index, running=True)
        digits, index = (digits + read[0], read[1]) if read else (digits, index + 1)
    return digits


def _run(words: Words, start: int) -> Found[str] | None:
    digits = "+" if at(words, start) in ("+", "plus") else ""
    index = start + len(digits)
    end = index
    while index < len(words):
        if read := _digits(words, index, running=len(digits.lstrip("+")) >= 2):
            digits += read[0]
            index = end = read[1]
        elif digits and at(words, index) in _FILLERS:
            index += 1
        else:
            break
    return Found(digits, start, end) if digits.lstrip("+") else None


def _digits(words: Words, index: int, *, running: bool) -> tuple[str, int] | None:
    word = at(words, index)
    if word.isdigit():
        return word, index + 1
    if word in _ZERO:
        return "0", index + 1
    if word in _TIMES and (unit := _digits(words, index + 1, running=False)) and len(unit[0]) == 1:
        return unit[0] * _TIMES[word], unit[1]
    if word in UNITS:
        digit = str(UNITS[word])
        return (digit + "00", index + 2) if at(words, index + 1) == "hundred" else (digit, index + 1)
    if word in SMALL or (number := cardinal(words, index)):
        number = cardinal(words, index)
        return (str(number[0]), number[1]) if number else None
    if running and word in HOMOPHONES and HOMOPHONES[word] < 10:
        return str(HOMOPHONES[word]), index + 1
    return None


def phone_number(digits: str, region: str) -> PhoneNumber | None:
    """The number in E.164 form, if the digits can be one in this country (ISO 3166-1 alpha-2)."""
    try:
        parsed = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    # Without its area code a number is possible only locally, and cannot be called back.
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return PhoneNumber(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def region_of(number: PhoneNumber | None, otherwise: str = "US") -> str:
    """The country whose numbers are dialled as this one is."""
    if number is None:
        return otherwise
    try:
        parsed = phonenumbers.parse(number.e164)
    except phonenumbers.NumberParseException:
        return otherwise
    return phonenumbers.region_code_for_country_code(parsed.country_code or 1)


def digit_by_digit(number: PhoneNumber) -> str:
    """A number as it is read back: "2 1 2, 5 5 5, 0 1 2 3"."""
    try:
        parsed = phonenumbers.parse(number.e164)
        written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    except phonenumbers.NumberParseException:
        written = number.e164
    groups = "".join(c if c.isdigit() else " " for c in written).split()
    return ", ".join(" ".join(group) for group in groups)
