"""The words a simulated caller uses; which of them is drawn. All of it is read out by the voice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

_HELLO: Final = ("Hi, ", "Hello, ", "Hello there, ", "Good day, ", "")
_BOOK: Final = (
    "I'd like to book {a_service}",
    "I'd like to make an appointment for {a_service}",
    "I need to schedule {a_service}",
    "can I get an appointment for {a_service}",
    "I'm calling to book {a_service}",
)
_OPEN: Final = (
    "I'd like to make an appointment",
    "I need to book an appointment",
    "I want to come in for a visit",
)
_POLITE: Final = (", please.", ", please.", ".")
_ASKED_SERVICE: Final = ("{A_service}, please.", "It's for {a_service}.", "I need {a_service}.")
_ASKED_DAY: Final = ("{On_day}, please.", "Could I come {on_day}?", "{On_day} would be good.")
_ASKED_TIME: Final = ("{At_time}, please.", "{At_time} would be great.", "I'd like to come {at_time}.")
_WISH: Final = (
    "{On_day} {at_time}, please.",
    "I'd like to come {on_day} {at_time}.",
    "Is {on_day} {at_time} possible?",
)
_TAKE: Final = (
    "{On_day} {at_time}, please.",
    "I'll take {on_day} {at_time}.",
    "{On_day} {at_time} works for me.",
)
_NAME: Final = ("My name is {name}.", "It's {name}.", "The name is {name}.", "This is {name}.", "{name}.")
_PART: Final = ("{name}.", "It's {name}.", "That would be {name}.", "{name}, please.")
_YES: Final = ("Yes, that's right.", "Yes, please.", "Yes, that's correct.", "Yes, perfect.", "That's right.")
_NO_MORE: Final = ("No, that's all, thank you.", "No thanks, that's everything.", "No, that's it. Thank you.")
_SATURDAY: Final = (
    "Are you open on Saturday?",
    "One more question: what are your hours on Saturday?",
    "Yes, are you open on Saturdays?",
    "Could you tell me if you are open on Saturday?",
)
_BYE: Final = ("Thank you, goodbye.", "Thanks a lot. Bye bye.", "Thank you very much, goodbye.")
_AGAIN: Final = ("Sorry, could you say that again?", "I'm sorry, could you repeat that?")
_STILL_THERE: Final = ("Hello? Are you still there?", "Hello, can you hear me?")
_SPELL: Final = ("{letters}.", "That's {letters}.", "Sure. {letters}.")

#: What people say with a letter when they spell over the telephone.
_WORDS: Final = {
    **{"a": ("apple", "Adam"), "b": ("boy", "Bob"), "c": ("cat", "Charlie"), "d": ("dog", "David")},
    **{"e": ("Edward", "egg"), "f": ("Frank", "fox"), "g": ("George", "golf"), "h": ("Henry", "hotel")},
    **{"i": ("ice", "India"), "j": ("John", "jack"), "k": ("king", "kite"), "l": ("lion", "love")},
    **{"m": ("Mary", "Mike"), "n": ("Nancy", "Nora"), "o": ("ocean", "Oscar"), "p": ("Peter", "Paul")},
    **{"q": ("queen", "Quebec"), "r": ("Robert", "red"), "s": ("Sam", "sugar"), "t": ("Tom", "tiger")},
    **{"u": ("umbrella", "uncle"), "v": ("Victor", "violin"), "w": ("William", "window")},
    **{"x": ("x-ray", "x-ray"), "y": ("yellow", "young"), "z": ("zebra", "zulu")},
}
_RADIO: Final = (
    *("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo"),
    *("lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor"),
    *("whiskey", "x-ray", "yankee", "zulu"),
)


class Wording:
    """One caller's way to say things."""

    def __init__(self, drawn: random.Random, *, today: date) -> None:
        self._drawn = drawn
        self._today = today
        self._radio = drawn.random() < 0.5
        #: Names that were last spelled in the first way.
        self._spelled: set[str] = set()

    def opening(self, service: str, wish: datetime, told: Sequence[str]) -> str:
        """The first sentence, which says as much as is drawn: nothing, the service, the day, the time."""
        hello, polite = self._drawn.choice(_HELLO), self._drawn.choice(_POLITE)
        if "service" not in told:
            text = self._drawn.choice(_OPEN)
        else:
            text = self._drawn.choice(_BOOK).format(a_service=with_article(service))
        if "day" in told:
            text += f" {self.on_day(wish)}"
        if "time" in told:
            text += f" {self.at_time(wish)}"
        if text.startswith("can"):
            polite = polite.replace(".", "?")
        whole = f"{hello}{text}{polite}"
        return whole[0].upper() + whole[1:]

    def service(self, service: str) -> str:
        a_service = with_article(service)
        return self._one_of(_ASKED_SERVICE).format(a_service=a_service, A_service=_capital(a_service))

    def day(self, wish: datetime) -> str:
        return self._when(_ASKED_DAY, wish)

    def time(self, wish: datetime) -> str:
        return self._when(_ASKED_TIME, wish)

    def day_and_time(self, wish: datetime) -> str:
        return self._when(_WISH, wish)

    def take(self, wish: datetime) -> str:
        return self._when(_TAKE, wish)

    def name(self, name: str) -> str:
        return self._one_of(_NAME).format(name=name)

    def part(self, name: str) -> str:
        """A first or a last name alone."""
        return self._one_of(_PART).format(name=name)

    def spell(self, name: str) -> str:
        return self._one_of(_SPELL).format(letters=self.letters(name))

    def letters(self, name: str) -> str:
        """A word for each letter: bare letters do not survive a telephone."""
        letters = [letter for letter in name.lower() if letter.isalpha()]
        radio = self._radio
        if name in self._spelled:
            # Not understood the first time: another way of spelling it may be.
            radio = not radio
            self._spelled.remove(name)
        else:
            self._spelled.add(name)
        if radio:
            return ", ".join(_RADIO[ord(letter) - ord("a")] for letter in letters)
        return ", ".join(f"{letter.upper()} as in {self._one_of(_WORDS[letter])}" for letter in letters)

    def yes(self) -> str:
        return self._one_of(_YES)

    def no(self, correction: str) -> str:
        return f"No, {correction}"

    def saturday(self) -> str:
        return self._one_of(_SATURDAY)

    def no_more(self) -> str:
        return self._one_of(_NO_MORE)

    def goodbye(self) -> str:
        return self._one_of(_BYE)

    def again(self) -> str:
        return self._one_of(_AGAIN)

    def still_there(self) -> str:
        return self._one_of(_STILL_THERE)

    def on_day(self, wish: datetime) -> str:
        """ "on Thursday", if that can only be one; else with its date."""
        ahead = (wish.date() - self._today).days
        weekday, month = wish.strftime("%A"), wish.strftime("%B")
        ways = [
            f"on {weekday}, {month} {wish.day}",
            f"on {weekday} the {_nth(wish.day)}",
            f"on {month} {wish.day}",
        ]
        if ahead == 1:
            ways += ["tomorrow", "tomorrow"]
        elif 1 < ahead < 7:
            ways += [f"on {weekday}", f"this {weekday}"]
        return self._one_of(ways)

    def at_time(self, wish: datetime) -> str:
        hour, minute = wish.hour % 12 or 12, wish.minute
        half = "AM" if wish.hour < 12 else "PM"
        part = "in the morning" if wish.hour < 12 else "in the afternoon"
        bare = f"{hour}:{minute:02}" if minute else f"{hour} o'clock"
        ways = [f"at {hour}:{minute:02} {half}" if minute else f"at {hour} {half}", f"at {bare} {part}"]
        if minute == 30:
            ways.append(f"at half past {hour} {part}")
        return self._one_of(ways)

    def _when(self, ways: Sequence[str], wish: datetime) -> str:
        on_day, at_time = self.on_day(wish), self.at_time(wish)
        return self._one_of(ways).format(
            on_day=on_day, at_time=at_time, On_day=_capital(on_day), At_time=_capital(at_time)
        )

    def _one_of(self, ways: Sequence[str]) -> str:
        return self._drawn.choice(ways)


def with_article(service: str) -> str:
    return f"{'an' if service[0].lower() in 'aeio' else 'a'} {service}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _nth(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number not in (11, 12, 13) else "th"
    return f"{number}{ending}"
