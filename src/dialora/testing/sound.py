"""Sound that is its own text: what is spoken in a story can be read back from any piece of it.

A character lasts 60 ms: its code in every other byte, the loudest sample in between.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Final

from dialora.ports.media import FRAME_BYTES, SILENCE

CHARACTER_BYTES: Final = 3 * FRAME_BYTES
CHARACTER_S: Final = 0.06
_CODES: Final = CHARACTER_BYTES // 2
_LOUD: Final = b"\x80"
_TYPOGRAPHY: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


def plain(text: str) -> str:
    """As it can be spoken: printable ASCII."""
    ascii_text = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY)).encode("ascii", "ignore").decode()
    return "".join(character for character in ascii_text if is_code(ord(character)))


def spoken(text: str) -> bytes:
    """A text as sound, mu-law."""
    return b"".join(bytes((ord(character), _LOUD[0])) * _CODES for character in plain(text))


def noise(seconds: float) -> bytes:
    """As loud as speech, and says nothing."""
    return b"\x00\x80" * (round(seconds / 0.02) * FRAME_BYTES // 2)


def words_in(mulaw: bytes) -> str:
    """The text of a piece of sound; a character that is cut in half counts if most of it is there."""
    runs = groupby(code for code in mulaw if is_code(code))
    return "".join(chr(code) * round(len(list(run)) / _CODES) for code, run in runs)


def is_code(byte: int) -> bool:
    return 0x20 <= byte < 0x7F


def is_silent(mulaw: bytes) -> bool:
    return not mulaw.strip(SILENCE)


class Reader:
    """Reads sound piece by piece, and says when each character was spoken."""

    def __init__(self) -> None:
        self._code = 0
        self._count = 0

    def read(self, mulaw: bytes, at: float) -> list[tuple[float, str]]:
        """The characters of a piece that begins at `at`, each with the instant its middle is spoken."""
        found: list[tuple[float, str]] = []
        for place, code in enumerate(mulaw):
            if not is_code(code):
                continue
            self._count = self._count + 1 if code == self._code else 1
            self._code = code
            if self._count % _CODES == _CODES // 2:
                found.append((at + place / 8_000, chr(code)))
        return found
