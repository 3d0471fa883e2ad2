"""The rows of an account's ledger. Entries are only ever added; the head row is the lock that orders them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.errors import Forbidden
from dialora.domain.ledger import ChainCheck, LedgerEntry, LedgerHead
from dialora.store.rows import Tenant, read_noun, write_noun
from dialora.store.tables import decisions, ledger_checks, ledger_entries, ledger_heads

_BATCH = 1000


class Ledger:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def lock_head(self) -> LedgerHead:
        """The head of the chain, made where there is none yet. Nobody else can add an entry until this
        transaction ends; taken after every other lock."""
        locked = (await self._tenant.connection.execute(self._head().with_for_update())).first()
        if locked is None:
            made = insert(ledger_heads).values(write_noun(LedgerHead.empty(self._tenant.account_id)))
            await self._tenant.connection.execute(made.on_conflict_do_nothing())
            locked = (await self._tenant.connection.execute(self._head().with_for_update())).one()
        return _read_head(locked)

    async def append(self, entry: LedgerEntry, head: LedgerHead) -> None:
        """Add an entry, and the head signed over it, under the lock of the head before it."""
        if {entry.account_id, head.account_id} != {self._tenant.account_id}:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        # One way to the database instead of two: every decision waits for it.
        added = insert(ledger_entries).values(write_noun(entry)).cte("added")
        moved = update(ledger_heads).where(ledger_heads.c.account_id == self._tenant.account_id)
        await self._tenant.connection.execute(
            moved.values(seq=head.seq, hash=head.hash, signature=head.signature).add_cte(added)
        )

    async def append_all(self, entries: Sequence[LedgerEntry], head: LedgerHead) -> None:
        """As `append`, for many entries that follow one another."""
        if {head.account_id, *(entry.account_id for entry in entries)} != {self._tenant.account_id}:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        rows = [write_noun(entry) for entry in entries]
        await self._tenant.connection.execute(insert(ledger_entries).values(rows))
        moved = update(ledger_heads).where(ledger_heads.c.account_id == self._tenant.account_id)
        await self._tenant.connection.execute(
            moved.values(seq=head.seq, hash=head.hash, signature=head.signature)
        )

    async def head(self) -> LedgerHead | None:
        """None where nothing has happened yet."""
        row = (await self._tenant.connection.execute(self._head())).first()
        return None if row is None else _read_head(row)

    async def entries(self) -> AsyncIterator[LedgerEntry]:
        """All, in order, a batch in memory at a time."""
        after = -1
        while True:
            query = (
                select(ledger_entries)
                .where(ledger_entries.c.account_id == self._tenant.account_id, ledger_entries.c.seq > after)
                .order_by(ledger_entries.c.seq)
                .limit(_BATCH)
            )
            rows = (await self._tenant.connection.execute(query)).all()
            for row in rows:
                entry: LedgerEntry = read_noun(LedgerEntry, row)
                yield entry
            if len(rows) < _BATCH:
                return
            after = rows[-1].seq

    async def checked(self, check: ChainCheck) -> None:
        """What came of it when this chain was checked, in the place of what did before."""
        row = write_noun(check)
        first = insert(ledger_checks).values(account_id=self._tenant.account_id, **row)
        await self._tenant.connection.execute(
            first.on_conflict_do_update(index_elements=["account_id"], set_=row)
        )

    async def last_check(self) -> ChainCheck | None:
        """None where nobody has checked it yet."""
        query = select(ledger_checks).where(ledger_checks.c.account_id == self._tenant.account_id)
        row = (await self._tenant.connection.execute(query)).first()
        return None if row is None else ChainCheck(at=row.at, entries=row.entries, problem=row.problem)

    async def first_unlike_its_decision(self) -> int | None:
        """The first entry of a decision whose own row is gone or says something else."""
        entry, decision = ledger_entries.c, decisions.c
        same = and_(decision.account_id == entry.account_id, decision.id == entry.subject_id)
        query = (
            select(func.min(entry.seq))
            .select_from(ledger_entries.outerjoin(decisions, same))
            .where(entry.account_id == self._tenant.account_id, entry.kind == "decision")
            .where(decision.payload.is_distinct_from(entry.payload))
        )
        seq: int | None = await self._tenant.connection.scalar(query)
        return seq

    async def first_decision_without_entry(self) -> str | None:
        """The first decision that no entry speaks of."""
        entry, decision = ledger_entries.c, decisions.c
        spoken_of = exists().where(entry.account_id == decision.account_id, entry.subject_id == decision.id)
        query = select(func.min(decision.id)).where(
            decision.account_id == self._tenant.account_id, ~spoken_of
        )
        id: str | None = await self._tenant.connection.scalar(query)
        return id

    def _head(self) -> Select[Any]:
        return select(ledger_heads).where(ledger_heads.c.account_id == self._tenant.account_id)


def _read_head(row: Row[Any]) -> LedgerHead:
    head: LedgerHead = read_noun(LedgerHead, row)
    return head
