"""What is said to a caller for whom no line is free, and who may leave a message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Final

from dialora.voice import words


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePhrases:
    """In one language. Rendered before they are needed: when they are, there is no room for models."""

    #: Who speaks, and why nobody answers.
    busy: str
    #: Where it is enough that the recording is announced.
    recorded: str
    #: Where only a clear yes allows it: the key 1.
    asks: str
    taken: str
    nothing_taken: str

    def sentences(self) -> Iterator[str]:
        """Piece by piece, as they are spoken."""
        for text in astuple(self):
            yield from words.sentences(text)


ENGLISH: Final = MessagePhrases(
    busy="You have reached an AI assistant. All our lines are busy right now.",
    recorded="You can leave a message after the tone, and it will be recorded. If you mind, please hang up."
    " When you have finished, hang up or press any key.",
    asks="You can leave a message, and it will be recorded. If you agree to that, press 1 now.",
    taken="Thank you. Your message will be passed on. Goodbye.",
    nothing_taken="Please call again in a few minutes. Goodbye.",
)

_PHRASES: Final[Mapping[str, MessagePhrases]] = {"en": ENGLISH}


def message_phrases_for(language: str) -> MessagePhrases | None:
    """By the language's first subtag; None where no message can be taken in it."""
    return _PHRASES.get(language.split("-")[0].lower())
