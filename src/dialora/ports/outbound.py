"""What goes out to addresses that accounts choose: signed requests, and mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the other side said, whatever it said."""

    status: int
    #: The beginning of its answer.
    text: str


class Outbound(Protocol):
    """Requests to addresses that an account chose: never one of the inner network."""

    def check(self, url: str) -> None:
        """Refuse what can never be sent to, before it is kept. Raises Invalid, which says why."""
        ...

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises ProviderError where nothing came back: `retryable` says whether that may change."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One letter to one person, as text and as a page."""

    to: str
    subject: str
    text: str
    html: str
    #: The same for every attempt at it: a mailbox that gets it twice can tell.
    message_id: str


class Mailer(Protocol):
    """The way mail leaves this installation."""

    @property
    def ready(self) -> bool:
        """Whether the operator has set a mail server."""
        ...

    async def send(self, mail: Mail) -> Answer:
        """What the mail server said when it took the letter. Raises ProviderError: `retryable` says
        whether that may change."""
        ...
