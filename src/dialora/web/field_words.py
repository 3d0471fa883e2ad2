"""What is wrong with a field of a request, in words that whoever filled it in understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: By Pydantic's name of the mistake; anything else is told in Pydantic's own words.
_WORDS = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "int_parsing_size": "This number is too large.",
    "float_type": "Write a number.",
    "float_parsing": "Write a number.",
    "finite_number": "Write a number.",
    "greater_than_equal": "At least {ge}.",
    "less_than_equal": "At most {le}.",
    "string_too_long": "At most {max_length} characters.",
    "string_too_short": "At least {min_length} characters.",
    "too_long": "At most {max_length} of these.",
    "literal_error": "One of {expected}.",
    "enum": "One of {expected}.",
}


def in_words(mistake: Mapping[str, Any]) -> str:
    words = _WORDS.get(mistake["type"])
    return words.format(**mistake.get("ctx", {})) if words else str(mistake["msg"])
