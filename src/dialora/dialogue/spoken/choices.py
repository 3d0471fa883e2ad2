"""Choosing among what was offered: "the first one", "the later one", "either is fine", "something else"."""

from __future__ import annotations

from enum import StrEnum

from dialora.dialogue.spoken.words import Found, Words, places


class Choice(StrEnum):
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    LAST = "last"
    EARLIEST = "earliest"
    LATEST = "latest"
    ANY = "any"
    #: None of these, but …
    LATER = "later"
    EARLIER = "earlier"
    OTHER = "other"


_PHRASES: tuple[tuple[Choice, tuple[str, ...]], ...] = (
    (Choice.OTHER, (
        "something else", "anything else", "other times", "other time", "another time", "different time",
        "other options", "other slots", "other day", "another day", "different day", "none of those",
        "none of these", "none of them", "neither", "what else", "any others", "any other", "more options",
        "do not work", "none work",
    )),
    (Choice.LATER, (
        "anything later", "something later", "later than that", "later in the day", "a bit later",
        "a little later", "any later", "later please", "later times", "later that day", "too early",
        "later",
    )),
    (Choice.EARLIER, (
        "anything earlier", "something earlier", "earlier than that", "earlier in the day",
        "a bit earlier", "a little earlier", "any earlier", "anything sooner", "something sooner",
        "any sooner", "too late", "earlier", "sooner",
    )),
    (Choice.EARLIEST, ("the earliest", "the earlier", "earliest", "the soonest", "the early one")),
    (Choice.LATEST, ("the latest", "the later", "latest", "later one", "the late one")),
    (Choice.FIRST, (
        "first one", "the first", "first", "number one", "option one", "the 1st", "1st", "the former",
        "first option",
    )),
    (Choice.SECOND, (
        "second one", "the second", "second", "number two", "option two", "the 2nd", "2nd", "the middle",
        "middle one", "second option",
    )),
    (Choice.THIRD, ("third one", "the third", "third", "number three", "option three", "the 3rd", "3rd")),
    (Choice.LAST, ("last one", "the last", "last", "the final", "the latter")),
    (Choice.ANY, (
        "either", "any of them", "any of those", "any of these", "either one", "does not matter",
        "do not mind", "do not care", "you choose", "you pick", "whichever", "whatever", "any one",
        "no preference", "any is fine", "all fine", "all work", "all good",
    )),
)  # fmt: skip
#: "The later one" is one of those offered, "later" is not.
_OFFERED: tuple[tuple[Choice, tuple[str, ...]], ...] = (
    (Choice.LATEST, ("the later one", "later one", "the later of")),
    (Choice.EARLIEST, ("the earlier one", "earlier one", "the earlier of")),
)


def find_choice(words: Words) -> Found[Choice] | None:
    """What was chosen, if a choice was made."""
    for choice, phrases in (*_OFFERED, *_PHRASES):
        for phrase in phrases:
            for start in places(words, phrase.split()):
                return Found(choice, start, start + len(phrase.split()))
    return None


def chosen(choice: Choice, count: int) -> int | None:
    """Which of `count` things in rising order was chosen."""
    index = {
        Choice.FIRST: 0, Choice.EARLIEST: 0, Choice.ANY: 0, Choice.SECOND: 1, Choice.THIRD: 2,
        Choice.LAST: count - 1, Choice.LATEST: count - 1,
    }.get(choice)  # fmt: skip
    return index if index is not None and index < count else None
