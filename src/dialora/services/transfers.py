"""Callers put through to a person: asked for by a member, or owed to a caller whom we cut off.

Nobody is rung without a decision of the gate that is seconds old: asking is decided on, so that the agent
promises nothing that is refused, and ringing is decided on again when the carrier is about to be told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dialora.compliance.clearance import Clearance
from dialora.compliance.intent import CallIntent
from dialora.domain.admission import NO_LIMITS, CallLimits
from dialora.domain.agents import Agent, TransferDestination
from dialora.domain.calls import Call, EndReason, Line
from dialora.domain.errors import Conflict, Invalid
from dialora.domain.phone import PhoneNumber
from dialora.domain.transfers import Transfer, TransferState
from dialora.ports.clock import Clock
from dialora.scheduling.reachable import is_reachable
from dialora.services.gate import CallRefused, Gate
from dialora.store.scope import AccountScope, Store

#: The carrier asks again where our answer was lost; later than this it asks about something long past.
_ASKED_AGAIN: Final = timedelta(seconds=20)
_A_DAY: Final = timedelta(days=1)
#: How long the person's telephone rings.
RING_S: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The carrier may ring this person now, and only with this clearance."""

    clearance: Clearance
    #: Our number, which the call came in on: what the person's telephone shows.
    caller_id: PhoneNumber
    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """Nobody took the call; the caller is still there."""

    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers:
    store: Store
    clock: Clock
    gate: Gate
    #: Of the installation; an account may set its own.
    limits: CallLimits = NO_LIMITS

    async def ask(self, account_id: str, call_id: str, to: str | None) -> Transfer:
        """Decide whether this call may be put through to the agent's destination of this name or number, the
        first where none is named. Asked again, the first answer holds.

        Raises NotFound, Conflict where the call has no line, the agent no destination or the account has had
        its transfers of the day, Invalid where it has no such destination, CallRefused.
        """
        async with self.store.account(account_id) as scope:
            call = await scope.calls.get(call_id)
            agent = await _agent_of(scope, call)
            known = await scope.transfers.of_call(call_id)
            intent = None if known else await _intent(scope, call, agent, _chosen(agent, to))
            if intent is not None and await self._too_many(scope):
                raise Conflict(
                    "So many callers were put through today that this one cannot be: ask whoever runs this"
                    " installation for more.",
                    code="too_many_transfers",
                )
        if known is not None:
            return known
        assert intent is not None
        destination = _chosen(agent, to)
        clearance = await self.gate.clear(intent)
        transfer = Transfer(
            account_id=account_id,
            call_id=call_id,
            name=destination.name,
            number=destination.number,
            state=TransferState.ASKED,
            decision_id=clearance.decision_id,
            asked_at=self.clock.now(),
            rung_at=None,
        )
        async with self.store.account(account_id) as scope:
            if not await scope.transfers.ask(transfer):
                transfer = await scope.transfers.of_call(call_id) or transfer
        return transfer

    async def next_leg(self, account_id: str, call_id: str) -> Leg | None:
        """Our audio has ended and the carrier asks what next: whom to ring, if anybody. A caller whom we cut
        off is owed the first destination that is reachable now."""
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            call = await scope.calls.get(call_id)
            if call.line is not Line.PHONE or call.number is None or call.agent_id is None:
                return None
            agent = await _agent_of(scope, call)
            transfer = await scope.transfers.of_call(call_id)
            if transfer is None and call.end_reason is not EndReason.TRANSFERRED:
                transfer = _owed(call, agent, now)
            if transfer is None or not _may_ring(transfer, now):
                return None
            to = TransferDestination(name=transfer.name, number=transfer.number)
            intent = await _intent(scope, call, agent, to)
            too_many = transfer.rung_at is None and await self._too_many(scope)
        if too_many:
            if transfer.decision_id:
                # Asked for and decided on; one that is only owed was never begun.
                await self._keep(replace(transfer, state=TransferState.REFUSED))
            return None
        try:
            clearance = await self.gate.clear(intent)
        except CallRefused as refused:
            refusal = replace(transfer, state=TransferState.REFUSED, decision_id=refused.decision_id)
            await self._keep(refusal)
            return None
        ringing = replace(transfer, state=TransferState.RINGING, decision_id=clearance.decision_id)
        await self._keep(replace(ringing, rung_at=transfer.rung_at or now))
        return Leg(clearance=clearance, caller_id=call.number, name=transfer.name, language=agent.language)

    async def report(self, account_id: str, call_id: str, *, answered: bool) -> NotTaken | None:
        """The carrier's word on the person's telephone. Doubled and late ones change nothing."""
        async with self.store.account(account_id) as scope:
            call = await scope.calls.lock(call_id)
            transfer = await scope.transfers.lock_of_call(call_id)
            if transfer is None or transfer.state is TransferState.ASKED:
                return None
            if not transfer.state.over:
                state = TransferState.ANSWERED if answered else TransferState.UNANSWERED
                transfer = replace(transfer, state=state)
                await scope.transfers.save(transfer)
                await scope.calls.save(replace(call, outcome=_outcome(transfer, call)))
            if transfer.state is not TransferState.UNANSWERED:
                return None
            agent = await _agent_of(scope, call)
        return NotTaken(name=transfer.name, language=agent.language)

    async def _too_many(self, scope: AccountScope) -> bool:
        most = (await scope.limits.get()).over(self.limits).transfers_day
        return bool(most) and await scope.transfers.rung_since(self.clock.now() - _A_DAY) >= (most or 0)

    async def _keep(self, transfer: Transfer) -> None:
        async with self.store.account(transfer.account_id) as scope:
            if not await scope.transfers.ask(transfer):
                await scope.transfers.save(transfer)


