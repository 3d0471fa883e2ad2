"""Whether somebody we have called has time for us, as they answer that question."""

from __future__ import annotations

import re
from typing import Final

from dialora.compliance import phrases

_NOT_NOW: Final = re.compile(
    r"\b(?:busy|bad time|not (?:a )?good time|not (?:right )?now|no time|later|another time|driving"
    r"|in a meeting|at work|ocupad[oa]|ahora no|mal momento|no es buen momento|mas tarde|otro momento"
    r"|manejando|conduciendo|en una reunion|trabajando)\b"
)
_WAIT: Final = re.compile(r"\b(?:not busy|no (?:estoy|ando) ocupad[oa])\b")


def is_good_time(text: str, language: str) -> bool | None:
    """Yes, no, or None where it is neither: then it is an answer to something else."""
    said = _WAIT.sub(" ", phrases.normalise(text))
    if _NOT_NOW.search(said):
        return False
    return phrases.says_yes(text, language)
