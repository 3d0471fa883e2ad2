"""What the carrier says of our own calls: somebody, or something, has answered; how they went."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from dialora.domain.accounts import Standing
from dialora.domain.attempts import Attempt, AttemptState
from dialora.domain.calls import Call, CallStatus, EndReason, advance
from dialora.domain.errors import DialoraError, NotFound
from dialora.domain.events import EventType
from dialora.services.attempt_news import keep_news
from dialora.services.calls import Answer, Calls
from dialora.services.dialing import Dialing
from dialora.services.events import record as record_event
from dialora.services.numbers import CarrierSecret
from dialora.store.attempts import FoundAttempt
from dialora.store.scope import AccountScope, Store

log = structlog.get_logger(__name__)

_MAY_CALL = frozenset({Standing.ACTIVE, Standing.WARNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingAnswers:
    """Each callback names its attempt: a call whose placing was never confirmed finds its way back."""

    store: Store
    calls: Calls
    dialing: Dialing

    async def secret(self, attempt_id: str, carrier: str, carrier_account_id: str) -> CarrierSecret:
        """What a callback about this attempt must be signed with. Raises NotFound."""
        found = await self._find(attempt_id)
        async with self.store.account(found.account_id) as scope:
            attempt = await scope.attempts.get(attempt_id)
            number = await scope.numbers.get(attempt.number_id or "")
            if (number.carrier, number.carrier_account_id) != (carrier, carrier_account_id):
                raise NotFound
            credentials = await scope.numbers.credentials(number.id)
        return CarrierSecret(account_id=found.account_id, secret=credentials.auth_token)

    async def answered(self, attempt_id: str, carrier_call_id: str) -> Answer | None:
        """Somebody has answered: a token for their audio, or None where the call is not wanted any more.
        Asked again before the audio has come, the old token dies. Raises NotFound."""
        found = await self._find(attempt_id)
        now = self.calls.clock.now()
        async with self.store.account(found.account_id) as scope:
            attempt = await keep_news(scope, attempt_id, AttemptState.ANSWERED, carrier_call_id, now)
            call = await scope.calls.get(attempt.call_id)
            if not await self._may_talk(scope, attempt, call, carrier_call_id):
                return None
        return await self.calls.token(found.account_id, call.id)

    async def report(self, attempt_id: str, state: AttemptState, carrier_call_id: str) -> None:
        """How it goes. Doubled, late and reordered reports end in one state. Raises NotFound."""
        found = await self._find(attempt_id)
        async with self.store.account(found.account_id) as scope:
            await keep_news(scope, attempt_id, state, carrier_call_id, self.calls.clock.now())

    async def machine(self, attempt_id: str, carrier_call_id: str) -> None:
        """A machine has answered: no message is left on it. Raises NotFound."""
        found = await self._find(attempt_id)
        now = self.calls.clock.now()
        async with self.store.account(found.account_id) as scope:
            attempt = await keep_news(scope, attempt_id, AttemptState.ANSWERED, carrier_call_id, now)
            call = await scope.calls.lock(attempt.call_id)
            if call.end_reason is not None or attempt.carrier_call_id != carrier_call_id:
                return
            status = advance(call.status, CallStatus.COMPLETED)
            call = replace(call, status=status, end_reason=EndReason.ANSWERING_MACHINE, ended_at=now)
            await scope.calls.save(call)
            await record_event(scope, EventType.CALL_COMPLETED, call, at=now)
        try:
            await self.dialing.hang_up(attempt)
        except DialoraError as error:
            log.warning("a machine could not be hung up on", attempt_id=attempt.id, error=error.code)

    async def _may_talk(
        self, scope: AccountScope, attempt: Attempt, call: Call, carrier_call_id: str
    ) -> bool:
        if attempt.state is not AttemptState.ANSWERED or attempt.carrier_call_id != carrier_call_id:
            return False
        if attempt.cancel_asked_at is not None or call.status is not CallStatus.RINGING:
            return False
        return (await scope.account()).standing in _MAY_CALL

    async def _find(self, attempt_id: str) -> FoundAttempt:
        async with self.store.platform() as platform:
            found = await platform.attempts.find(attempt_id)
        if found is None:
            raise NotFound("There is no such attempt.", code="attempt_unknown")
        return found
