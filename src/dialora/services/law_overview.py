"""How an account stands with the law: what was decided lately, who agreed and who stopped it, and what it
rests on that grows old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialora.compliance.book import Edition, Rulebook
from dialora.domain.decision_days import ConsentDay, DecisionCount
from dialora.domain.do_not_call import StopVia
from dialora.domain.ledger import ChainCheck
from dialora.domain.number_lists import NumberList
from dialora.domain.numbers import OwnedNumber
from dialora.ports.clock import Clock
from dialora.services.audit import Audit
from dialora.services.caller_ids import BELIEVED, is_fresh
from dialora.services.gate import Gate
from dialora.store.rows import MAX_PAGE
from dialora.store.scope import AccountScope, Store

#: How many days may be looked back on; the page's plots have one place for each.
PERIODS = (14, 30, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A day from which newer tables rule, and which those are: "windows", "holidays" …"""

    day: date
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The account's ledger."""

    entries: int
    #: None where nobody has checked it yet.
    checked: ChainCheck | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the carrier says of one of our numbers, and how long that is believed."""

    number: OwnedNumber
    #: None where it vouches for nothing.
    until: datetime | None
    #: Whether calls can rest on it now, without asking again.
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LawSeen:
    """All of it, as it stands at one moment."""

    #: Every day that is looked at, today being the last.
    days: tuple[date, ...]
    decisions: tuple[DecisionCount, ...]
    #: Days on which something happened.
    consents: tuple[ConsentDay, ...]
    stops: Mapping[StopVia, int]
    lists: tuple[NumberList, ...]
    proofs: tuple[Proof, ...]
    chain: Chain
    version: str
    in_force_since: date
    coming: tuple[Coming, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawOverview:
    store: Store
    clock: Clock
    rulebook: Rulebook
    audit: Audit

    @classmethod
    def over(cls, gate: Gate, audit: Audit) -> LawOverview:
        return cls(store=gate.store, clock=gate.clock, rulebook=gate.rulebook, audit=audit)

    async def look(self, account_id: str, *, days: int) -> LawSeen:
        """The last days, today with them."""
        now = self.clock.now()
        edition = self.rulebook.at(now)
        async with self.store.account(account_id) as scope:
            zone = (await scope.account()).zone
            today = now.astimezone(ZoneInfo(zone)).date()
            looked_at = tuple(today - timedelta(days=n) for n in range(days - 1, -1, -1))
            begins = datetime.combine(looked_at[0], time(), ZoneInfo(zone))
            return LawSeen(
                days=looked_at,
                decisions=await scope.decision_days.since(looked_at[0]),
                consents=await scope.decision_days.of_consents(begins, zone),
                stops=await scope.dnc_entries.count_by_source(begins),
                lists=await scope.registry_lists.current(),
                proofs=await _proofs(scope, now),
                chain=await _chain(scope),
                version=edition.version,
                in_force_since=edition.effective_from,
                coming=self._coming(edition),
            )

    async def check_chain(self, account_id: str) -> ChainCheck | None:
        """Check every entry now, and write down what came of it. Takes as long as the chain is."""
        await self.audit.verify_account(account_id)
        async with self.store.account(account_id) as scope:
            return await scope.ledger.last_check()

    def _coming(self, edition: Edition) -> tuple[Coming, ...]:
        found = []
        while (following := self.rulebook.after(edition)) is not None:
            newer = sorted(following.hashes.keys() - edition.hashes.keys())
            tables = tuple(name.partition(".")[0] for name in newer)
            found.append(Coming(day=following.effective_from, tables=tables))
            edition = following
        return tuple(found)


async def _proofs(scope: AccountScope, now: datetime) -> tuple[Proof, ...]:
    page = await scope.numbers.page(limit=MAX_PAGE)
    return tuple(
        Proof(
            number=it,
            until=it.checked_at + BELIEVED if it.verified and it.checked_at else None,
            fresh=it.verified and is_fresh(it, now),
        )
        for it in page.items
    )


async def _chain(scope: AccountScope) -> Chain:
    head = await scope.ledger.head()
    return Chain(entries=head.seq if head else 0, checked=await scope.ledger.last_check())
