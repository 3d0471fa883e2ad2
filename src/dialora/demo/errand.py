"""What a simulated caller wants, and what they say to what they hear: a small, honest state machine.

It knows only what was heard. Where the agent reads back something else than was asked for, it says so;
where a wished time is not free, it takes one that was offered, and that is then what it asked for.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from dialora.demo import hearing
from dialora.demo.questions import (
    Question,
    asks,
    plain,
    questions_in,
    refuses,
    says_booked,
    says_goodbye,
)
from dialora.demo.wording import Wording

#: A name that still sounds the same after so many corrections is let pass: it may be the ear.
_CORRECTED_ENOUGH: Final = 2
#: After so many answers that made no sense, or corrections, the caller gives up.
_PATIENCE: Final = 6
#: Less alike than this, the name that was read back is not the caller's.
_NAME_ALIKE: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller wants booked."""

    service: str
    #: In the zone of the business.
    starts_at: datetime
    first_name: str
    last_name: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(slots=True, kw_only=True)
class Errand:
    """One caller's way through one call."""

    wish: Wish
    wording: Wording
    drawn: random.Random
    today: date
    #: What the business offers, to notice when another service is read back.
    services: Sequence[str]
    #: As it is said when it is asked for.
    phone: str
    #: How much the caller says unasked: of "service", "day", "time".
    told: Sequence[str] = ()
    #: How often a name was asked for letter by letter, and how often something was read back wrong.
    spellings: int = 0
    corrections: int = 0
    said_goodbye: bool = False
    _opened: bool = False
    _named: bool = False
    #: Said yes to a time that was read back; told that it is booked.
    _agreed: bool = False
    _booked: bool = False
    _asked_saturday: bool = False
    _lost: int = 0
    #: How often which letters were read back.
    _read_back: Counter[str] = field(default_factory=Counter)
    _last: str = ""

    def answer(self, heard: str) -> str | None:
        """What to say to that; None for nothing, where everything has been said."""
        said = self._answer(plain(heard))
        if said is not None:
            self._last = said
        return said

    def _answer(self, text: str) -> str | None:
        if self.said_goodbye:
            return None
        if not self._opened and "record" in text and text.endswith("?") and not asks(text, Question.GREETING):
            # The question whether the call may be recorded.
            return self.wording.yes()
        if not self._opened:
            self._opened = True
            return self.wording.opening(self.wish.service, self.wish.starts_at, self.told)
        if says_goodbye(text) or max(self._lost, self.corrections) >= _PATIENCE:
            return self._goodbye()
        replies = self._replies()
        for question in questions_in(text):
            if (said := replies[question](text)) is not None:
                return said
        return self._to_statement(text)

    def _replies(self) -> Mapping[Question, Callable[[str], str | None]]:
        return {
            Question.SPELL: self._spell,
            Question.CONFIRM: self._confirm,
            Question.ANYTHING_ELSE: self._anything_else,
            Question.NAME: self._name,
            Question.SERVICE: lambda _: self.wording.service(self.wish.service),
            Question.PHONE: lambda _: f"It's {self.phone}.",
            Question.TIME: self._choose,
            Question.WHEN: self._when,
            Question.AGAIN: lambda _: self._last,
            Question.GREETING: self._anything_else,
            Question.MESSAGE: lambda _: self.wording.no(self._from_the_start()),
        }

    def _to_statement(self, text: str) -> str:
        """Nothing was asked that is known: an offer, a refusal, news, or it made no sense."""
        if asks(text, Question.AGAIN):
            return self._last
        if says_booked(text) or self._asked_saturday:
            return self._anything_else(text)
        if not self._booked and (said := self._choose(text)) is not None:
            return said
        self._lost += 1
        return self.wording.again()

    def _confirm(self, text: str) -> str:
        """Yes, or what was read back wrong."""
        wrong = self._wrong(text)
        if wrong is None:
            self._agreed = self._agreed or bool(hearing.offers(text, self.today))
            return self.wording.yes()
        self.corrections += 1
        return self.wording.no(wrong)

    def _wrong(self, text: str) -> str | None:
        wish = self.wish
        if hearing.spelled(text):
            # Letters are read back alone: whatever else was heard there is the name.
            return self._wrong_name(text)
        order = hearing.without_person(text, wish.name)
        named = hearing.mentioned(order, self.services, rather=(wish.first_name, wish.last_name))
        if named not in (None, wish.service) and hearing.mentioned(order, [wish.service]) is None:
            return f"I need {wish.service}."
        if hearing.contradicts_day(order, wish.starts_at, self.today):
            return f"I said {self.wording.on_day(wish.starts_at)}."
        if hearing.contradicts_time(order, wish.starts_at):
            return f"I said {self.wording.at_time(wish.starts_at)}."
        return self._wrong_name(text)

    def _wrong_name(self, text: str) -> str | None:
        """A name that was read back, whole or in letters. What sounds right is let pass, as people do."""
        first, last, whole = (
            _bare(name) for name in (self.wish.first_name, self.wish.last_name, self.wish.name)
        )
        if letters := hearing.spelled(text):
            self._read_back[letters] += 1
            if letters in (first, last, whole) or self._read_back[letters] > _CORRECTED_ENOUGH:
                return None
            self.spellings += 1
            wrong_first = letters.endswith(last) and not letters.startswith(first)
            wrong = self.wish.first_name if wrong_first else self.wish.last_name
            return f"my {'first' if wrong_first else 'last'} name is {wrong}, {self.wording.letters(wrong)}."
        read_back = self._named and (hearing.names_somebody(text) or not hearing.offers(text, self.today))
        if read_back and max(hearing.likeness(text, name) for name in (first, last)) < _NAME_ALIKE:
            return f"my name is {self.wish.name}."
        return None

    def _spell(self, text: str) -> str:
        self.spellings += 1
        return " ".join(self.wording.spell(name) for name in self._asked_names(text))

    def _name(self, text: str) -> str | None:
        if asks(text, Question.GREETING):
            # "My name is June, how can I help you?"
            return None
        self._named = True
        asked = self._asked_names(text)
        return self.wording.name(self.wish.name) if len(asked) > 1 else self.wording.part(asked[0])

    def _asked_names(self, text: str) -> list[str]:
        first, last = hearing.asks_first_name(text), hearing.asks_last_name(text)
        if first == last:
            return [self.wish.first_name, self.wish.last_name]
        return [self.wish.first_name if first else self.wish.last_name]

    def _when(self, text: str) -> str | None:
        if hearing.offers(text, self.today):
            return self._choose(text)
        if "time" in text or self.drawn.random() < 0.4:
            return self.wording.day_and_time(self.wish.starts_at)
        return self.wording.day(self.wish.starts_at)

    def _choose(self, text: str) -> str | None:
        """The wished time; where it is not to be had, one of those that were offered."""
        wish = self.wish.starts_at
        moments = [
            datetime.combine(offer.day or wish.date(), offer.at, tzinfo=wish.tzinfo)
            for offer in hearing.offers(text, self.today)
        ]
        others = [moment for moment in moments if moment != wish]
        refused = refuses(text) or self._has_said_when()
        if wish in moments and not (refused and others):
            return self.wording.take(wish)
        if not others:
            return self.wording.day_and_time(wish) if asks(text, Question.TIME) else None
        if not refused:
            return self.wording.day_and_time(wish)
        self.wish = replace(self.wish, starts_at=self.drawn.choice(others))
        return self.wording.take(self.wish.starts_at)

    def _has_said_when(self) -> bool:
        """Whether the wished time was said just now: then other offers mean that it is not free."""
        said = [offer.at for offer in hearing.offers(plain(self._last), self.today)]
        return self.wish.starts_at.time() in said

    def _anything_else(self, text: str) -> str:
        # "Anything else?" after a yes means that it is done, however the sentence before it was heard.
        self._booked = self._booked or says_booked(text) or (self._agreed and not refuses(text))
        if not self._booked:
            return self._from_the_start()
        if not self._asked_saturday:
            self._asked_saturday = True
            return self.wording.saturday()
        if asks(text, Question.ANYTHING_ELSE) and self.drawn.random() < 0.5:
            self.said_goodbye = True
            return self.wording.no_more()
        return self._goodbye()

    def _from_the_start(self) -> str:
        return self.wording.opening(self.wish.service, self.wish.starts_at, ("service", "day", "time"))

    def _goodbye(self) -> str:
        self.said_goodbye = True
        return self.wording.goodbye()


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalpha())
