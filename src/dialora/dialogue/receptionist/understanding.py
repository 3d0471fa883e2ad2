"""One utterance, understood: everything it may mean, given what was asked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialora.dialogue.receptionist.cues import Cue, find_cues, is_question
from dialora.dialogue.receptionist.matching import find_services
from dialora.dialogue.receptionist.state import NAMES, YES_NO, Ask, State
from dialora.dialogue.spoken.choices import Choice, find_choice
from dialora.dialogue.spoken.dates import Days, find_days, without_days
from dialora.dialogue.spoken.letters import Spelling
from dialora.dialogue.spoken.names import bare_name, find_name
from dialora.dialogue.spoken.phone_numbers import all_digits, find_digits
from dialora.dialogue.spoken.spelling import find_spelling
from dialora.dialogue.spoken.times import TimeWish, find_times
from dialora.dialogue.spoken.words import Found, Words, split, without
from dialora.dialogue.spoken.yes_no import Reply, yes_or_no
from dialora.domain.agents import Business, OfferedService

#: Questions whose answer may be a bare clock time: "three".
_TIMES_EXPECTED = frozenset({Ask.WHEN, Ask.OFFER, Ask.WHAT_TO_CHANGE, Ask.BOOKING_RIGHT, Ask.WHICH_DAY})
_PHONES_EXPECTED = frozenset({Ask.PHONE, Ask.PHONE_RIGHT, Ask.PHONE_SAME})
#: "No, Quill" corrects the name that was read back.
_CORRECTS_NAME = frozenset({Ask.NAME_RIGHT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What an utterance says."""

    text: str
    #: Of the transcript: mean log probability of a word, 0 is certain.
    confidence: float
    words: Words
    cues: frozenset[Cue]
    question: bool
    reply: Reply | None
    choice: Choice | None
    #: The likeliest first; more than one where the words fit several.
    services: tuple[OfferedService, ...]
    days: tuple[Days, ...]
    not_days: tuple[Days, ...]
    times: tuple[TimeWish, ...]
    name: str | None
    #: The name was introduced as one, or asked for.
    name_sure: bool
    spelling: Spelling | None
    digits: str

    def says(self, *cues: Cue) -> bool:
        return not self.cues.isdisjoint(cues)

    @property
    def wish(self) -> bool:
        """Whether it holds something an appointment is made of."""
        return bool(self.services or self.days or self.not_days or self.times)

    @property
    def nothing(self) -> bool:
        """Whether nothing at all was understood."""
        pieces = (self.cues, self.reply, self.choice, self.wish, self.name, self.spelling, self.digits)
        return not any(pieces)


def understand(
    text: str, business: Business, state: State, today: date, *, confidence: float = 0.0
) -> Understood:
    """Everything these words say, once the words of a piece are taken no other piece is read from them."""
    words = split(text)
    ask = state.ask
    spelling = find_spelling(words, expected=ask in (Ask.SPELL_LAST, Ask.SPELL_FIRST))
    unspelled = without(words, [Found(spelling, spelling.start, spelling.end)]) if spelling else words
    rest = unspelled
    named = find_name(rest)
    if named and named.sure:
        rest = without(rest, [named])
    services = find_services(rest, business, asked=ask is Ask.SERVICE)
    rest = without(rest, services)
    choice = find_choice(rest)
    if choice and ask is Ask.OFFER and not _names_offered_day(rest, choice, state, today):
        # "The first one" is neither one o'clock nor the first of the month.
        rest = without(rest, [choice])
    days = find_days(rest, today)
    rest = without_days(rest, days)
    digits = find_digits(rest) if ask in _PHONES_EXPECTED or len(rest) > 4 else None
    rest = without(rest, [digits]) if digits else rest
    times = [] if ask is Ask.PHONE else find_times(rest, expected=ask in _TIMES_EXPECTED)
    rest = without(rest, times)
    name, sure = _name(unspelled, rest, named, ask)
    return Understood(
        text=text,
        confidence=confidence,
        words=words,
        cues=find_cues(words),
        question=is_question(words),
        reply=yes_or_no(words, asked=ask in YES_NO or (ask is Ask.OFFER and _single(state))),
        choice=choice.value if choice else None,
        services=tuple(each.value for each in services),
        days=tuple(each.value for each in days if not each.negated),
        not_days=tuple(each.value for each in days if each.negated),
        times=tuple(each.value for each in times if not each.negated),
        name=name,
        name_sure=sure,
        spelling=spelling,
        digits=digits.value if digits else all_digits(words) if ask is Ask.PHONE else "",
    )


def _names_offered_day(words: Words, choice: Found[Choice], state: State, today: date) -> bool:
    """Whether "the third" is the day of an offer rather than the last of three."""
    offered = {offer.starts_at.date() for offer in state.booking.offers} if state.booking else set()
    spoken = find_days(words[choice.start : choice.end], today)
    return any(each.value.single in offered for each in spoken)


def _single(state: State) -> bool:
    return state.booking is not None and len(state.booking.offers) == 1


def _name(words: Words, rest: Words, named: Found[str] | None, ask: Ask) -> tuple[str | None, bool]:
    """The name in the words, and whether it surely is one."""
    if named and named.sure:
        return named.value, True
    # "It is Ada Quill" is a name, "it is Thursday" is not: its words must be left over.
    if named and not any(rest[index].text != words[index].text for index in range(named.start, named.end)):
        return named.value, ask in NAMES or ask in _CORRECTS_NAME
    if ask in NAMES or ask in _CORRECTS_NAME:
        # A name may well be a word that means something else: "May Day", "Mark Price".
        if ask not in (Ask.NAME, Ask.LAST_NAME) and bare_name(rest) is None:
            return None, False
        bare = bare_name(words)
        return bare, bare is not None
    return None, False
