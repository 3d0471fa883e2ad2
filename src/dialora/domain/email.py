"""E-mail addresses, as far as their form tells: whether somebody reads there, a letter tells."""

from __future__ import annotations

import re

from dialora.domain.errors import Invalid

#: What mail programs agree on; no quotes, no comments, no address without a dot.
_FORM = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST = 254


def email_address(text: str) -> str:
    """Without the space around it. Raises Invalid."""
    address = text.strip()
    if len(address) > _LONGEST or not _FORM.fullmatch(address):
        raise Invalid("That is no e-mail address.", field="email", code="email_invalid")
    return address
