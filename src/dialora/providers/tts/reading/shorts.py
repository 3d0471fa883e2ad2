"""Short forms and signs in full."""

from __future__ import annotations

import re
from typing import Final

from dialora.providers.tts.reading.rewrite import Rewrite, rewrite

_TITLES: Final = {
    "Mr": "Mister",
    "Mrs": "Missus",
    "Ms": "Miz",
    "Dr": "Doctor",
    "Prof": "Professor",
    "St": "Saint",
}
_STREETS: Final = {
    "St": "Street",
    "Ave": "Avenue",
    "Blvd": "Boulevard",
    "Rd": "Road",
    "Dr": "Drive",
    "Ln": "Lane",
    "Ct": "Court",
    "Pl": "Place",
    "Hwy": "Highway",
    "Pkwy": "Parkway",
    "Sq": "Square",
}
_WORDS: Final = {
    "apt": "apartment",
    "ste": "suite",
    "appt": "appointment",
    "appts": "appointments",
    "approx": "approximately",
    "dept": "department",
    "est": "established",
    "etc": "et cetera",
    "ext": "extension",
    "fl": "floor",
    "incl": "including",
    "max": "maximum",
    "misc": "miscellaneous",
    "tel": "telephone",
    "vs": "versus",
}
_STOPPED: Final = "|".join(sorted(_WORDS, key=len, reverse=True))


def _street(match: re.Match[str]) -> str:
    # The stop of "St." may also have ended the sentence.
    stop = "." if match["end"] is not None and match[0].endswith(".") else ""
    return _STREETS[match["street"]] + stop


TYPOGRAPHY: Final[tuple[Rewrite, ...]] = (
    rewrite(r"[‘’ʼ]", "'"),
    rewrite(r"[“”\"`*]|^#+\s|(?<!\w)_|_(?!\w)", ""),
    rewrite(r"\u00a0|\u202f|\s+", " "),
    rewrite(r"…|\.\.\.", ", "),
    rewrite(r"½", " 1/2"),
    rewrite(r"¼", " 1/4"),
    rewrite(r"¾", " 3/4"),
    rewrite(r"(?<=\d) 1/2\b", " and a half"),
    # A dash between words is a breath; between figures, days and times it is "to", and comes later.
    rewrite(r"\s*—\s*", ", "),
    rewrite(r"(?<=[a-z.,]) [–-] (?=[a-zA-Z])", ", "),
)

SHORT_FORMS: Final[tuple[Rewrite, ...]] = (
    rewrite(
        r"(?<=[a-z\d]\s)(?P<street>St|Ave|Blvd|Rd|Dr|Ln|Ct|Pl|Hwy|Pkwy|Sq)\b(?:\.(?!\s[a-z]))?\.?"
        r"(?=(?P<end>\s+[A-Z]|\s*$)?)(?!\s[A-Z][a-z]+ing)",
        _street,
    ),
    rewrite(r"\b(Mr|Mrs|Ms|Dr|Prof|St)\b\.?(?=\s[A-Z])", lambda match: _TITLES[match[1]]),
    rewrite(r"\b(?:e\.g\.|eg\.),?", "for example,"),
    rewrite(r"\b(?:i\.e\.|ie\.),?", "that is,"),
    rewrite(r"\bN[oº]\.\s?(?=\d)", "number "),
    rewrite(rf"\b({_STOPPED})\.", lambda match: _WORDS[match[1].lower()], case=False),
    rewrite(r"\bw/o\b", "without"),
    rewrite(r"\bw/\s?", "with "),
    rewrite(r"\bJr\b\.?", "Junior"),
    rewrite(r"\bSr\b\.?", "Senior"),
    rewrite(r"\s?&\s?", " and "),
    rewrite(r"(?<=\w)\s?@\s?(?=\w)", " at "),
    rewrite(r"\band/or\b", "and or"),
    rewrite(r"(?<=[a-z])/(?=[a-z])", " or "),
    rewrite(r"(?<=\d)\s?\+(?!\d)", " plus"),
    rewrite(r"\s=\s", " equals "),
)
