"""Tags: short words that an account puts on its calls to find them again."""

from __future__ import annotations

import unicodedata

from dialora.domain.errors import Invalid

LONGEST_TAG = 40
#: Tags on one call.
MOST_TAGS = 12


def tag_of(text: str) -> str:
    """The tag as it is kept: one spelling however it was typed. Raises Invalid."""
    tag = " ".join(unicodedata.normalize("NFC", text).lower().split())
    if not tag or len(tag) > LONGEST_TAG or not tag.isprintable() or "/" in tag:
        raise Invalid(f"A tag has 1 to {LONGEST_TAG} letters, and no slash.", field="tag", code="tag_invalid")
    return tag
