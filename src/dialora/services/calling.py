"""Where an account calls and what it spends on it: set by its own people, within what the operator allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialora.domain.approvals import Approvals
from dialora.domain.calling import (
    DEAREST_DAY_MICROS,
    LONGEST_CALL_S,
    CallingSettings,
    Spent,
    allowed_countries,
    called_countries,
    chosen_countries,
    day_caps,
)
from dialora.domain.costs import CarrierPrice
from dialora.domain.errors import Invalid
from dialora.ports.clock import Clock
from dialora.services.facts_spending import day_began, one_call_micros
from dialora.services.ledger import Ledger
from dialora.store.rows import MAX_PAGE
from dialora.store.scope import AccountScope, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingChange:
    """What somebody of the account wants: a field that is not named in `named` stays."""

    named: frozenset[str]
    countries: Sequence[str] | None = None
    spend_day_micros: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingView:
    """What holds, and what it comes from."""

    own: CallingSettings
    approvals: Approvals
    #: Its own country.
    home: str
    #: Those it may choose from, and those it calls.
    allowed: tuple[str, ...]
    called: tuple[str, ...]
    #: The least of its own cap and the operator's, where there is one.
    cap_micros: int | None
    currency: str | None
    #: Of today; None where no cap holds, or nobody has said what a minute costs.
    spent: Spent | None
    #: What is put aside for one call while it lasts.
    one_call_micros: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    store: Store
    clock: Clock
    ledger: Ledger

    async def of(self, account_id: str) -> CallingView:
        """Raises NotFound."""
        async with self.store.account(account_id) as scope:
            return await self._view(scope)

    async def change(self, account_id: str, asked: CallingChange, *, by: str) -> CallingView:
        """From the next decision on it holds; who wanted it is in the ledger. Raises Invalid."""
        if not asked.named:
            return await self.of(account_id)
        async with self.store.account(account_id) as scope:
            account = await scope.own.lock()
            before, approvals = await scope.calling_settings.get(), await scope.approvals.get()
            after = before
            if "countries" in asked.named:
                allowed = allowed_countries(account.country, approvals)
                chosen = None if asked.countries is None else chosen_countries(asked.countries, allowed)
                after = replace(after, countries=chosen)
            if "spend_day" in asked.named:
                micros, currency = await _checked_cap(scope, approvals, asked)
                after = replace(after, spend_day_micros=micros, currency=currency)
            after = replace(after, changed_at=self.clock.now(), changed_by=by)
            await scope.calling_settings.put(after)
            view = await self._view(scope)
            said = {
                "countries": after.countries,
                "spend_day_micros": after.spend_day_micros,
                "currency": after.currency,
                "by": by,
            }
            head = await self.ledger.add(scope, kind="calling_settings", subject_id=account_id, said=said)
        await self.ledger.keep(head)
        return view

    async def _view(self, scope: AccountScope) -> CallingView:
        account, own = await scope.account(), await scope.calling_settings.get()
        approvals = await scope.approvals.get()
        caps = day_caps(approvals, own)
        cap, currency = min(caps) if caps else (None, None)
        price = await _price(scope, currency) if currency else None
        longest_s = (await scope.limits.get()).longest_s or LONGEST_CALL_S
        return CallingView(
            own=own,
            approvals=approvals,
            home=account.country,
            allowed=tuple(sorted(allowed_countries(account.country, approvals))),
            called=tuple(sorted(called_countries(account.country, approvals, own))),
            cap_micros=cap,
            currency=currency,
            spent=None
            if price is None
            else await scope.calling_settings.spent(
                await day_began(scope, self.clock.now()),
                price.currency,
                micros_per_minute=price.micros_per_minute,
                longest_s=longest_s,
            ),
            one_call_micros=None if price is None else one_call_micros(price, longest_s),
        )


async def _checked_cap(
    scope: AccountScope, approvals: Approvals, asked: CallingChange
) -> tuple[int | None, str | None]:
    """Raises Invalid for a cap that means nothing, is above the operator's, or lets no call through."""
    micros, currency = asked.spend_day_micros, asked.currency
    if micros is None:
        return None, None
    if currency is None or not re.fullmatch("[A-Z]{3}", currency):
        raise _wrong("Name the currency by its three letters: USD.", "cap_invalid")
    if not 0 <= micros <= DEAREST_DAY_MICROS:
        raise _wrong("A day costs from 0 to 1,000,000.", "cap_invalid")
    most = approvals.spend_day_micros
    if most is not None and (micros > most or currency != approvals.spend_currency):
        raise _wrong("Whoever runs this installation allows less in a day.", "cap_above_allowed")
    if await _price(scope, currency) is None:
        raise _wrong(
            f"Name first what your carrier asks for a minute in {currency}: without it nobody knows what"
            " calls cost.",
            "carrier_price_missing",
        )
    return micros, currency


async def _price(scope: AccountScope, currency: str) -> CarrierPrice | None:
    """The dearest that counts now, in this currency."""
    prices = (await scope.carrier_prices.page(limit=MAX_PAGE)).items
    newest: dict[str | None, CarrierPrice] = {}
    for price in prices:
        newest.setdefault(price.number_id, price)
    usable = [price for price in newest.values() if price.currency == currency]
    return max(usable, key=lambda price: price.micros_per_minute, default=None)


def _wrong(why: str, code: str) -> Invalid:
    return Invalid(why, field="spend_day", code=code)