def _chosen(agent: Agent, to: str | None) -> TransferDestination:
    destinations = agent.business.transfers
    if not destinations:
        raise Conflict(
            "This agent has nobody to put callers through to. Name somebody on the agent's page.",
            code="no_destination",
        )
    if to is None:
        return destinations[0]
    for destination in destinations:
        if to in (destination.name, destination.number.e164):
            return destination
    names = ", ".join(destination.name for destination in destinations)
    raise Invalid(f"This agent puts callers through to {names} only.", field="to", code="destination_unknown")


def _owed(call: Call, agent: Agent, now: datetime) -> Transfer | None:
    for destination in agent.business.transfers:
        if is_reachable(agent.business, destination, now):
            return Transfer(
                account_id=call.account_id,
                call_id=call.id,
                name=destination.name,
                number=destination.number,
                state=TransferState.ASKED,
                decision_id="",
                asked_at=now,
                rung_at=None,
            )
    return None


def _may_ring(transfer: Transfer, now: datetime) -> bool:
    if transfer.state is TransferState.RINGING:
        return transfer.rung_at is not None and now - transfer.rung_at < _ASKED_AGAIN
    return transfer.state is TransferState.ASKED


async def _intent(
    scope: AccountScope, call: Call, agent: Agent, destination: TransferDestination
) -> CallIntent:
    if call.line is not Line.PHONE or call.number is None:
        raise Conflict(
            "A call from the browser cannot be put through: there is no telephone line.", code="browser_call"
        )
    number = await scope.numbers.by_number(call.number)
    return CallIntent.to_person(
        account_id=call.account_id,
        agent_id=agent.id,
        number_id=number.id if number else None,
        destination=destination.number,
    )


async def _agent_of(scope: AccountScope, call: Call) -> Agent:
    """As its owner has it now: who left the business is not rung any more."""
    if call.agent_id is None:
        raise Conflict("No agent speaks in this call.", code="no_agent")
    return await scope.agents.get(call.agent_id)


def _outcome(transfer: Transfer, call: Call) -> str | None:
    through = put_through(transfer.name)
    if transfer.state is not TransferState.UNANSWERED:
        return call.outcome or through
    missed = f"{through}: nobody answered"
    return missed if call.outcome in (None, through) else f"{call.outcome}; {missed[:1].lower()}{missed[1:]}"


def put_through(name: str) -> str:
    """What has come of a call that was handed on, for the owner."""
    return f"Put through to {name}"
