"""What the agent asks, recognised by its words as a caller would. Only a table."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Question(StrEnum):
    SPELL = "spell"
    #: Is what was read back right?
    CONFIRM = "confirm"
    ANYTHING_ELSE = "anything_else"
    NAME = "name"
    SERVICE = "service"
    PHONE = "phone"
    #: Which of the times that were offered, or any.
    TIME = "time"
    WHEN = "when"
    AGAIN = "again"
    GREETING = "greeting"
    MESSAGE = "message"


#: In this order: the first that fits is what was asked.
_ASKED: Final = {
    Question.SPELL: (r"\bspell", r"letter by letter"),
    Question.CONFIRM: (
        r"is (?:that|this|it) (?:right|correct|okay|ok)",
        r"(?:shall|should|can|may) i (?:go ahead|book|confirm)",
        r"does that (?:sound|look)",
        r"did i get (?:that|it)",
        r"have i got",
        r"(?:right|correct)\?$",
        r"(?:would you like|do you want) me to (?:book|confirm)",
    ),
    Question.ANYTHING_ELSE: (r"(?:any|some)thing (?:else|more)", r"(?:else|more) (?:that )?i can"),
    Question.NAME: (
        r"(?:your|what|the|full|whose|under (?:what|which)|first|last|given|family) name",
        r"name (?:please|for|is it|should)",
        r"surname",
        r"who(?:'s| is) (?:it|this|the)",
        r"who (?:shall|should|may) i",
    ),
    Question.SERVICE: (
        r"(?:what|which) (?:kind|type|sort|service|treatment|appointment)",
        r"what (?:is|'s) (?:it|the \w+|your \w+) for",
        r"what (?:would|do|can|are|will) (?:you|we|i)[\w ]* (?:book|have|need|come in|want|like to get)\b",
        r"what (?:brings|should i)",
    ),
    Question.PHONE: (
        r"(?:phone|telephone|callback|call back|mobile|cell) ?number",
        r"number (?:to|where|we can)",
        r"reach you",
    ),
    Question.TIME: (
        r"(?:what|which) (?:time|one|of)",
        r"(?:suits?|works?|prefer|would you like)\b",
        r"either of",
        r"(?:would|is|are|do) (?:that|any|one|those|these)",
    ),
    Question.WHEN: (r"(?:what|which) (?:day|date)", r"when (?:would|do|can|should|will|is)"),
    Question.AGAIN: (
        r"(?:did not|didn't|couldn't|could not|can't) (?:quite )?(?:catch|hear|get|understand)",
        r"say (?:that|it) (?:again|once more)",
        r"repeat (?:that|it)",
        r"once more",
        r"sorry\?",
        r"are you (?:still )?there",
        r"pardon",
    ),
    Question.MESSAGE: (r"take a message", r"leave a message", r"pass on"),
    Question.GREETING: (r"how (?:can|may|could) i (?:help|assist)", r"what can i do for you"),
}
_PATTERNS: Final = {asked: re.compile("|".join(ways)) for asked, ways in _ASKED.items()}

_GOODBYE: Final = re.compile(
    r"good ?bye|bye now|have a (?:nice|great|good|lovely|wonderful) (?:day|one|evening|week)"
)
_REFUSED: Final = re.compile(
    r"(?:not|n't) (?:available|free|open|possible|have)|taken|booked up|fully booked|unfortunately"
    r"|no (?:free|open|longer)|nothing (?:free|open|at|on)|closed"
)
_BOOKED: Final = re.compile(
    r"(?:is|are|'re|'s|have|'ve|now|all) (?:now )?(?:been )?(?:booked|all set|confirmed|scheduled|set)\b"
    r"|see you (?:on|then|there)|look forward|i(?:'ve| have) booked"
)


def plain(heard: str) -> str:
    """As these patterns are written."""
    return heard.lower().replace("’", "'").strip()


def questions_in(text: str) -> list[Question]:
    """What the last question asks, most telling first; of a text without one, its last sentence."""
    sentences = [sentence for sentence in re.split(r"(?<=[.!?])\s+", text) if sentence]
    asked = [sentence for sentence in sentences if sentence.endswith("?")]
    last = (asked or sentences or [""])[-1]
    return [question for question, pattern in _PATTERNS.items() if pattern.search(last)]


def asks(text: str, question: Question) -> bool:
    """Whether this is asked anywhere in the text."""
    return bool(_PATTERNS[question].search(text))


def says_goodbye(text: str) -> bool:
    return bool(_GOODBYE.search(text))


def refuses(text: str) -> bool:
    """Whether something is not to be had."""
    return bool(_REFUSED.search(text))


def says_booked(text: str) -> bool:
    return bool(_BOOKED.search(text))
