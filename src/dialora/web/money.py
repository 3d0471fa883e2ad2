"""Money as people read it. Within the product it is whole millionths of a currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

MICROS = 1_000_000
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "CA$", "AUD": "A$"}
_NO_BREAK = "\u00a0"


def money(micros: int, currency: str) -> str:
    """$1.20, and as many more places as a small price needs: $0.0085."""
    amount = f"{Decimal(micros) / MICROS:,.6f}".rstrip("0")
    whole, _, part = amount.partition(".")
    figure = f"{whole}.{part.ljust(2, '0')}"
    sign = _SIGNS.get(currency)
    return f"{sign}{figure}" if sign else f"{figure}{_NO_BREAK}{currency}"


def micros_of(text: str) -> int | None:
    """Millionths of what somebody typed, "0.0085"; None where that is no price."""
    try:
        amount = Decimal(text.strip().replace(",", "."))
        return int((amount * MICROS).to_integral_value(ROUND_HALF_UP)) if amount.is_finite() else None
    except (InvalidOperation, OverflowError):
        return None
