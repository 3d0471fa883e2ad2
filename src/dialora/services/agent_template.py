"""What a new agent begins with: a receptionist that can answer the phone as it is."""

from __future__ import annotations

from datetime import datetime, time

from dialora.domain.accounts import Account
from dialora.domain.agents import Agent, Business, OfferedService, OpeningHours, Purpose, Span
from dialora.store.ids import new_id

_WORKDAYS = range(5)
_USUAL = (Span(time(9), time(17)),)
_EURO = (
    *("AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK"),
)
_CURRENCIES = {"US": "USD", "CA": "CAD", "GB": "GBP", "AU": "AUD", "NZ": "NZD", "CH": "CHF"}


def receptionist(account: Account, *, name: str, business: str, calendar_id: str, now: datetime) -> Agent:
    """Books one kind of appointment in usual hours, and takes messages."""
    return Agent(
        id=new_id("agent"),
        account_id=account.id,
        name=name,
        purpose=Purpose.SCHEDULING,
        language="en-US",
        greeting="How can I help you?",
        recording_wanted=True,
        calendar_id=calendar_id,
        business=Business(
            name=business,
            zone=account.zone,
            currency=_currency(account.country),
            hours=OpeningHours(week=dict.fromkeys(_WORKDAYS, _USUAL)),
            services=(OfferedService(key="appointment", name="appointment", minutes=30, price_cents=None),),
            answers=(),
        ),
        version=1,
        created_at=now,
    )


def _currency(country: str) -> str:
    return "EUR" if country in _EURO else _CURRENCIES.get(country, "USD")
