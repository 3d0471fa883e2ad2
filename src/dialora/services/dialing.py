"""The carrier's telephone, and whoever may lift it: the only place that has somebody called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dialora.compliance.clearance import Clearance
from dialora.domain.attempts import CLEARANCE_LIFETIME, Attempt
from dialora.domain.errors import NotFound
from dialora.domain.numbers import CarrierCredentials, OwnedNumber
from dialora.ports.clock import Clock
from dialora.ports.dialing import Callbacks, CallCarrier, CarrierCall, NotPlaced
from dialora.store.scope import Store

#: A carrier tells the second in which a call was made, and its clock is not ours.
_CLOCKS_DIFFER: Final = timedelta(seconds=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """Our number, the carrier that has it, and what proves us there."""

    carrier: CallCarrier
    number: OwnedNumber
    credentials: CarrierCredentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialing:
    store: Store
    clock: Clock
    #: By their names in the catalogue.
    carriers: Mapping[str, CallCarrier]
    #: Scheme and host at which the carrier finds us.
    public_url: str

    async def place_call(self, clearance: Clearance, attempt: Attempt) -> str:
        """Have the carrier call, once, while the clearance is fresh; the carrier's id of the call. Raises
        NotPlaced where there surely is no call, any other ProviderError where nobody knows."""
        line = await self._line(attempt, unless_taken_back=True)
        # The last look at the clock before anything leaves: from here on nothing waits but the carrier.
        fresh = CLEARANCE_LIFETIME - (self.clock.now() - clearance.at)
        if fresh <= timedelta(0):
            raise NotPlaced(
                "The decision was too old before the carrier could be asked.",
                provider=line.number.carrier,
                retryable=True,
                code="clearance_stale",
            )
        return await line.carrier.place_call(
            clearance,
            caller_id=line.number.number,
            credentials=line.credentials,
            callbacks=self._callbacks(line.number.carrier, attempt.id),
            connect_within_s=fresh.total_seconds(),
        )

    async def candidates(self, attempt: Attempt) -> tuple[CarrierCall, ...]:
        """Calls of the carrier that may be this attempt's, the oldest first. Raises ProviderError."""
        line = await self._line(attempt)
        listed = await line.carrier.calls_between(
            line.credentials, caller_id=line.number.number, to=attempt.callee
        )
        since = (attempt.cleared_at or attempt.created_at) - _CLOCKS_DIFFER
        until = (attempt.cleared_at or attempt.created_at) + CLEARANCE_LIFETIME + _CLOCKS_DIFFER * 4
        within = [it for it in listed if it.created_at is not None and since <= it.created_at <= until]
        return tuple(reversed(within))

    async def look_up(self, attempt: Attempt) -> CarrierCall | None:
        """What the carrier says of it now. Raises ProviderError."""
        if attempt.carrier_call_id is None:
            return None
        line = await self._line(attempt)
        return await line.carrier.look_up(line.credentials, attempt.carrier_call_id)

    async def cancel(self, attempt: Attempt) -> None:
        """End it unless somebody has answered. Raises ProviderError."""
        if attempt.carrier_call_id is not None:
            line = await self._line(attempt)
            await line.carrier.cancel(line.credentials, attempt.carrier_call_id)

    async def hang_up(self, attempt: Attempt) -> None:
        """End it, whoever has answered. Raises ProviderError."""
        if attempt.carrier_call_id is not None:
            line = await self._line(attempt)
            await line.carrier.hang_up(line.credentials, attempt.carrier_call_id)

    async def _line(self, attempt: Attempt, *, unless_taken_back: bool = False) -> _Line:
        if attempt.number_id is None:
            raise NotFound("That attempt has no number to call from.", code="no_caller_id")
        async with self.store.account(attempt.account_id) as scope:
            if unless_taken_back and (await scope.attempts.get(attempt.id)).cancel_asked_at is not None:
                raise NotPlaced(
                    "The call was taken back.", provider="dialora", retryable=False, code="call_withdrawn"
                )
            number = await scope.numbers.get(attempt.number_id)
            credentials = await scope.numbers.credentials(number.id)
        carrier = self.carriers.get(number.carrier)
        if carrier is None:
            raise NotPlaced(
                "That carrier cannot be asked here.",
                provider=number.carrier,
                retryable=False,
                code="carrier_unknown",
            )
        return _Line(carrier=carrier, number=number, credentials=credentials)

    def _callbacks(self, carrier: str, attempt_id: str) -> Callbacks:
        here = f"{self.public_url}/telephony/{carrier}/outgoing/{attempt_id}"
        return Callbacks(
            answer_url=f"{here}/answered", status_url=f"{here}/status", machine_url=f"{here}/machine"
        )
