"""What callers say to steer a conversation: phrases and what each asks for. Only a table."""

from __future__ import annotations

import re
from enum import StrEnum

from dialora.dialogue.spoken.words import Words, says
from dialora.domain.plain_words import plain_words


class Cue(StrEnum):
    BOOK = "book"
    SOONEST = "soonest"
    ANY_DAY = "any_day"
    #: An appointment that exists already.
    CANCEL = "cancel"
    MOVE = "move"
    MESSAGE = "message"
    PERSON = "person"
    ROBOT = "robot"
    WHO = "who"
    HOURS = "hours"
    NOW_OPEN = "now_open"
    PRICE = "price"
    DURATION = "duration"
    SERVICES = "services"
    REPEAT = "repeat"
    HOLD_ON = "hold_on"
    #: Not this any more.
    DROP = "drop"
    GOODBYE = "goodbye"
    THANKS = "thanks"
    HELLO = "hello"
    #: Which piece is wrong.
    THE_DAY = "the_day"
    THE_TIME = "the_time"
    THE_NAME = "the_name"
    THE_FIRST_NAME = "the_first_name"
    THE_LAST_NAME = "the_last_name"
    THE_SERVICE = "the_service"
    THE_NUMBER = "the_number"
    THE_MESSAGE = "the_message"
    SPELL = "spell"
    NO_NUMBER = "no_number"


