"""Text as its words alone: what is looked for in it is found however it is written."""

from __future__ import annotations

import unicodedata


def plain_words(text: str) -> str:
    """Case, accents, apostrophes and punctuation gone, one space between words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = ("" if unicodedata.combining(x) or x in "'’‘`" else x if x.isalnum() else " " for x in letters)
    return " ".join("".join(kept).split())
