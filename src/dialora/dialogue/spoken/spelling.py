"""Spelled words, however they were spelled, and their agreement with the word that was heard."""

from __future__ import annotations

from collections.abc import Sequence

from dialora.dialogue.spoken.dictation import is_dictated, with_words
from dialora.dialogue.spoken.known_names import likeliest
from dialora.dialogue.spoken.letters import UNHEARD, Letter, Spelling, plain, runs
from dialora.dialogue.spoken.words import Words

#: As many other words may stand between two spelled words: "and my last name is".
_NEAR = 5


def find_spelling(words: Words, *, expected: bool = False) -> Spelling | None:
    """The letters that were spelled: at least three, or two where spelling was asked for.

    Runs with a word between them belong together: "Ada, A D A, Quill, Q U I L L".
    """
    dictated = with_words(words) if expected or is_dictated(words) else None
    if dictated and len(dictated.letters) >= 2:
        return dictated
    whole: Spelling | None = None
    for run in runs(words, expected):
        near = whole is not None and run.start - whole.end <= _NEAR
        whole = Spelling((*whole.groups, *run.groups), whole.start, run.end) if whole and near else run
    return whole if whole and len(whole.letters) >= (2 if expected else 3) else None


def spelled(letters: str) -> str:
    """A word letter by letter, as it is read back: "Q, U, I, L, L"."""
    return ", ".join(letter.upper() for letter in letters if letter.isalnum())


def reconciled(letters: Sequence[Letter], heard: str, *, first: bool, exactly: bool = False) -> str:
    """Spelled letters with the help of the word that was heard and of the names that people have, in small
    letters. `first` says that it is a first name; `exactly` keeps what was spelled."""
    if exactly:
        return plain([letter for letter in letters if letter.text != UNHEARD])
    return likeliest(letters, "".join(letter for letter in heard.lower() if letter.isalpha()), first=first)
