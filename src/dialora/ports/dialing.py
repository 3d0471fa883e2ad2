"""A carrier asked to call somebody: once, with a clearance; and asked afterwards what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dialora.compliance.clearance import Clearance
from dialora.domain.attempts import AttemptState
from dialora.domain.errors import ProviderRejected
from dialora.domain.numbers import CarrierCredentials
from dialora.domain.phone import PhoneNumber


class NotPlaced(ProviderRejected):
    """The carrier has surely not placed the call: it said so, or nobody ever reached it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """Where the carrier asks and reports. Each address names the attempt, so that a call whose answer was
    lost finds its way back."""

    answer_url: str
    status_url: str
    #: Told whether a machine has answered.
    machine_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierCall:
    """A call as the carrier knows it."""

    carrier_call_id: str
    to: str
    caller_id: str
    state: AttemptState
    created_at: datetime | None


class CallCarrier(Protocol):
    """One carrier's calls."""

    async def place_call(
        self,
        clearance: Clearance,
        *,
        caller_id: PhoneNumber,
        credentials: CarrierCredentials,
        callbacks: Callbacks,
        connect_within_s: float,
    ) -> str:
        """Call the one whom the gate has cleared; the carrier's id of the call. Each clearance is good for
        one call. Raises NotPlaced where there surely is none, any other ProviderError where nobody knows,
        Forbidden where the clearance is for something else or was used."""
        ...

    async def calls_between(
        self, credentials: CarrierCredentials, *, caller_id: PhoneNumber, to: PhoneNumber
    ) -> tuple[CarrierCall, ...]:
        """The latest calls from one number to another, newest first. Raises ProviderError."""
        ...

    async def look_up(self, credentials: CarrierCredentials, carrier_call_id: str) -> CarrierCall | None:
        """One call, None where the carrier has none of that id. Raises ProviderError."""
        ...

    async def cancel(self, credentials: CarrierCredentials, carrier_call_id: str) -> None:
        """End it if nobody has answered yet. Done too where it is over. Raises ProviderError."""
        ...

    async def hang_up(self, credentials: CarrierCredentials, carrier_call_id: str) -> None:
        """End it, whatever happens in it. Done too where it is over. Raises ProviderError."""
        ...