_PHRASES: dict[Cue, tuple[str, ...]] = {
    Cue.BOOK: (
        "book", "booking", "appointment", "appointments", "a reservation", "reserve", "schedule",
        "come in", "come by for", "get in", "fit me in", "squeeze me in", "slot", "slots", "opening",
        "openings", "availability", "have anything free", "anything free", "anything available",
        "have anything", "free time", "set something up", "sign me up", "set up a", "set up an",
        "make a time", "see the", "an opening", "what times", "which times", "what days", "which days",
        "anything on", "do you have time",
    ),
    Cue.SOONEST: (
        "as soon as possible", "soon as possible", "as soon as you can", "the soonest", "first available",
        "next available", "earliest available", "earliest appointment", "earliest you have", "earliest time",
        "earliest slot", "right away", "the next opening", "first opening", "earliest possible", "asap",
    ),
    Cue.ANY_DAY: (
        "any day", "any time", "anytime", "whenever", "any date", "whatever day", "whatever works",
        "whatever is free", "whatever you have", "day does not matter", "does not matter", "do not mind",
        "do not care", "you choose", "no preference", "i am flexible", "doesn't matter",
    ),
    Cue.CANCEL: (
        "cancel my", "cancel an appointment", "cancel the appointment", "cancel our", "cancel his",
        "cancel her", "cancel it", "need to cancel", "want to cancel", "would like to cancel",
        "have to cancel",
    ),
    Cue.MOVE: (
        "reschedule", "move my", "move an appointment", "move the appointment", "change my appointment",
        "change an appointment", "postpone", "push back my", "shift my",
    ),
    Cue.MESSAGE: (
        "leave a message", "take a message", "leave word", "pass on a message", "pass a message", "pass on",
        "message for", "give a message", "call me back", "calls me back", "phone me back", "ring me back",
        "get back to me", "gets back to me", "a callback", "a call back", "return my call", "let them know",
        "let the doctor know", "tell the doctor", "tell the dentist", "tell them", "relay",
    ),
    Cue.PERSON: (
        "a person", "real person", "a human", "human being", "somebody real", "someone real",
        "speak to someone", "speak to somebody", "speak with someone", "speak with somebody",
        "talk to someone", "talk to somebody", "talk with someone", "an operator", "the operator",
        "a representative", "an agent", "the manager", "the owner", "a member of staff", "transfer me",
        "put me through", "connect me", "speak to a", "talk to a", "speak to the", "talk to the",
        "speak with the", "talk with the", "speak to dr", "speak with dr", "speak to doctor",
        "speak to an", "talk to an", "live person", "actual person", "hablar con una persona",
        "hablar con un humano", "hablar con alguien", "con un agente",
    ),
    Cue.ROBOT: (
        "are you a robot", "are you a machine", "are you a bot", "are you human", "are you a human",
        "are you real", "are you a real person", "are you a person", "are you an ai", "is this a robot",
        "is this a machine", "is this a real person", "is this an ai", "is this a recording",
        "is this a person", "is this a bot", "are you a computer", "is this a computer",
        "am i talking to a robot", "am i talking to a machine", "am i talking to a person",
        "am i talking to a real person", "am i talking to a human", "are you ai",
        "am i speaking to a robot", "am i speaking with a robot", "am i speaking to a person",
        "talking to a computer", "am i speaking to a human", "am i speaking with a human",
        "are you an actual person", "are you a live person", "is this a live person",
        "is this a human",
        "are you automated", "is this automated", "is this call automated", "are you really a person",
        "are you really human", "are you a human being", "are you an actual human",
        "is this an actual person",
        "am i talking to an ai", "an artificial", "is this ai",
    ),
    Cue.WHO: (
        "who is this", "who am i speaking to", "who am i speaking with", "who am i talking to",
        "what company is this", "what business is this", "is this the", "what is your name", "who are you",
        "where am i calling",
    ),
    Cue.HOURS: (
        "are you open", "you open", "open on", "open at", "open until", "open till", "open today",
        "open tomorrow", "be open", "is it open", "are you closed", "you closed", "close on",
        "do you close", "closing time", "close at", "opening hours", "opening times", "business hours",
        "your hours", "office hours", "the hours", "what hours", "hours", "working hours",
        "when do you open", "when do you close", "what time do you open", "what time do you close",
        "how late are you", "how early are you", "do you work on", "closed on", "close early",
        "you guys open", "lunch break",
    ),
    Cue.NOW_OPEN: (
        "open now", "open right now", "still open", "closed now", "open at the moment", "currently open",
    ),
    Cue.PRICE: (
        "how much", "price", "prices", "cost", "costs", "charge", "charges", "fee", "fees", "expensive",
        "what is the rate", "pricing", "what do you charge", "what would it be",
    ),
    Cue.DURATION: (
        "how long does", "how long is", "how long will", "how long would", "how many minutes",
        "how long do",
    ),
    Cue.SERVICES: (
        "what services", "which services", "what do you offer", "what do you do", "what kind of services",
        "what treatments", "which treatments", "services do you", "what can i book", "what all do you do",
        "what kind of appointments", "what are my options", "what are the options", "what options",
        "your services", "list of services", "what can you do", "what do you have", "what is there",
    ),
    Cue.REPEAT: (
        "what did you say", "say that again", "say it again", "repeat that", "repeat it", "can you repeat",
        "could you repeat", "repeat please", "come again", "pardon", "pardon me", "excuse me",
        "i did not hear", "did not catch that", "did not get that", "one more time", "once more",
        "sorry what", "what was that", "i did not understand", "slower", "more slowly", "slow down",
        "speak up", "i missed that", "say again", "could not hear", "can not hear you", "huh",
    ),
    Cue.HOLD_ON: (
        "hold on", "hang on", "one moment", "one second", "one sec", "just a moment", "just a second",
        "just a sec", "just a minute", "one minute", "give me a moment", "give me a second",
        "give me a minute", "wait a moment", "wait a minute", "wait a second", "let me check",
        "let me look", "let me see", "let me think", "bear with me",
    ),
    Cue.DROP: (
        "never mind", "nevermind", "forget it", "forget about it", "forget that", "changed my mind",
        "do not bother", "do not book", "leave it", "drop it", "scratch that", "i do not want to book",
        "no appointment", "start over", "start again", "not anymore", "i would rather not", "skip it",
        "cancel that", "do not want an appointment",
    ),
    Cue.GOODBYE: (
        "goodbye", "good bye", "bye", "bye bye", "see you", "have a good day", "have a nice day",
        "have a great day", "good night", "talk to you later", "take care", "i have to go", "i need to go",
        "got to go", "that is all", "that is it", "that will be all", "that was all", "that is everything",
        "nothing else", "i am all set", "all set", "hang up now", "end the call", "i am done",
        "we are done", "until then", "see you then", "that would be all", "no that is all",
        "i will call back", "i will call again",
    ),
    Cue.THANKS: (
        "thanks", "thank you", "thank you very much", "thanks a lot", "much appreciated", "appreciate it",
    ),
    Cue.HELLO: (
        "hello", "hi", "hey", "good morning", "good afternoon", "good evening", "anybody there",
        "you there",
    ),
    Cue.THE_DAY: (
        "the day", "the date", "day is wrong", "date is wrong", "wrong day", "wrong date", "different day",
        "another day", "day", "date",
    ),
    Cue.THE_TIME: (
        "the time", "time is wrong", "wrong time", "different time", "another time", "the hour", "time",
    ),
    Cue.THE_FIRST_NAME: ("first name", "the first name", "given name", "first one is wrong", "my first name"),
    Cue.THE_LAST_NAME: (
        "last name", "surname", "family name", "the last name", "second name", "my last name",
    ),
    Cue.THE_NAME: (
        "the name", "name is wrong", "wrong name", "my name", "the spelling", "spelling", "spelled wrong",
        "name", "not my name", "misspelled",
    ),
    Cue.THE_SERVICE: (
        "the service", "the treatment", "wrong service", "service", "treatment", "the appointment type",
    ),
    Cue.THE_NUMBER: ("the number", "phone number", "my number", "number is wrong", "wrong number", "number"),
    Cue.THE_MESSAGE: ("the message", "the text", "message is wrong", "wrong message", "message"),
    Cue.SPELL: ("spell", "spelled", "spelling", "letter by letter"),
    Cue.NO_NUMBER: (
        "no number", "no phone", "do not have a number", "do not have a phone", "do not want to give",
        "rather not say", "no need to call", "without a number", "not give my number",
    ),
}  # fmt: skip
#: The same words where they do not steer.
_FALSE: dict[Cue, tuple[str, ...]] = {
    Cue.GOODBYE: ("that is it for", "before i say goodbye"),
    Cue.HOURS: ("24 hours", "hours ago", "two hours", "few hours", "in an hour"),
}


