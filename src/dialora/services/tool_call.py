"""What a tool is handed: one call, its account's agent, and the services it may use."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from dialora.domain.agents import Agent, OfferedService
from dialora.domain.appointments import Slot
from dialora.domain.errors import Invalid
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.agreeing import Agreeing
from dialora.services.appointments import Appointments
from dialora.services.messages import Messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A slot that was offered in this call, and for what."""

    service: OfferedService
    slot: Slot


@dataclass(frozen=True, slots=True)
class Offers:
    """The slots of one call. Whoever talks to the caller sees tokens, so that no other time can be booked."""

    _by_token: dict[str, Offer] = field(default_factory=dict)

    def token_for(self, offer: Offer) -> str:
        """The token of an offer; the same offer keeps its token."""
        for token, known in self._by_token.items():
            if known == offer:
                return token
        token = secrets.token_urlsafe(9)
        self._by_token[token] = offer
        return token

    def by_token(self, token: str) -> Offer:
        """Raises Invalid("not_offered") for a token this call never gave out."""
        try:
            return self._by_token[token]
        except KeyError:
            raise Invalid("That time was not offered in this call.", code="not_offered") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One call, bound before the conversation begins."""

    agent: Agent
    call_id: str
    #: None where withheld, or in a browser.
    caller: PhoneNumber | None
    clock: Clock
    appointments: Appointments
    messages: Messages
    agreeing: Agreeing
    offers: Offers = field(default_factory=Offers)
