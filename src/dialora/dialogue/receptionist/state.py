"""What is known in a conversation, and where each piece came from. Frozen: a state can be gone back to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from dialora.dialogue.spoken.dates import Days
from dialora.dialogue.spoken.times import TimeWish
from dialora.domain.agents import OfferedService
from dialora.domain.phone import PhoneNumber

T = TypeVar("T")


class Ask(StrEnum):
    """What the last question asked for: how the next words are to be taken."""

    HELP = "help"
    MORE = "more"
    SERVICE = "service"
    #: A day, a time, or both.
    WHEN = "when"
    #: One of two dates, where the words disagreed.
    WHICH_DAY = "which_day"
    #: One of the times offered.
    OFFER = "offer"
    NAME = "name"
    LAST_NAME = "last_name"
    NAME_RIGHT = "name_right"
    SPELL_LAST = "spell_last"
    SPELL_FIRST = "spell_first"
    BOOKING_RIGHT = "booking_right"
    WHAT_TO_CHANGE = "what_to_change"
    BOOKING_WANTED = "booking_wanted"
    MESSAGE_WANTED = "message_wanted"
    MESSAGE_TEXT = "message_text"
    PHONE_SAME = "phone_same"
    PHONE = "phone"
    PHONE_RIGHT = "phone_right"
    MESSAGE_RIGHT = "message_right"
    OPT_OUT_RIGHT = "opt_out_right"
    #: Whether they may be called.
    CONSENT = "consent"


#: Questions that are answered with yes or no.
YES_NO = frozenset(
    {
        *(Ask.NAME_RIGHT, Ask.BOOKING_RIGHT, Ask.BOOKING_WANTED, Ask.MESSAGE_WANTED, Ask.PHONE_SAME),
        *(Ask.PHONE_RIGHT, Ask.MESSAGE_RIGHT, Ask.OPT_OUT_RIGHT, Ask.MORE, Ask.CONSENT),
    }
)
#: Questions that ask for a name or its letters.
NAMES = frozenset({Ask.NAME, Ask.LAST_NAME, Ask.SPELL_LAST, Ask.SPELL_FIRST})


class Origin(StrEnum):
    """Where a piece of knowledge comes from."""

    SAID = "said"
    SPELLED = "spelled"
    CHOSEN = "chosen"
    CALLER_ID = "caller_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Generic[T]):
    """A value with its provenance."""

    value: T
    origin: Origin
    #: The caller's words, empty where there were none.
    words: str = ""
    #: How well those were heard: mean log probability, 0 is certain.
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A free time that was named to the caller; only the token can be booked."""

    token: str
    #: On the business's wall.
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The name of a person, on its way to being certain."""

    first: Known[str] | None = None
    #: Everything after the first name.
    last: Known[str] | None = None
    confirmed: bool = False
    #: Whole names the caller said no to: not proposed again unless spelled once more.
    rejected: tuple[str, ...] = ()
    #: How often it was said to be wrong.
    mistakes: int = 0

    @property
    def name(self) -> str:
        """As much of the name as is known."""
        return " ".join(part.value for part in (self.first, self.last) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """An appointment in the making."""

    service: Known[OfferedService] | None = None
    #: Days and times as wished; several are alternatives.
    days: tuple[Days, ...] = ()
    times: tuple[TimeWish, ...] = ()
    ruled_out: tuple[Days, ...] = ()
    #: The caller takes whatever comes first.
    soonest: bool = False
    #: What was named last, in rising order.
    offers: tuple[Offer, ...] = ()
    #: Every start that was named for this wish and not taken.
    passed_over: frozenset[datetime] = frozenset()
    chosen: Known[Offer] | None = None
    person: Person = field(default_factory=Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A message in the making."""

    text: Known[str] | None = None
    person: Person = field(default_factory=Person)
    phone: Known[PhoneNumber] | None = None
    phone_confirmed: bool = False
    #: Digits of a number that is not whole yet.
    digits: str = ""
    #: The caller gives no number.
    no_phone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One moment of a conversation."""

    ask: Ask = Ask.HELP
    #: The last question in the words it was asked in.
    question: str = ""
    #: The whole of the last answer, for "what did you say?".
    said: tuple[str, ...] = ()
    booking: Booking | None = None
    note: Note | None = None
    #: Utterances in a row that were not understood.
    misses: int = 0
    #: What has come of the call so far, for the owner.
    done: tuple[str, ...] = ()
    #: Which sentence of each kind comes next, so that none is repeated stiffly.
    rounds: tuple[str, ...] = ()
    #: "Before you go" has been said.
    kept_back: bool = False
    #: Whether they may be called was asked, or cannot be.
    consent_asked: bool = False
    #: The service spoken of last: "how much is it?".
    service: OfferedService | None = None
    #: The name the caller gave, for whatever needs one next.
    person: Person = field(default_factory=Person)
