"""Spelled words, however they were spelled, and their agreement with the word that was heard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialora.dialogue.spoken.dictation import is_dictated, with_words
from dialora.dialogue.spoken.letters import UNHEARD, Letter, Spelling, plain, rhyme, runs
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


def reconciled(letters: Sequence[Letter], heard: str, *, exactly: bool = False) -> str:
    """Spelled letters with the help of the word that was heard.

    Unheard ones are filled in from it. A letter that rhymes with the one in the word gives way to it unless
    it was said with a word of its own. `exactly` keeps what was spelled.
    """
    heard = "".join(letter for letter in heard.lower() if letter.isalpha())
    if any(letter.text == UNHEARD for letter in letters):
        gaps = "".join(".{0,2}" if letter.text == UNHEARD else re.escape(letter.text) for letter in letters)
        if re.fullmatch(gaps, heard):
            return heard
        letters = [letter for letter in letters if letter.text != UNHEARD]
    said = plain(letters)
    if heard[1:] == said and not exactly:
        # The ear loses the beginning of an utterance more easily than people drop their first letter.
        return heard
    if exactly or len(said) != len(heard) or len(letters) != len(said):
        return said
    return "".join(
        known if not letter.sure and known != letter.text and rhyme(letter.text, known) else letter.text
        for letter, known in zip(letters, heard, strict=True)
    )
