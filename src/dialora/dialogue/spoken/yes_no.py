"""Yes and no in their many forms."""

from __future__ import annotations

from enum import StrEnum

from dialora.dialogue.spoken.words import Words, at, joined, listed


class Reply(StrEnum):
    YES = "yes"
    NO = "no"


#: Said anywhere in the utterance, these settle it. No goes first: "that is not right" holds "right".
_NO_PHRASES = (
    "not right", "not correct", "not quite", "not really", "not exactly", "not what i said", "is wrong",
    "got it wrong", "you got that wrong", "that was wrong", "incorrect", "no thank you", "no thanks",
    "i do not think so", "i would rather not", "absolutely not", "definitely not", "certainly not",
    "of course not", "please do not", "do not do that", "not at all", "no way", "not that",
    "that is it thank", "that is all", "that will be all", "that was all", "that is everything",
    "nothing else", "nothing more", "i am good", "i am all set", "all set", "i am fine", "does not work",
    "do not want", "mistaken", "misheard", "misunderstood", "not my name", "that does not",
    "that will not", "none of them", "neither", "it is not", "that is not", "this is not", "i do not",
    "i am not", "not my", "not the",
)  # fmt: skip
_YES_PHRASES = (
    "that is right", "that is correct", "that is it", "that is fine", "that is perfect", "that is great",
    "that is good", "that is the one", "that is me", "that is my name", "this is correct", "it is correct",
    "you are right", "you are correct", "you got it", "sounds good", "sounds great", "sounds right",
    "sounds fine", "sounds perfect", "looks good", "works for me", "that works", "it works",
    "that would work", "that will work", "that will do", "that would be great", "that would be good",
    "that would be fine", "that would be perfect", "that would be lovely", "that suits me", "go ahead",
    "please do", "do it", "book it", "of course", "i guess so", "i think so", "i believe so", "why not",
    "by all means", "all right", "it is fine", "fine by me", "fine with me", "good for me", "all correct",
    "all good", "no problem", "that is all right", "would love to", "i would like that", "i will take it",
    "i will take that", "let us do that", "let us do it", "it does", "it is", "i do", "i am", "you may",
    "you can", "they can", "that is okay", "you bet", "uh huh", "mm hmm", "make it so",
)  # fmt: skip
_NO_WORDS = frozenset({"no", "nope", "nah", "naw", "negative", "wrong", "never", "nay"})
_YES_WORDS = frozenset(
    listed(
        """
    yes yeah yep yup yea ya yah yas yess aye sure ok okay correct right exactly perfect great fine
    absolutely definitely certainly indeed good wonderful lovely alright affirmative true please mhm
    mmhmm mm-hmm uhhuh excellent super totally precisely
    """
    )
)
#: Yes only when nothing else was said: they also begin other sentences.
_YES_ALONE = frozenset(
    {"right", "good", "great", "fine", "please", "true", "perfect", "ok", "okay", "sure", "indeed"}
)
#: What the ear makes of a short answer on a bad line; believed only where one was asked for.
_NO_LIKE = frozenset({"know", "now", "noh", "note", "nor"})
_YES_LIKE = frozenset({"yet", "guess", "jess", "chess", "yesterday", "year", "yeas"})
_FILLERS = frozenset(
    {"oh", "um", "uh", "er", "well", "hmm", "hm", "ah", "so", "and", "actually", "yea", "mm", "i"}
)


def yes_or_no(words: Words, *, asked: bool = False) -> Reply | None:
    """The answer these words give to a question of yes or no, if they do.

    `asked` says that such a question is open: then "know" is a no.
    """
    first = _first(words)
    lead, line = at(words, first), joined(words)
    if "not sure" in line or " do not know " in line or " not certain " in line:
        return None
    affirmed = any(f" {phrase} " in line for phrase in _YES_PHRASES)
    denied = any(f" {phrase} " in line for phrase in _NO_PHRASES)
    if lead in _NO_WORDS:
        # "No, that's right": the no is about an earlier doubt.
        content = [word for word in words[first + 1 :] if word.text not in _FILLERS]
        return Reply.YES if affirmed and not denied and 2 <= len(content) <= 4 and asked else Reply.NO
    if denied:
        return Reply.NO
    if lead in _YES_WORDS and (lead not in _YES_ALONE or asked or _alone(words, first)):
        return Reply.YES
    if affirmed and (asked or len(words) <= 6):
        return Reply.YES
    return _sounds_like(words, first) if asked else None


def _first(words: Words) -> int:
    """The first word that is not a filler; a filler alone is kept."""
    index = 0
    while index < len(words) - 1 and words[index].text in _FILLERS:
        index += 1
    return index


def _alone(words: Words, index: int) -> bool:
    return (
        index == len(words) - 1
        or words[index].after in (",", ".", "!", "?")
        or at(words, index + 1) == "please"
    )


def _sounds_like(words: Words, index: int) -> Reply | None:
    """A single short word that is not one we know, but sounds like one."""
    word = at(words, index)
    if len(words) - index > 2:
        return None
    if word in _NO_LIKE:
        return Reply.NO
    return Reply.YES if word in _YES_LIKE else None
