"""What an account has set for its own calls, and what they have cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from dialora.domain.attempts import AttemptState
from dialora.domain.calling import CallingSettings, Spent
from dialora.domain.costs import CostPart
from dialora.store.rows import Tenant, read_noun, write_noun
from dialora.store.tables import attempts, call_costs, calling_settings, calls

_OVER = [state for state in AttemptState if state.over]


class OwnCallingSettings:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def get(self) -> CallingSettings:
        """Nothing is set where nobody has said so."""
        query = select(calling_settings).where(calling_settings.c.account_id == self._tenant.account_id)
        row = (await self._tenant.connection.execute(query)).first()
        if row is None:
            return CallingSettings()
        found: CallingSettings = read_noun(CallingSettings, row)
        return replace(found, countries=None if found.countries is None else tuple(found.countries))

    async def put(self, settings: CallingSettings) -> None:
        """In the place of what was set before."""
        countries = None if settings.countries is None else list(settings.countries)
        row = write_noun(settings) | {"countries": countries}
        first = insert(calling_settings).values(account_id=self._tenant.account_id, **row)
        again = first.on_conflict_do_update(index_elements=["account_id"], set_=row)
        await self._tenant.connection.execute(again)

    async def hold_spending(self) -> None:
        """No other call of the account is weighed against its cap until this transaction ends. Taken after
        the locks on the number and on the account's row, before the ledger's head."""
        lock = text("select pg_advisory_xact_lock(hashtextextended(:spending, 0))")
        await self._tenant.connection.execute(lock, {"spending": f"spending {self._tenant.account_id}"})

    async def spent(self, since: datetime, currency: str, *, micros_per_minute: int, longest_s: int) -> Spent:
        """What calls that ended since then have cost, and what is put aside for those that have no cost yet.
        A call that was settled at no price counts at `micros_per_minute`."""
        mine = call_costs.c.account_id == self._tenant.account_id
        guess = func.ceil(call_costs.c.quantity * micros_per_minute / 60.0)
        unpriced = and_(call_costs.c.micros.is_(None), call_costs.c.part == CostPart.CARRIER)
        known = case(
            (unpriced, guess), (call_costs.c.currency == currency, func.coalesce(call_costs.c.micros, 0))
        )
        foreign = and_(call_costs.c.currency != currency, call_costs.c.micros > 0)
        costs = select(
            func.coalesce(func.sum(known), 0).label("micros"),
            func.coalesce(func.bool_or(foreign), False).label("elsewhere"),
        ).where(mine, call_costs.c.settled_at >= since)
        row = (await self._tenant.connection.execute(costs)).one()
        open_calls = await self._tenant.connection.scalar(
            select(func.count()).select_from(attempts).where(*self._unsettled(since))
        )
        each = -(-micros_per_minute * longest_s // 60)
        return Spent(
            micros=int(row.micros), reserved_micros=(open_calls or 0) * each, elsewhere=row.elsewhere
        )

    def _unsettled(self, since: datetime) -> tuple[ColumnElement[bool], ...]:
        """Posted, or about to be, and without a cost yet. One that nobody answered costs nothing."""
        settled = exists().where(
            call_costs.c.account_id == attempts.c.account_id, call_costs.c.call_id == attempts.c.call_id
        )
        not_ended = exists().where(
            calls.c.account_id == attempts.c.account_id,
            calls.c.id == attempts.c.call_id,
            calls.c.ended_at.is_(None),
        )
        over = attempts.c.state.in_(_OVER)
        unpaid = and_(over, attempts.c.answered_at.is_not(None), attempts.c.ended_at >= since, not_ended)
        return (
            attempts.c.account_id == self._tenant.account_id,
            ~attempts.c.test,
            or_(and_(~over, attempts.c.state != AttemptState.QUEUED), unpaid),
            ~settled,
        )
