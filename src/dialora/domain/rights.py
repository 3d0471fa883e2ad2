"""The rights of people by their telephone number: what is kept of them, forgetting it, how long each kind of
thing is kept, and what a lawsuit holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from dialora.domain.errors import Invalid, InvalidFields
from dialora.domain.phone import PhoneNumber

LONGEST_HOLD_REASON = 500
#: What the law wants proof of is kept at least as long: 16 CFR 310.5 and 47 CFR 64.1200(d)(6) say five years.
LEAST_RECORD_DAYS = 1826
MOST_DAYS = 3650


class RequestKind(StrEnum):
    ACCESS = "access"
    ERASURE = "erasure"


class RequestState(StrEnum):
    QUEUED = "queued"
    #: Of an erasure: everything is forgotten but files that could not be removed yet.
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    #: The archive is gone: its days were over, or the person was forgotten.
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRequest:
    """Somebody asked for what is kept of a person, or that it be forgotten."""

    id: str
    account_id: str
    kind: RequestKind
    number_hash: bytes
    #: None once it had to be forgotten.
    number: PhoneNumber | None
    state: RequestState
    #: Things by kind: in the archive, or forgotten.
    counts: Mapping[str, int]
    #: Of an erasure: what the law keeps, by kind.
    restricted: Mapping[str, int]
    #: Why it failed, in a sentence.
    problem: str | None
    #: Bytes of the archive.
    size: int | None
    #: A member or an API key, and what it was called then.
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None
    #: When the archive is removed.
    expires_at: datetime | None
    #: Files that still have to go, by their names under the data folder. Names of ids, never of people.
    owed: tuple[str, ...] = ()


class HoldScope(StrEnum):
    ACCOUNT = "account"
    PERSON = "person"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """Nothing of it is deleted, by nobody, until it is released."""

    id: str
    account_id: str
    scope: HoldScope
    #: Of a person's.
    number_hash: bytes | None
    number: PhoneNumber | None
    #: Of a call's.
    call_id: str | None
    reason: str
    placed_by: str
    placed_by_name: str
    placed_at: datetime
    released_at: datetime | None = None
    released_by: str | None = None
    released_by_name: str = ""
    release_reason: str = ""

    @property
    def holds(self) -> bool:
        return self.released_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """For how many days each kind of thing is kept. None: as long as the installation says."""

    #: Recordings, from the start of the call.
    audio_days: int | None = None
    #: What was said, as text, with the words it is found by.
    transcript_days: int | None = None
    #: Messages, notes and tags of calls, and the names of appointments that are over.
    message_days: int | None = None
    #: What the law wants proof of, after it was last used: who called whom, what was decided on, consents,
    #: do-not-call entries that were released.
    record_days: int | None = None

    def or_else(self, installation: Retention) -> Retention:
        """What holds, where the installation says the rest."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        return Retention(
            **{name: getattr(installation, name) if days is None else days for name, days in own.items()}
        )

    def check(self) -> None:
        """Raises InvalidFields."""
        wrong: dict[str, str] = {}
        for each in fields(self):
            days: int | None = getattr(self, each.name)
            least = LEAST_RECORD_DAYS if each.name == "record_days" else 1
            if days is not None and not least <= days <= MOST_DAYS:
                wrong[f"/{each.name}"] = f"Between {least:,} and {MOST_DAYS:,} days."
        if wrong:
            raise InvalidFields(wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeReport:
    """What one night has deleted of an account."""

    id: str
    account_id: str
    began_at: datetime
    ended_at: datetime
    #: The days it went by.
    retention: Retention
    #: Things by kind.
    deleted: Mapping[str, int]
    #: Things that were due, and are held.
    held: Mapping[str, int]


def hold_reason(text: str) -> str:
    """Why something is held or released, as it is kept. Raises Invalid."""
    kept = " ".join(text.split())
    if not kept or len(kept) > LONGEST_HOLD_REASON or "\x00" in kept:
        raise Invalid(
            f"Say why, in 1 to {LONGEST_HOLD_REASON} characters.", field="reason", code="reason_invalid"
        )
    return kept
