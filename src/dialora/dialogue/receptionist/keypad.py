"""Keys pressed instead of words: a number, a choice, yes and no."""

from __future__ import annotations

from dialora.dialogue.receptionist.state import YES_NO, Ask, State

_CHOICES = {"1": "the first one", "2": "the second one", "3": "the third one"}
_REPLIES = {"1": "yes", "2": "no"}


def as_words(keys: str, state: State) -> str:
    """What the keys say in words; nothing where they mean nothing here."""
    digits = "".join(key for key in keys if key.isdigit())
    if state.ask is Ask.PHONE or len(digits) >= 7:
        return " ".join(digits)
    if state.ask is Ask.OFFER:
        return _CHOICES.get(digits, "")
    if state.ask in YES_NO:
        return _REPLIES.get(digits, "")
    return ""
