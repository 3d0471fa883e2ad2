"""One revocation, or one suspension, against many who dial: nothing begins after it was acknowledged.

Dialers are processes' worth of stores on one database, all of them calling one number again and again; the
carrier is the double, and its journal is the truth of what was dialled and when.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from dialora.bench.one_account import add_account
from dialora.bench.safety import page
from dialora.bench.safety.page import Figure, none_of
from dialora.clock import clock_of
from dialora.compliance.book import Rulebook, load_rulebook
from dialora.compliance.facts import Unknown
from dialora.compliance.kinds import Kind
from dialora.compliance.question import Question
from dialora.compliance.rule import Rule, Ruling, denies, passes
from dialora.domain.accounts import Standing
from dialora.domain.attempts import AttemptState
from dialora.domain.calls import Call
from dialora.domain.do_not_call import StopVia
from dialora.domain.errors import DialoraError
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.providers.telephony.twilio_calls import TwilioCalls
from dialora.providers.telephony.twilio_numbers import TwilioNumbers
from dialora.services.calls import Calls
from dialora.services.enforcement import Enforcement
from dialora.services.gate import Gate
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.services.numbers import Numbers
from dialora.services.outgoing import Outgoing, Wanted
from dialora.services.revocations import Revocations, Stop
from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.ids import new_id
from dialora.store.keyring import Keyring
from dialora.store.migrate import migrate
from dialora.store.roles import DatabaseUrls, database_urls
from dialora.store.scope import Store
from dialora.testing.carrier import Callee, CarrierDouble, carrier_double

#: Stores and gates of their own, as processes have them.
PROCESSES: Final = 4
_SEED: Final = 1
_TITLE: Final = "Stops against dialers"
_NOWHERE: Final = "http://127.0.0.1:9"
_SECRET: Final = b"a secret key that only this campaign knows"
#: Before somebody says stop, so that it falls among calls that leave.
_AT_MOST_S: Final = 0.15
_LOOK_S: Final = 0.01
#: What a dialer is told that may try again.
_PASSING: Final = frozenset({"at_capacity", "database_unavailable", "call_withdrawn", "number_in_use"})
_PATIENT: Final = 6_000
#: Looked at for so long after the acknowledgement.
_AFTERWARDS_S: Final = 0.3


class Dialer(Protocol):
    """Calls the number once, and is refused once it may not."""

    async def __call__(self) -> Call: ...


@dataclass(slots=True, kw_only=True)
class Found:
    """What was seen over all rounds."""

    rounds: int = 0
    dialled: int = 0
    refused: int = 0
    #: Requests that reached the carrier after the acknowledgement.
    after: int = 0
    #: Told of by the acknowledgement as just leaving.
    leaving: int = 0
    #: Of those dialled before it, how many still rang when all was over.
    still_ringing: int = 0
    slowest_s: float = 0.0
    errors: list[str] = field(default_factory=list)


def dialers(exchanges: Sequence[Outgoing], wanted: Wanted, many: int) -> list[Dialer]:
    """So many, spread over the processes."""

    def one(outgoing: Outgoing) -> Dialer:
        return lambda: outgoing.place(wanted)

    return [one(exchanges[index % len(exchanges)]) for index in range(many)]


async def one_round(
    found: Found,
    carrier: CarrierDouble,
    dialling: Sequence[Dialer],
    stop: Callable[[], Awaitable[int]],
    worker: Callable[[], Awaitable[object]],
    now: Callable[[], datetime],
    draw: random.Random,
) -> None:
    """All dial, somebody says stop, and everybody goes on trying. `stop` returns how many were leaving;
    `worker` ends what a slow carrier has not ended yet."""
    before = len(carrier.journal)
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as everybody:
        for dial in dialling:
            everybody.create_task(_again_and_again(found, dial, over))
        await _somebody_was_called(carrier, before)
        await asyncio.sleep(draw.uniform(0, _AT_MOST_S))
        began = loop.time()
        found.leaving += await stop()
        acknowledged = now()
        found.slowest_s = max(found.slowest_s, loop.time() - began)
        await asyncio.sleep(_AFTERWARDS_S)
        over.set()
    await worker()
    dialled = carrier.journal[before:]
    found.rounds += 1
    found.dialled += len(dialled)
    found.after += sum(it.at > acknowledged for it in dialled)
    legs = [carrier.legs[it.carrier_call_id] for it in dialled]
    async with asyncio.timeout(timedelta(seconds=30).total_seconds()):
        found.still_ringing += sum([await _rings(it.over) for it in legs])


async def _somebody_was_called(carrier: CarrierDouble, before: int) -> None:
    """Until calls leave at all: on a busy machine that takes its time."""
    for _ in range(_PATIENT):
        if len(carrier.journal) > before:
            return
        await asyncio.sleep(_LOOK_S)


async def _again_and_again(found: Found, dial: Dialer, over: asyncio.Event) -> None:
    while not over.is_set():
        try:
            await dial()
        except DialoraError as error:
            if error.code == "call_refused":
                found.refused += 1
            elif error.code not in _PASSING:
                found.errors.append(error.code)
        await asyncio.sleep(0)


async def _rings(over: asyncio.Future[None]) -> bool:
    """Whether it is still going on a moment later."""
    done, _ = await asyncio.wait({over}, timeout=2.0)
    return not done


# An installation of its own


async def run(*, rounds: int, many: int, seed: int, suspend: bool) -> Found:
    """So many rounds, each with a number of its own: a revocation, or a suspension of the account."""
    found, draw, clock = Found(), random.Random(seed), clock_of(None)
    async with _installation(clock) as it:
        for index in range(rounds):
            callee = PhoneNumber(f"+1212555{index % 10_000:04d}")
            it.carrier.callees[callee] = Callee(rings_s=None)
            wanted = Wanted(
                account_id=it.account_id, agent_id=it.agent_id, number=callee, asked_by="campaign"
            )
            stop = it.suspend if suspend else it.revokes(callee)
            dialling, worker = dialers(it.processes, wanted, many), it.processes[0].attempts.end_unwanted
            await one_round(found, it.carrier, dialling, stop, worker, clock.now, draw)
            await it.tell_the_ends()
            if suspend:
                await it.reinstate()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Installation:
    account_id: str
    agent_id: str
    carrier: CarrierDouble
    processes: tuple[Outgoing, ...]
    revocations: Revocations
    enforcement: Enforcement

    def revokes(self, callee: PhoneNumber) -> Callable[[], Awaitable[int]]:
        async def stop() -> int:
            stopped = await self.revocations.stop(self.account_id, callee, Stop(via=StopVia.API))
            return stopped.leaving

        return stop

    async def tell_the_ends(self) -> None:
        """What the carrier would report, had it somebody to report to."""
        for dialled in self.carrier.journal:
            leg = self.carrier.legs.pop(dialled.carrier_call_id, None)
            if leg is not None:
                attempt_id = dialled.url.rsplit("/", 2)[-2]
                await self.processes[0].answers.report(attempt_id, AttemptState.CANCELED, leg.record.sid)

    async def suspend(self) -> int:
        await self.enforcement.suspend(self.account_id)
        return 0

    async def reinstate(self) -> None:
        await self.enforcement.reinstate(self.account_id)


@asynccontextmanager
async def _installation(clock: Clock) -> AsyncIterator[_Installation]:
    keyring = Keyring(_SECRET)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = EmbeddedPostgres(folder, keyring, durable=False)
        postgres.start()
        stack.callback(postgres.stop)
        urls = database_urls(postgres.owner_url(), keyring)
        migrate(urls)
        carrier = await stack.enter_async_context(carrier_double(server_url=_NOWHERE))
        carrier.now = clock.now
        heads = Heads(folder=folder / "heads", keyring=keyring)
        processes = [
            await _process(stack, urls, keyring, clock, heads, carrier.api_url) for _ in range(PROCESSES)
        ]
        store, attempts = processes[0].store, processes[0].attempts
        ours = carrier.add_number(carrier.add_account(), PhoneNumber("+12025550100"))
        made = await add_account(store, clock.now(), ours)
        yield _Installation(
            account_id=made.account_id,
            agent_id=made.agent_id,
            carrier=carrier,
            processes=tuple(processes),
            revocations=Revocations(store=store, clock=clock, underway=attempts),
            enforcement=Enforcement(store=store, ledger=Ledger(clock=clock, heads=heads), underway=attempts),
        )


async def _process(
    stack: AsyncExitStack, urls: DatabaseUrls, keyring: Keyring, clock: Clock, heads: Heads, api_url: str
) -> Outgoing:
    store = await Store.open(urls, keyring)
    stack.push_async_callback(store.close)
    calls = Calls(
        store=store,
        clock=clock,
        gate=Gate(store=store, clock=clock, rulebook=_one_rule(load_rulebook()), heads=heads),
        numbers=Numbers(store=store, clock=clock, registries={"twilio": TwilioNumbers(api_url=api_url)}),
        process_id=new_id("proc"),
        capacity=10_000,
    )
    return Outgoing.over(calls, {"twilio": TwilioCalls(api_url=api_url)}, _NOWHERE)


def _one_rule(rulebook: Rulebook) -> Rulebook:
    """Instead of the law one rule, so that at any hour whatever is not forbidden here leaves."""
    rules = (Rule(name="stopped", gate="G4", order=1, source="this campaign", law=_stopped),)
    editions = (
        replace(edition, rules=rules, by_kind=dict.fromkeys(Kind, rules)) for edition in rulebook.editions
    )
    return Rulebook(editions=tuple(editions))


def _stopped(question: Question) -> Ruling | None:
    account, revoked = question.facts.account, question.facts.revocations
    if isinstance(account, Unknown) or account.standing is not Standing.ACTIVE:
        return denies("TENANT_SUSPENDED", "The account is stopped.")
    if isinstance(revoked, Unknown) or revoked:
        return denies("INTERNAL_DNC", "They said stop.")
    return passes("Nobody has said stop.")


def main(rounds: int = 200, many: int = 32) -> int:
    """The whole campaign; its page is docs/safety.md."""
    figures = []
    for suspend, name in ((False, "revocation"), (True, "suspension")):
        found = asyncio.run(run(rounds=rounds, many=many, seed=_SEED, suspend=suspend))
        figures += [
            Figure(f"rounds of one {name} against {many} dialers", found.rounds),
            Figure(f"{name}: calls placed before it, refused after it", f"{found.dialled}, {found.refused}"),
            none_of(f"{name}: calls begun after its acknowledgement", found.after),
            none_of(f"{name}: calls that still rang afterwards", found.still_ringing),
            Figure(f"{name}: slowest acknowledgement", f"{found.slowest_s:.2f} s"),
            none_of(f"{name}: errors", len(found.errors)),
        ]
    what = "Dialers of four processes call one number until one stop is acknowledged, and go on trying."
    text = page.section(_TITLE, [what, f"Seed {_SEED}; {page.machine()}."], figures)
    print(text, flush=True)
    if (rounds, many) == (200, 32):
        page.write(_TITLE, text)
    return int(not all(figure.met for figure in figures))
