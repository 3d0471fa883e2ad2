"""The commands about accounts: an operator stops one, lets it go on, limits its callers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

import typer
from phonenumbers import SUPPORTED_REGIONS

from dialora.clock import clock_of
from dialora.domain.approvals import Identity
from dialora.domain.calling import chosen_countries
from dialora.domain.errors import Invalid
from dialora.services.enforcement import Enforcement
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.serving.calling import outgoing_on
from dialora.serving.errands import with_store
from dialora.settings import Settings
from dialora.store.scope import Store

T = TypeVar("T")

_MICROS: Final = 1_000_000

account = typer.Typer(no_args_is_help=True, help="Make, suspend, reinstate and limit accounts.")

_Id = Annotated[str, typer.Argument(help="Its id, acct_….")]


@account.command("suspend")
def suspend(account_id: _Id) -> None:
    """Answer no more calls for an account, and end those that run."""
    _enforce(lambda it: it.suspend(account_id))
    print(f"{account_id} is suspended. Calls that run are ended within seconds.")


@account.command("reinstate")
def reinstate(account_id: _Id) -> None:
    """Answer its calls again."""
    _enforce(lambda it: it.reinstate(account_id))
    print(f"{account_id} is active.")


@account.command("limits")
def limits(
    account_id: _Id,
    caller_hour: Annotated[int | None, typer.Option(min=0, help="Calls of one number in an hour.")] = None,
    caller_day: Annotated[int | None, typer.Option(min=0, help="Calls of one number in a day.")] = None,
    account_day: Annotated[int | None, typer.Option(min=0, help="Calls of all numbers in a day.")] = None,
    transfers_day: Annotated[
        int | None, typer.Option(min=0, help="Callers put through to a person in a day.")
    ] = None,
    longest_s: Annotated[int | None, typer.Option(min=30, max=14_400, help="Seconds of a call.")] = None,
    silence_s: Annotated[int | None, typer.Option(min=3, max=60, help="Seconds of silence.")] = None,
) -> None:
    """Set what its callers may use up, and print it. 0 calls or transfers is no limit; the rest stays."""
    named = {
        "caller_hour": caller_hour,
        "caller_day": caller_day,
        "account_day": account_day,
        "transfers_day": transfers_day,
        "longest_s": longest_s,
        "silence_s": silence_s,
    }
    changed = {name: value for name, value in named.items() if value is not None}
    for name, value in asdict(_enforce(lambda it: it.limit(account_id, **changed))).items():
        print(f"{name:13} {'as the installation' if value is None else value}")


@account.command("approve")
def approve(
    account_id: _Id,
    identity: Annotated[
        Identity | None, typer.Option(help="Whether it is known who the business is.")
    ] = None,
    policy: Annotated[bool | None, typer.Option(help="Somebody of it has accepted the policy.")] = None,
    emergencies: Annotated[bool | None, typer.Option(help="It may place emergency calls.")] = None,
    exempt_landlines: Annotated[
        bool | None, typer.Option(help="It may inform landlines without consent, a few times a month.")
    ] = None,
    seller_state: Annotated[
        list[str] | None, typer.Option(help="A state with its seller registration or exemption on file.")
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option(help="A country that it may open to its calls; its own always is.")
    ] = None,
    spend_day: Annotated[
        str | None, typer.Option(help='The most that its calls cost in a day, like "25 USD"; or none.')
    ] = None,
) -> None:
    """Say what it may do when it calls out, and print it; what is not named stays."""
    named = {
        "identity": identity,
        "policy_accepted": policy,
        "emergencies": emergencies,
        "exempt_landlines": exempt_landlines,
        "seller_states": tuple(sorted(set(seller_state))) if seller_state else None,
        "countries": chosen_countries(country, frozenset(SUPPORTED_REGIONS)) if country else None,
    }
    given: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    given |= {} if spend_day is None else _cap(spend_day)
    approvals = _enforce(lambda it: it.approve(account_id, lambda now: replace(now, **given)))
    for name, value in asdict(approvals).items():
        print(f"{name:17} {', '.join(value) or 'none' if isinstance(value, tuple) else value}")


def _cap(text: str) -> dict[str, Any]:
    """Raises Invalid."""
    if text.strip().lower() == "none":
        return {"spend_day_micros": None, "spend_currency": None}
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*([A-Za-z]{3})\s*", text)
    if found is None:
        raise Invalid('Write it like "25 USD", or none.', field="spend_day", code="cap_invalid")
    return {"spend_day_micros": int(Decimal(found[1]) * _MICROS), "spend_currency": found[2].upper()}


def _enforce(work: Callable[[Enforcement], Awaitable[T]]) -> T:
    settings = Settings.read()

    def on(store: Store) -> Awaitable[T]:
        heads = Heads(folder=settings.data / "heads", keyring=store.keyring)
        ledger = Ledger(clock=clock_of(settings.clock_offset_path), heads=heads)
        underway = outgoing_on(settings, store).attempts
        return work(Enforcement(store=store, ledger=ledger, underway=underway))

    return with_store(settings, on)
