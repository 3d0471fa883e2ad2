"""Whether the caller has finished, or only says "I am listening". Pure and quick: asked at every pause."""

from __future__ import annotations

from dialora.dialogue.receptionist.state import YES_NO, Ask, State
from dialora.dialogue.spoken.dictation import is_dictated
from dialora.dialogue.spoken.phone_numbers import all_digits, find_digits
from dialora.dialogue.spoken.spelling import find_spelling
from dialora.dialogue.spoken.words import Words, listed, split, texts
from dialora.dialogue.spoken.yes_no import yes_or_no
from dialora.ports.dialogue import Pause

#: A sentence that ends with one of these goes on.
_GOES_ON = frozenset(
    listed(
        """
        and but or so because that which who if when while um uh er erm hmm like the a an my your
        our their his her this next to too at on in for from with of by about after before between
        until around is are was am be i we you he she they would could can will should want need
        have name's as than not it's let
        """
    )
)
#: These begin something rather than say it.
_BEGINNINGS = frozenset(
    {"hi", "hello", "hey", "yes hi", "good morning", "good afternoon", "well", "actually", "okay so"}
)
_BACKCHANNELS = frozenset(
    {
        *(
            "mhm",
            "mm",
            "mm hmm",
            "hmm",
            "hm",
            "uh huh",
            "uhhuh",
            "ah",
            "aha",
            "oh",
            "okay",
            "ok",
            "right",
            "i see",
        ),
        *(
            "yeah",
            "yes",
            "yep",
            "sure",
            "got it",
            "all right",
            "alright",
            "great",
            "good",
            "fine",
            "okay okay",
            "cool",
        ),
        *("yes yes", "yeah yeah", "oh okay", "ah okay", "okay yeah", "okay great", "perfect"),
    }
)
#: Even where a yes is awaited these are no answer yet.
_HUMS = frozenset({"mm", "hmm", "hm", "ah", "oh", "aha"})
#: Digits of a whole telephone number without its country.
_WHOLE_NUMBER = 10


def pause_after(text: str, state: State) -> Pause:
    """How finished this sounds, given what was asked."""
    words = split(text)
    if not words:
        return Pause.OPEN
    if state.ask in (Ask.SPELL_FIRST, Ask.SPELL_LAST) or find_spelling(words):
        answered = yes_or_no(words, asked=True) and len(words) <= 2
        if answered:
            return Pause.COMPLETE
        # Words for letters are said without haste: one that ends like a sentence mostly ends the name.
        return Pause.OPEN if is_dictated(words) and text.rstrip().endswith(".") else Pause.CAPTURING
    if state.ask is Ask.PHONE or _ends_in_digits(words):
        return Pause.COMPLETE if len(all_digits(words)) >= _WHOLE_NUMBER else Pause.CAPTURING
    if state.ask is Ask.MESSAGE_TEXT:
        return Pause.CAPTURING
    if _unfinished(words, text) or (state.ask is Ask.NAME and len(words) == 1):
        return Pause.OPEN
    return Pause.COMPLETE


def _ends_in_digits(words: Words) -> bool:
    digits = find_digits(words)
    return digits is not None and digits.end == len(words)


def _unfinished(words: Words, text: str) -> bool:
    said = texts(words)
    trails_off = text.rstrip().endswith((",", "...", "…", "-", "–", "—"))
    return trails_off or said[-1] in _GOES_ON or " ".join(said) in _BEGINNINGS


def backchannel(text: str, state: State) -> bool:
    """Whether this asks nothing and answers nothing. While a yes or no is awaited, "yes" is an answer."""
    said = " ".join(texts(split(text)))
    if state.ask in YES_NO or state.ask is Ask.OFFER:
        return said in _HUMS or not said
    return said in _BACKCHANNELS or not said
