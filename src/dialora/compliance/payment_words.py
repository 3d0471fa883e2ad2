"""Whether somebody speaks of paying by card, or says a card's number. Pure.

Nobody may keep a card's security code, recorded or written down (PCI DSS 3.3), and we keep nothing of a card.
"""

from __future__ import annotations

import re
from typing import Final

from dialora.compliance.phrases import normalise

#: Normalised: no accents, no apostrophes.
_WORDS: Final = re.compile(
    r"\b(?:"
    r"(?:credit|debit|bank|gift) cards?|card number|cards? number|my (?:visa|mastercard|amex|card)"
    r"|(?:pay|paying|payment) (?:\w+ ){0,3}(?:card|visa|mastercard|amex)|cvv|cvc|security code"
    r"|expir(?:ation|y) date|routing number|account number|iban"
    r"|tarjetas? de (?:credito|debito)|numero de (?:la |mi )?tarjeta|mi tarjeta"
    r"|pag(?:ar|o|are) (?:\w+ ){0,3}tarjeta|codigo de seguridad|fecha de (?:vencimiento|caducidad)"
    r"|numero de cuenta"
    r")\b"
)
#: Whether cards are taken is a question about the business.
_ASKS: Final = re.compile(r"\b(?:(?:do|can) you (?:take|accept)|aceptan|toman)\b")

_DIGITS: Final = frozenset(
    {
        *("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        *("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    }
)
#: More than any telephone number as people say it; cards have 13 to 19.
_A_CARD: Final = 12
#: Of a security code, or of a part of the number.
_A_CODE: Final = 3


def speaks_of_payment(text: str) -> bool:
    """Whether a card is about to be named, or is."""
    said = normalise(text)
    return bool(_WORDS.search(said) and not _ASKS.search(said)) or _digits(said) >= _A_CARD


def goes_on_paying(text: str) -> bool:
    """Whether this may still belong to a payment: anything with digits in it does."""
    said = normalise(text)
    return bool(_WORDS.search(said)) or _digits(said) >= _A_CODE


def _digits(said: str) -> int:
    return sum(len(re.sub(r"\D", "", word)) or word in _DIGITS for word in said.split())
