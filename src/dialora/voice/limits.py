"""How long things may take before the engine acts, and the few sentences it says by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """In seconds."""

    #: The whole call; then a goodbye is spoken.
    max_duration_s: float = 900.0
    #: Silence in the middle of an answer after which a word of patience is said, and later ones.
    patience_s: float = 1.5
    patience_again_s: float = 5.0
    #: A dialogue that has not yielded its next act by then has failed.
    dialogue_s: float = 12.0
    #: A transcript that is not there by then will not come.
    transcript_s: float = 4.0
    #: A voice that has not begun a sentence by then is dead; one that leaves the caller in the middle of
    #: a sentence for so long is dead as well.
    voice_begins_s: float = 4.0
    voice_s: float = 1.5
    #: The pause that ends a row of keys.
    keypad_s: float = 2.0
    #: How long the question for consent waits for a yes.
    consent_s: float = 6.0
    #: Somebody we have called and who says nothing is spoken to after so long; one who has spoken, after
    #: such a pause; and whoever talks for so long without one is a machine.
    greeting_s: float = 1.5
    greeting_pause_s: float = 0.5
    machine_s: float = 6.0
    #: A carrier that sends nothing at all for so long is silent; for so much longer, lost.
    line_quiet_s: float = 1.0
    line_lost_s: float = 20.0
    #: How long the line stays open after the last word for what is not on record yet.
    record_s: float = 3.0
    #: How much later than expected the carrier may report that something was heard.
    mark_grace_s: float = 1.5
    #: How far ahead of its playing sound is sent: what hides a hiccup of the loop.
    lead_s: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What the engine says when the dialogue cannot."""

    patience: str
    #: The dialogue failed; the caller may try again.
    say_again: str
    #: Nothing can be understood any more; the call ends.
    cannot_hear: str
    #: Nothing works any more; the call ends.
    trouble: str
    time_is_up: str
    #: Words after which the agent never goes on talking, whatever else they sound like.
    hard_words: frozenset[str]


ENGLISH: Final = Phrases(
    patience="One moment, please.",
    say_again="I'm sorry, I lost my thread. Could you say that again?",
    cannot_hear="I'm sorry, I can't hear you properly. Please call again in a few minutes. Goodbye.",
    trouble="I'm sorry, we have a technical problem. Please call again in a few minutes. Goodbye.",
    time_is_up="I'm sorry, we have reached the longest time a call can last. Please call again. Goodbye.",
    hard_words=frozenset({"stop", "wait", "no", "not", "don't", "hold", "sorry", "wrong", "cancel", "hang"}),
)

PHRASES: Final[Mapping[str, Phrases]] = {"en": ENGLISH}


def phrases_for(language: str) -> Phrases:
    """By the language's first subtag; English where we have none."""
    return PHRASES.get(language.split("-")[0].lower(), ENGLISH)
