"""Who must not be called: the entries of an account's list, of the operator's, and what texts have said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber

LONGEST_REASON = 500


class StopScope(StrEnum):
    """What somebody does not want. Everything, unless they clearly say less."""

    ALL = "all"
    TELEMARKETING = "telemarketing"
    INFORMATIONAL = "informational"


class StopVia(StrEnum):
    """The way by which a stop reached us."""

    CALL = "call"
    KEYPAD = "keypad"
    SMS = "sms"
    EMAIL = "email"
    #: The public page.
    WEB = "web"
    API = "api"
    DASHBOARD = "dashboard"


#: Said by the person who is called, and not entered for them.
BY_THE_PERSON = frozenset({StopVia.CALL, StopVia.KEYPAD, StopVia.SMS, StopVia.EMAIL, StopVia.WEB})


class StopChannel(StrEnum):
    """What an entry keeps away. A stop by text keeps calls away here, and texts by the text itself: START
    brings back texts alone."""

    ALL = "all"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class DncEntry:
    """A number on an account's do-not-call list. It is never taken away, only released, with a reason."""

    id: str
    account_id: str
    #: None once the person was forgotten: it holds by its hash, and nobody can release it.
    number: PhoneNumber | None
    scope: StopScope
    channel: StopChannel
    source: StopVia
    #: Why, in the words of whoever entered it; empty where nobody said.
    reason: str
    call_id: str | None
    added_at: datetime
    #: A member or an API key, and what it was called then. None: the person themselves.
    added_by: str | None
    added_by_name: str
    released_at: datetime | None = None
    released_by: str | None = None
    released_by_name: str = ""
    release_reason: str = ""

    @property
    def holds(self) -> bool:
        return self.released_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsChoice:
    """STOP or START, as it came by text. Never changed: the newest of a number is what holds."""

    id: str
    account_id: str
    number_hash: bytes
    stopped: bool
    #: The carrier's name for the text, which may bring it twice.
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorEntry:
    """A number that nobody on this installation calls. Only the operator releases it."""

    id: str
    number_hash: bytes
    source: StopVia
    reason: str
    added_at: datetime
    added_by: str | None
    released_at: datetime | None = None
    released_by: str | None = None
    release_reason: str = ""


def reason_of(text: str, *, required: bool) -> str:
    """A reason as it is kept. Raises Invalid."""
    kept = " ".join(text.split())
    if (required and not kept) or len(kept) > LONGEST_REASON or "\x00" in kept:
        least = 1 if required else 0
        raise Invalid(
            f"A reason has {least} to {LONGEST_REASON} characters.", field="reason", code="reason_invalid"
        )
    return kept
