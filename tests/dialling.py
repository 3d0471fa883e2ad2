"""Outgoing calls in tests: a carrier that is really asked, a gate whose rules the test chooses, and the proof
that every dialled call was decided on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from dialora.compliance.book import Rulebook, unpinned_rulebook
from dialora.compliance.facts import Unknown
from dialora.compliance.kinds import Kind
from dialora.compliance.question import Question
from dialora.compliance.rule import Rule, Ruling, denies, requires
from dialora.domain.accounts import Standing
from dialora.domain.attempts import CLEARANCE_LIFETIME, Attempt
from dialora.domain.numbers import CarrierCredentials
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.providers.telephony.twilio_calls import TwilioCalls
from dialora.providers.telephony.twilio_numbers import TwilioNumbers
from dialora.services.calls import Calls
from dialora.services.gate import Gate
from dialora.services.heads import Heads
from dialora.services.numbers import Numbers
from dialora.services.outgoing import Outgoing, Wanted
from dialora.store.ids import new_id
from dialora.store.scope import Store
from dialora.testing.carrier import CarrierDouble, CarrierNumber, carrier_double
from worlds import NOW, Tenancy

CALLEE = PhoneNumber("+12125550160")
OTHER = PhoneNumber("+12125550161")


@dataclass(slots=True)
class Denials:
    """What the test's own rule forbids, beside what it lets pass."""

    numbers: set[PhoneNumber] = field(default_factory=set)
    conditions: tuple[str, ...] = ("AI_DISCLOSURE", "IDENTIFY_CALLER", "OPT_OUT_WITHIN_2S")

    def law(self, question: Question) -> Ruling | None:
        intent, revoked = question.intent, question.facts.revocations
        if intent.number_id == "":
            return denies("CALLER_ID_NOT_OWNED", "The account has no number to show.")
        account = question.facts.account
        if isinstance(account, Unknown) or account.standing is not Standing.ACTIVE:
            return denies("TENANT_SUSPENDED", "The account is stopped.")
        if intent.peer in self.numbers or isinstance(revoked, Unknown) or revoked:
            return denies("INTERNAL_DNC", "They said stop.")
        return requires(*self.conditions, why="The test allows it.")


@lru_cache
def _tables() -> Rulebook:
    return unpinned_rulebook()


def rulebook_of(denials: Denials) -> Rulebook:
    """One rule, the test's: what is tried here is the way to the carrier, not the law."""
    rules = (Rule(name="test", gate="G4", order=1, source="test", law=denials.law),)
    editions = (
        replace(edition, rules=rules, by_kind=dict.fromkeys(Kind, rules)) for edition in _tables().editions
    )
    return Rulebook(editions=tuple(editions))


@dataclass(slots=True, kw_only=True)
class Exchange:
    """An account with a number at a carrier, and everything that calls out from it."""

    store: Store
    clock: Clock
    tenancy: Tenancy
    carrier: CarrierDouble
    number: CarrierNumber
    outgoing: Outgoing
    calls: Calls
    denials: Denials

    @property
    def account_id(self) -> str:
        return self.tenancy.account.id

    def wanted(self, number: PhoneNumber = CALLEE, **changes: object) -> Wanted:
        known: dict[str, object] = {
            "account_id": self.account_id,
            "agent_id": self.tenancy.agent.id,
            "number": number,
            "asked_by": "key_test",
            "about": "your appointment on Thursday",
        }
        return Wanted(**known | changes)  # type: ignore[arg-type]

    async def attempt(self) -> Attempt:
        """The newest."""
        async with self.store.account(self.account_id) as scope:
            return (await scope.attempts.page()).items[0]

    async def every_dialled_call_was_decided_on(self) -> None:
        """The carrier's journal held against our own decisions."""
        for dialled in self.carrier.journal:
            attempt_id = dialled.url.rsplit("/", 2)[-2]
            async with self.store.account(self.account_id) as scope:
                attempt = await scope.attempts.get(attempt_id)
                assert attempt.decision_id is not None
                decision = await scope.decisions.get(attempt.decision_id)
                assert decision.decision != "deny"
                assert attempt.number == dialled.to
                number = await scope.numbers.get(attempt.number_id or "")
                assert number.number == dialled.caller_id
            since = dialled.at - decision.at
            assert timedelta(0) <= since <= CLEARANCE_LIFETIME, f"dialled {since} after the decision"
        attempts = [it.url for it in self.carrier.journal]
        assert len(set(attempts)) == len(attempts), "an attempt was dialled twice"


def outgoing_of(
    store: Store, clock: Clock, folder: Path, *, api_url: str, denials: Denials, public_url: str
) -> Outgoing:
    """As a process has it."""
    calls = Calls(
        store=store,
        clock=clock,
        gate=Gate(
            store=store,
            clock=clock,
            rulebook=rulebook_of(denials),
            heads=Heads(folder=folder / "heads", keyring=store.keyring),
        ),
        numbers=Numbers(store=store, clock=clock, registries={"twilio": TwilioNumbers(api_url=api_url)}),
        process_id=new_id("proc"),
        capacity=64,
    )
    return Outgoing.over(calls, {"twilio": TwilioCalls(api_url=api_url)}, public_url)


@asynccontextmanager
async def exchange(
    store: Store, clock: Clock, tenancy: Tenancy, folder: Path, *, server_url: str = "http://127.0.0.1:9"
) -> AsyncIterator[Exchange]:
    """Without a server of ours, the carrier's callbacks reach nobody: tests speak for it."""
    async with carrier_double(server_url=server_url) as carrier:
        carrier.now = clock.now
        number = carrier.add_number(carrier.add_account(), tenancy.number.number)
        await bring(store, tenancy, number)
        denials = Denials()
        outgoing = outgoing_of(
            store, clock, folder, api_url=carrier.api_url, denials=denials, public_url=server_url
        )
        it = Exchange(
            store=store,
            clock=clock,
            tenancy=tenancy,
            carrier=carrier,
            number=number,
            outgoing=outgoing,
            calls=outgoing.calls,
            denials=denials,
        )
        yield it
        await it.every_dialled_call_was_decided_on()


async def bring(store: Store, tenancy: Tenancy, number: CarrierNumber, *, checked_at: datetime = NOW) -> None:
    """The account's number is at this carrier."""
    account = number.account
    ours = replace(tenancy.number, carrier_account_id=account.sid, checked_at=checked_at)
    async with store.account(tenancy.account.id) as scope:
        await scope.numbers.save(ours)
        await scope.numbers.set_credentials(
            tenancy.number.id,
            CarrierCredentials(carrier_account_id=account.sid, auth_token=account.auth_token),
        )