#: "Are you a machine?", in Spanish.
_ROBOT_IN_SPANISH = re.compile(
    r"\b(?:"
    r"(?:es|eres|esto es|sera) (?:usted |tu )?(?:un |una )?"
    r"(?:robot|maquina|grabacion|ia|inteligencia artificial|computadora|ordenador|human[oa]|bot|real"
    r"|persona(?: real| de verdad| human[oa])?)"
    r"|(?:hablo|hablando|estoy) (?:con )?(?:un |una )?(?:robot|maquina|persona|human[oa]|computadora)"
    r")\b"
)


def asks_in_spanish(text: str) -> bool:
    """Whether this asks, in Spanish, if a machine speaks."""
    return bool(_ROBOT_IN_SPANISH.search(plain_words(text)))


def find_cues(words: Words) -> frozenset[Cue]:
    """Everything the words ask for."""
    robot = {Cue.ROBOT} if asks_in_spanish(" ".join(word.said for word in words)) else set()
    return frozenset(robot) | frozenset(
        cue
        for cue, phrases in _PHRASES.items()
        if says(words, *phrases) and not says(words, *_FALSE.get(cue, ()))
    )


_QUESTION_WORDS = frozenset(
    {
        *("what", "when", "where", "who", "why", "how", "which", "whose", "do", "does", "did", "is", "are"),
        *("can", "could", "will", "would", "should", "may", "have", "has", "was", "were"),
    }
)
_LEAD_INS = frozenset(
    {"and", "so", "but", "um", "uh", "well", "oh", "also", "okay", "ok", "hi", "hello", "sorry", "actually"}
)
_ASKING = (
    "i wonder",
    "wondering",
    "a question",
    "tell me",
    "i would like to know",
    "want to know",
    "need to know",
    "do you know",
)


def is_question(words: Words) -> bool:
    """Whether this asks something: by its first words, or by its question mark."""
    if not words:
        return False
    first = next((word.text for word in words if word.text not in _LEAD_INS), "")
    return words[-1].after == "?" or first in _QUESTION_WORDS or says(words, *_ASKING)
