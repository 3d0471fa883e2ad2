"""The sentences the receptionist speaks. Several ways for what is said often, taken in turn."""

from __future__ import annotations

from collections.abc import Mapping

#: By key: what is said the first time, the second time, …, and then from the beginning again.
SENTENCES: Mapping[str, tuple[str, ...]] = {
    # Asking
    "ask_service": ("What would you like to come in for?", "Which service would you like to book?"),
    "ask_day": ("What day would suit you?", "Which day would you like to come?"),
    "ask_time": ("What time would suit you?", "What time would you like to come?"),
    "ask_other": ("What other day or time would suit you?", "When else could you come?"),
    "ask_name": ("What name shall I put it under?", "Could I have your name, please?"),
    "ask_message_name": ("Who shall I say called?", "Could I have your name, please?"),
    "ask_last_name": ("And your last name?", "And what is your last name?"),
    "ask_what_to_change": (
        "What should I change: the service, the day, the time, or the name?",
        "Which part is wrong: the service, the day, the time, or the name?",
    ),
    "ask_message": ("What would you like me to pass on?", "What shall I tell them?"),
    "ask_phone": ("What number can they reach you at?", "Which number should they call?"),
    "ask_more": ("Is there anything else I can do for you?", "Anything else I can help you with?"),
    "ask_help": ("How can I help you?", "What can I do for you?"),
    "spell_last": (
        "Could you spell your last name for me, with a word for each letter, like A as in apple?",
        "Please spell your last name once more, with a word for each letter.",
    ),
    "spell_first": (
        "Could you spell your first name for me, with a word for each letter, like A as in apple?",
        "Please spell your first name once more, with a word for each letter.",
    ),
    "offer_message": (
        "Shall I take a message, so that somebody calls you back?",
        "Would you like me to take a message for them?",
    ),
    # Acknowledging
    "sure": ("Sure.", "Of course.", "All right."),
    "thanks": ("Thank you.", "Thanks."),
    "sorry": ("I'm sorry about that.", "My apologies."),
    "got_it": ("All right.", "Okay.", "Got it."),
    "take_your_time": ("Take your time.", "No hurry."),
    "welcome": ("You're welcome.", "My pleasure."),
    # Not understanding
    "not_heard": (
        "Sorry, I didn't catch that.",
        "I'm sorry, I didn't get that.",
        "I still didn't get that, sorry.",
    ),
    "not_known": (
        "I don't know that, I'm afraid.",
        "I'm afraid I don't have an answer to that.",
    ),
    # Failing
    "no_calendar": ("I can't reach the calendar at the moment, I'm sorry.",),
    "no_message": ("I'm sorry, I couldn't save your message just now.",),
    "just_taken": ("I'm sorry, that time has just been taken.",),
    # What it is
    "robot_es": ("Soy un asistente de inteligencia artificial, no una persona.",),
    "robot": ("Yes, I'm an AI assistant, not a person.", "I'm an AI assistant, not a person."),
    "no_person": ("I'm an AI assistant, and I can't put you through from here.",),
    # Ending
    "opted_out": ("All right, we won't call this number again. Goodbye.",),
    "opted_out_es": ("De acuerdo, no volveremos a llamar a este número. Adiós.",),
    "opted_out_unknown": ("I can't see your number, so there is none to call. Goodbye.",),
    "opt_out_failed": ("I couldn't save that just now. Please tell us once more by calling again. Goodbye.",),
    "opt_out_right": ("Do you want us never to call this number again?",),
    "wrong_number": ("I'm sorry, we have the wrong number. We won't call it again. Goodbye.",),
    "wrong_number_es": ("Disculpe, tenemos un número equivocado. No volveremos a llamar. Adiós.",),
    "consent_noted": ("Thank you, I've noted that.",),
    "consent_not_noted": ("Thank you. I couldn't note that just now, so nothing changes.",),
    "consent_not_given": ("All right, we won't.",),
    "not_recorded": ("All right, this call is no longer recorded, and what was recorded is deleted.",),
    "still_there": ("Are you still there?",),
    "silent_goodbye": ("I can't hear you, so I'll hang up now. Goodbye.",),
    "dropped": ("All right, I won't book anything.", "Okay, nothing is booked."),
    "dropped_message": ("All right, I won't pass anything on.",),
}


def line(key: str, times: int) -> str:
    """The sentence of a kind for the n-th time it is used, from 0."""
    ways = SENTENCES[key]
    return ways[times % len(ways)]


def fixed_sentences() -> list[str]:
    """Every sentence that never changes: what a voice may render beforehand."""
    return [way for ways in SENTENCES.values() for way in ways]
